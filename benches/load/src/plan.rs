//! Which runs there are, and in which order.

use crate::ground::Ground;
use crate::measure::measure;
use crate::options::Options;
use crate::report::{Purpose, RunReport};
use crate::work::Mode;
use crate::{median, server::Server};
use anyhow::{Context as _, Result};
use std::time::Duration;

/// Connections of an open loop at half of the maximum rate: enough that none is waited for.
const AT_HALF: usize = 256;
/// Connections of an overload.
const OVERLOAD: usize = 1_024;
/// How many times what can be answered is asked in an overload.
const TIMES: f64 = 10.0;
/// As many as a full batch of the writer has members.
const FULL_BATCH: usize = 128;
/// Connections before and after an overload, and how long they ask.
const AROUND: (usize, Duration) = (16, Duration::from_secs(2));

/// One run, against any server.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is asked for.
    pub mode: Mode,
    /// By how many connections.
    pub connections: usize,
    /// Requests a second, in an open loop.
    pub rate: Option<f64>,
    /// How long.
    pub duration: Duration,
    /// What for.
    pub purpose: Purpose,
}

/// The runs of every mode with every number of connections.
pub fn steps(options: &Options) -> Vec<Step> {
    let mut steps = Vec::new();
    for mode in &options.mode {
        for connections in &options.connections {
            let purpose = match options.rate {
                Some(_) => Purpose::Rate,
                None => Purpose::Closed,
            };
            steps.push(Step {
                mode: *mode,
                connections: *connections,
                rate: options.rate,
                duration: Duration::from_secs(options.seconds),
                purpose,
            });
        }
    }
    steps
}

/// Every step in every round. Rounds are outermost and servers innermost, so that whatever disturbs the machine for a while
/// disturbs everything alike.
pub fn all(options: &Options, grounds: &[Ground<'_>], rounds: &mut Vec<RunReport>) -> Result<()> {
    let steps = steps(options);
    for _ in 0..options.rounds {
        for step in &steps {
            for ground in grounds {
                for server in &ground.servers {
                    rounds.push(measure(ground, server, step)?);
                }
            }
        }
    }
    Ok(())
}

/// Sign-ins at half of the rate that a closed loop at most connections has reached.
pub fn half(ground: &Ground<'_>, rounds: &mut Vec<RunReport>) -> Result<()> {
    let server = ours(ground)?;
    let most = ground.options.connections.iter().max();
    let medians = median::of(rounds);
    let reached = medians.iter().find(|run| {
        run.server == server.name
            && run.users == ground.users
            && run.mode == Mode::SignIn.name()
            && Some(&run.connections) == most
            && run.purpose == Purpose::Closed
    });
    let reached = reached.context("--half needs a closed loop of --mode sign-in")?;
    let step = Step {
        mode: Mode::SignIn,
        connections: AT_HALF,
        rate: Some(reached.figures.per_second / 2.0),
        duration: Duration::from_secs(ground.options.seconds),
        purpose: Purpose::Half,
    };
    for _ in 0..ground.options.rounds {
        rounds.push(measure(ground, server, &step)?);
    }
    Ok(())
}

/// A full batch at a time, then few at a time, then ten times as many as can be answered, and at once few again.
pub fn overload(ground: &Ground<'_>, rounds: &mut Vec<RunReport>) -> Result<()> {
    let server = ours(ground)?;
    let closed = |connections, duration, purpose| Step {
        mode: Mode::SignIn,
        connections,
        rate: None,
        duration,
        purpose,
    };
    let (few, shortly) = AROUND;
    let length = Duration::from_secs(ground.options.seconds);
    let mut rate = None;
    for _ in 0..ground.options.rounds {
        let batch = measure(
            ground,
            server,
            &closed(FULL_BATCH, length, Purpose::FullBatch),
        )?;
        // The same rate in every round, so that these are rounds of one run.
        let rate = *rate.get_or_insert(batch.figures.per_second * TIMES);
        rounds.push(batch);
        rounds.push(measure(
            ground,
            server,
            &closed(few, shortly, Purpose::Before),
        )?);
        let step = Step {
            rate: Some(rate),
            ..closed(OVERLOAD, length, Purpose::Overload)
        };
        rounds.push(measure(ground, server, &step)?);
        rounds.push(measure(
            ground,
            server,
            &closed(few, shortly, Purpose::After),
        )?);
    }
    Ok(())
}

fn ours<'g>(ground: &'g Ground<'_>) -> Result<&'g Server> {
    ground.servers.first().context("daemun is there")
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::options::Options;
    use crate::report::Purpose;
    use clap::Parser as _;

    #[test]
    fn every_mode_is_run_with_every_number_of_connections() {
        let options = Options::parse_from(["load", "--mode", "user,mix", "--connections", "1,16"]);
        let seen: Vec<_> = steps(&options)
            .iter()
            .map(|step| (step.mode.name(), step.connections))
            .collect();
        assert_eq!(seen, [("user", 1), ("user", 16), ("mix", 1), ("mix", 16)]);
    }

    #[test]
    fn a_rate_makes_an_open_loop() {
        let options = Options::parse_from(["load", "--mode", "user", "--rate", "100"]);
        let steps = steps(&options);
        assert_eq!(
            (steps[0].rate, steps[0].purpose),
            (Some(100.0), Purpose::Rate)
        );
    }
}
