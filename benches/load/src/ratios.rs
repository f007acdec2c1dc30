//! What the figures of a command come to beside its floors and beside another server, and what they have to reach.

use crate::report::{Purpose, Ratio, Report, RunReport, What};
use crate::work::Mode;

/// A lone sign-in may take so much longer than its floors, in milliseconds.
const ALLOWANCE_MS: f64 = 1.0;

/// The quotients that the medians of the runs allow.
pub fn of(report: &Report) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    for start in report
        .start_ms
        .iter()
        .filter(|start| start.database == "SQLite")
    {
        let name = format!("from start to ready with {} users, in ms", start.users);
        ratios.push(Ratio::at_most(name, start.ms, 50.0));
    }
    for run in ours(report, Purpose::Closed) {
        against_floors(report, run, &mut ratios);
        against_others(report, run, &mut ratios);
    }
    for run in ours(report, Purpose::Half) {
        let figures = &run.figures;
        ratios.push(Ratio::at_most(
            name(run, "p99 at half of the maximum rate, in ms"),
            figures.p99_ms,
            10.0,
        ));
        ratios.push(Ratio::at_most(
            name(run, "p99 against p50 at half of the maximum rate"),
            figures.p99_ms / figures.p50_ms,
            5.0,
        ));
    }
    for run in ours(report, Purpose::Overload) {
        overload(report, run, &mut ratios);
    }
    let all = report.rounds.iter().filter(|run| run.ours);
    if let Some(most) = all.filter_map(|run| run.peak_mib).reduce(f64::max) {
        let name = "memory of the service under the heaviest run, in MiB";
        ratios.push(Ratio::at_most(name, most, 64.0));
    }
    ratios
}

fn ours(report: &Report, purpose: Purpose) -> impl Iterator<Item = &RunReport> {
    let is_it = move |run: &&RunReport| run.ours && run.purpose == purpose;
    report.runs.iter().filter(is_it)
}

fn name(run: &RunReport, what: &str) -> String {
    let (server, mode) = (run.server.trim_start_matches("daemun"), run.mode);
    let (users, connections) = (run.users, run.connections);
    format!("{mode}{server}, {users} users, {connections} connections: {what}")
}

fn against_floors(report: &Report, run: &RunReport, ratios: &mut Vec<Ratio>) {
    let floor = |what: What, clients: Option<usize>| {
        let found = report.floors.iter().find(|floor| {
            floor.what == what
                && floor.users == run.users
                && clients.is_none_or(|wanted| {
                    floor
                        .clients
                        .is_some_and(|its| usize::try_from(its) == Ok(wanted))
                })
        });
        found.map(|floor| floor.value)
    };
    // The targets are meant for 64 connections; at others the figure is told, and not judged.
    let at_64 = |target: f64| (run.connections >= 64).then_some(target);
    let rate = run.figures.per_second;
    if run.mode == Mode::SignIn.name() {
        if let Some(alone) = floor(What::PostgresSignIns, None) {
            let name = name(run, "against PostgreSQL alone");
            ratios.push(Ratio::at_least(name, rate / alone, at_64(2.0)));
        }
        if let Some(alone) = floor(What::SqliteSignIns, None) {
            let name = name(run, "against SQLite alone, in batches");
            ratios.push(Ratio::at_least(name, rate / alone, at_64(0.5)));
        }
        if let Some((cpu, least)) = run.service_us.zip(floor(What::Arithmetic, None)) {
            let name = name(run, "CPU of the service against verification and signature");
            ratios.push(Ratio::at_most(name, cpu / least, at_64(2.5)));
        }
        if run.connections == 1
            && let Some((alone, least)) =
                floor(What::SqliteAlone, None).zip(floor(What::Arithmetic, None))
        {
            let most = (alone + least) / 1_000.0 + ALLOWANCE_MS;
            let name = name(run, "p50 of a lone sign-in, in ms");
            ratios.push(Ratio::at_most(name, run.figures.p50_ms, most));
        }
    }
    if run.mode == Mode::User.name()
        && let Some(alone) = floor(What::PostgresSelects, Some(run.connections))
    {
        let name = name(run, "against one select by key");
        ratios.push(Ratio::at_least(name, rate / alone, 0.5));
    }
}

