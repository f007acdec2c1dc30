//! Of the rounds of one run the one in the middle, whole: its figures belong together.

use crate::report::RunReport;

/// One run for each that was repeated, in the order of their first rounds. In the middle by requests per second; in an open
/// loop, where these are given, by p99. Of an even number the lower of the two in the middle.
pub fn of(rounds: &[RunReport]) -> Vec<RunReport> {
    let mut medians: Vec<RunReport> = Vec::new();
    for run in rounds {
        if medians.iter().any(|other| is_round_of(other, run)) {
            continue;
        }
        let mut same: Vec<&RunReport> = rounds
            .iter()
            .filter(|other| is_round_of(run, other))
            .collect();
        same.sort_by(|one, other| place(one).total_cmp(&place(other)));
        let middle = same.len().saturating_sub(1) / 2;
        medians.extend(same.get(middle).map(|run| (*run).clone()));
    }
    medians
}

fn is_round_of(run: &RunReport, other: &RunReport) -> bool {
    run.server == other.server
        && run.mode == other.mode
        && run.database == other.database
        && run.users == other.users
        && run.connections == other.connections
        && run.purpose == other.purpose
        && run.rate.map(f64::to_bits) == other.rate.map(f64::to_bits)
}

fn place(run: &RunReport) -> f64 {
    if run.rate.is_some() {
        run.figures.p99_ms
    } else {
        run.figures.per_second
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::report::samples::run;

    fn rates(rounds: &[crate::report::RunReport]) -> Vec<f64> {
        of(rounds)
            .iter()
            .map(|run| run.figures.per_second)
            .collect()
    }

    #[test]
    fn the_run_in_the_middle_counts_with_all_its_figures() {
        let mut rounds = vec![run("user", 30.0), run("user", 10.0), run("user", 20.0)];
        rounds[2].figures.p50_ms = 77.0;
        let medians = of(&rounds);
        assert_eq!(rates(&rounds), [20.0]);
        assert!((medians[0].figures.p50_ms - 77.0).abs() < 1e-9);
    }

    #[test]
    fn of_two_rounds_the_slower_one_counts() {
        assert_eq!(rates(&[run("user", 30.0), run("user", 10.0)]), [10.0]);
    }

    #[test]
    fn different_runs_keep_their_order() {
        let mut other = run("user", 5.0);
        other.connections = 16;
        let rounds = [
            run("user", 30.0),
            other,
            run("refresh", 1.0),
            run("user", 40.0),
        ];
        assert_eq!(rates(&rounds), [30.0, 5.0, 1.0]);
    }

    #[test]
    fn at_a_given_rate_the_middle_is_one_of_latency() {
        let mut rounds = vec![run("user", 10.0), run("user", 10.1), run("user", 10.2)];
        for (run, p99) in rounds.iter_mut().zip([3.0, 9.0, 6.0]) {
            run.rate = Some(10.0);
            run.figures.p99_ms = p99;
        }
        assert_eq!(rates(&rounds), [10.2]);
    }
}
