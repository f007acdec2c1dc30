//! What the figures of a command come to beside its floors and beside another server, and what they have to reach.

use crate::report::{Ratio, Report, RunReport};
use crate::work::Mode;

/// The quotients that the runs allow.
pub fn of(report: &Report) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    let floor = |name: &str| {
        report
            .floors
            .iter()
            .find(|floor| floor.name.starts_with(name))
            .map(|floor| floor.value)
    };
    for run in report
        .runs
        .iter()
        .filter(|run| run.server == "daemun" && run.rate.is_none())
    {
        let (mode, connections) = (run.mode, run.connections);
        let rate = run.figures.per_second;
        let name = |what: &str| format!("{mode}, {connections} connections, {what}");
        if mode == Mode::SignIn.name() {
            if let Some(alone) = floor("PostgreSQL alone, seven") {
                ratios.push(Ratio::at_least(
                    name("against PostgreSQL alone"),
                    rate / alone,
                    2.0,
                ));
            }
            if let Some(alone) = floor("SQLite alone, batches") {
                ratios.push(Ratio::at_least(
                    name("against SQLite alone"),
                    rate / alone,
                    0.5,
                ));
            }
            if let Some((cpu, least)) = run.service_us.zip(floor("verification")) {
                ratios.push(Ratio::at_most(
                    name("CPU of the service against verification and signature"),
                    cpu / least,
                    2.5,
                ));
            }
        }
        if mode == Mode::User.name()
            && let Some(alone) = floor("PostgreSQL alone, one select")
        {
            ratios.push(Ratio::at_least(
                name("against one select by key"),
                rate / alone,
                0.5,
            ));
        }
        if mode == Mode::Refresh.name()
            && let Some(sign_in) = same(report, run, Mode::SignIn)
        {
            ratios.push(Ratio::at_least(
                name("against sign-ins"),
                rate / sign_in.figures.per_second,
                1.3,
            ));
        }
        if let Some(peak) = run.peak_mib {
            ratios.push(Ratio::at_most(name("peak memory in MiB"), peak, 64.0));
        }
        for other in report.runs.iter().filter(|other| is_beside(run, other)) {
            let least = match (mode, connections) {
                ("user", _) => 5.0,
                (_, 64..) => 15.0,
                _ => 8.0,
            };
            let quotient = rate / other.figures.per_second;
            ratios.push(Ratio::at_least(
                name(&format!("against {}", other.server)),
                quotient,
                least,
            ));
        }
    }
    ratios
}

fn same<'r>(report: &'r Report, run: &RunReport, mode: Mode) -> Option<&'r RunReport> {
    report.runs.iter().find(|other| {
        other.server == run.server
            && other.mode == mode.name()
            && other.connections == run.connections
            && other.rate == run.rate
    })
}

fn is_beside(run: &RunReport, other: &RunReport) -> bool {
    other.server != run.server
        && other.mode == run.mode
        && other.connections == run.connections
        && other.rate == run.rate
}