fn against_others(report: &Report, run: &RunReport, ratios: &mut Vec<Ratio>) {
    let rate = run.figures.per_second;
    for other in report
        .runs
        .iter()
        .filter(|other| other.purpose == run.purpose && other.connections == run.connections)
    {
        let (same_mode, same_users) = (other.mode == run.mode, other.users == run.users);
        let quotient = rate / other.figures.per_second;
        if same_mode && same_users && !other.ours {
            let least = match (run.mode, run.connections) {
                ("user", 16..) => Some(5.0),
                ("sign-in" | "refresh", 64..) => Some(15.0),
                ("sign-in" | "refresh", 16..) => Some(8.0),
                _ => None,
            };
            let name = name(run, &format!("against {}", other.server));
            ratios.push(Ratio::at_least(name, quotient, least));
        } else if same_mode && same_users && run.server != other.server && other.server == "daemun"
        {
            let name = name(run, "against one node");
            ratios.push(Ratio::at_least(name, quotient, None));
        } else if same_mode && other.server == run.server && run.users > other.users {
            let name = name(run, &format!("against {} users", other.users));
            ratios.push(Ratio::at_least(name, quotient, 0.8));
        } else if (run.mode, other.mode) == (Mode::Refresh.name(), Mode::SignIn.name())
            && same_users
            && other.server == run.server
        {
            let name = name(run, "against sign-ins");
            ratios.push(Ratio::at_least(name, quotient, 1.3));
        }
    }
}

/// The unloaded batch time is the p99 of a closed loop of as many connections as a full batch has members: each of its
/// answers waits for a whole batch, and for no more than one.
fn overload(report: &Report, run: &RunReport, ratios: &mut Vec<Ratio>) {
    let p99 = |purpose| {
        let found = ours(report, purpose)
            .find(|other| other.server == run.server && other.users == run.users);
        found.map(|other| other.figures.p99_ms)
    };
    if let Some(batch) = p99(Purpose::FullBatch) {
        let name = name(
            run,
            "p99 of what is accepted in an overload against a batch",
        );
        ratios.push(Ratio::at_most(name, run.figures.p99_ms / batch, 2.0));
    }
    if let Some(refused) = &run.figures.refused {
        let name = |what| name(run, what);
        ratios.push(Ratio::at_most(
            name("p99 of what is refused, in ms"),
            refused.p99_ms,
            100.0,
        ));
        ratios.push(Ratio::at_most(
            name("refused without Retry-After"),
            refused.without_retry_after as f64,
            0.0,
        ));
    }
    if let Some((before, after)) = p99(Purpose::Before).zip(p99(Purpose::After)) {
        let name = name(
            run,
            "p99 at 16 connections after the overload against before",
        );
        ratios.push(Ratio::at_most(name, after / before, 2.0));
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::report::samples::run;
    use crate::report::{Floor, Purpose, Report, RunReport, What};

    fn report(runs: Vec<RunReport>) -> Report {
        Report {
            rounds: runs.clone(),
            runs,
            ..Report::default()
        }
    }

    fn ratio(report: &Report, what: &str) -> (f64, Option<bool>) {
        let found = of(report)
            .into_iter()
            .find(|ratio| ratio.name.contains(what));
        let found = found.unwrap_or_else(|| panic!("no ratio {what}"));
        ((found.value * 1_000.0).round() / 1_000.0, found.reached)
    }

    #[test]
    fn another_server_counts_at_the_same_connections() {
        let mut other = run("sign-in", 600.0);
        (other.ours, other.server) = (false, "other".to_owned());
        let mut few = other.clone();
        (few.connections, few.figures.per_second) = (16, 1.0);
        let report = report(vec![run("sign-in", 6_000.0), other, few]);
        assert_eq!(ratio(&report, "against other"), (10.0, Some(false)));
    }

    #[test]
    fn more_users_are_held_against_fewer_and_refreshes_against_sign_ins() {
        let mut many = run("sign-in", 900.0);
        many.users = 1_000_000;
        let report = report(vec![run("sign-in", 1_000.0), many, run("refresh", 1_500.0)]);
        assert_eq!(ratio(&report, "against 10000 users"), (0.9, Some(true)));
        assert_eq!(ratio(&report, "against sign-ins"), (1.5, Some(true)));
    }

    #[test]
    fn a_user_is_held_against_selects_by_as_many_clients() {
        let mut report = report(vec![run("user", 1_000.0)]);
        for (clients, value) in [(16, 9_000.0), (64, 4_000.0)] {
            report.floors.push(Floor {
                what: What::PostgresSelects,
                users: 10_000,
                clients: Some(clients),
                name: String::new(),
                value,
                unit: "",
            });
        }
        assert_eq!(ratio(&report, "select by key"), (0.25, Some(false)));
    }

    #[test]
    fn an_overload_is_held_against_a_batch_and_what_was_before() {
        let of = |purpose, p99| {
            let mut run = run("sign-in", 1_000.0);
            (run.purpose, run.figures.p99_ms) = (purpose, p99);
            run
        };
        let report = report(vec![
            of(Purpose::FullBatch, 20.0),
            of(Purpose::Before, 10.0),
            of(Purpose::Overload, 50.0),
            of(Purpose::After, 12.0),
        ]);
        assert_eq!(ratio(&report, "against a batch"), (2.5, Some(false)));
        assert_eq!(ratio(&report, "against before"), (1.2, Some(true)));
    }
}
