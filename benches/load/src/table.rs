//! The result as a table for people.

use crate::report::{Purpose, Report, RunReport};
use crate::tally::Figures;
use std::fmt;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.setting {
            writeln!(f, "{line}")?;
        }
        for start in &self.start_ms {
            let (ms, database, users) = (start.ms, start.database, start.users);
            writeln!(
                f,
                "from start to ready on {database} with {users} users: {ms:.0} ms"
            )?;
        }
        if !self.floors.is_empty() {
            writeln!(f, "\nFloors")?;
        }
        for floor in &self.floors {
            let (name, users) = (&floor.name, floor.users);
            writeln!(
                f,
                "  {name:<58} {users:>8} users {:>10.1} {}",
                floor.value, floor.unit
            )?;
        }
        writeln!(
            f,
            "\n{:<22} {:<8} {:>8} {:>5} {:<15} {:>7} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>6} {:>6}  failures",
            "server",
            "mode",
            "users",
            "conns",
            "loop",
            "req/s",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "µs serv",
            "µs PG",
            "µs load",
            "MiB",
            "batch"
        )?;
        for run in &self.runs {
            run.fmt(f)?;
        }
        if !self.ratios.is_empty() {
            writeln!(f, "\nRatios")?;
        }
        for ratio in &self.ratios {
            let mark = match ratio.reached {
                Some(true) => "reached",
                Some(false) => "MISSED",
                None => "",
            };
            let target = ratio.target.as_deref().unwrap_or("");
            writeln!(
                f,
                "  {:<78} {:>8.2}  {target:<8} {mark}",
                ratio.name, ratio.value
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional = |value: Option<f64>| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"))
        };
        let figures = &self.figures;
        let rate = self
            .rate
            .map_or_else(String::new, |rate| format!(" {rate:.0}/s"));
        writeln!(
            f,
            "{:<22} {:<8} {:>8} {:>5} {:<15} {:>7.0} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>7} {:>7} {:>7.1} {:>6} {:>6}  {}",
            self.server,
            self.mode,
            self.users,
            self.connections,
            format!("{}{rate}", self.purpose.name()),
            figures.per_second,
            figures.p50_ms,
            figures.p90_ms,
            figures.p99_ms,
            figures.p999_ms,
            optional(self.service_us),
            optional(self.postgres_us),
            self.load_us,
            optional(self.peak_mib),
            optional(self.batch),
            failures(figures),
        )?;
        if let Some(due) = figures.due {
            let late = figures.late_p99_ms.unwrap_or_default();
            let note = if self.purpose == Purpose::Overload {
                "latency counts from the sending".to_owned()
            } else {
                format!("latency counts from when due; 99 % went out within {late:.2} ms of that")
            };
            writeln!(f, "    {due} were due, {} were sent; {note}", figures.sent)?;
        }
        if let Some(refused) = &figures.refused {
            writeln!(
                f,
                "    {} were refused with 503, in {:.2} ms (p50) and {:.2} ms (p99), {} of them without Retry-After",
                refused.requests, refused.p50_ms, refused.p99_ms, refused.without_retry_after
            )?;
        }
        Ok(())
    }
}

fn failures(figures: &Figures) -> String {
    if figures.failures.is_empty() {
        return "none".to_owned();
    }
    let kinds = figures
        .failures
        .iter()
        .map(|(kind, times)| format!("{times} × {kind}"));
    kinds.collect::<Vec<_>>().join(", ")
}
