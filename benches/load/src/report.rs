//! The result, as a table for people and as JSON for programs.

use crate::database::Kind;
use crate::tally::Figures;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Everything that a command measured.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Of this machine and this run, a line each.
    pub setting: Vec<String>,
    /// The floors.
    pub floors: Vec<Floor>,
    /// The runs.
    pub runs: Vec<RunReport>,
    /// Quotients of the above.
    pub ratios: Vec<Ratio>,
}

/// A floor.
#[derive(Debug, Clone, Serialize)]
pub struct Floor {
    /// What it is.
    pub name: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
}

/// A run of one mode against one server.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    /// `daemun`, or the URL of another.
    pub server: String,
    /// What was asked for.
    pub mode: &'static str,
    /// The database.
    pub database: String,
    /// Connections.
    pub connections: usize,
    /// Requests a second that were due, in an open loop.
    pub rate: Option<f64>,
    /// What was seen.
    pub figures: Figures,
    /// CPU time of the service per request, in microseconds.
    pub service_us: Option<f64>,
    /// CPU time of PostgreSQL per request, in microseconds.
    pub postgres_us: Option<f64>,
    /// CPU time of this program per request, in microseconds.
    pub load_us: f64,
    /// The most memory that the service held, in MiB.
    pub peak_mib: Option<f64>,
    /// Members of a batch of the writer, on average.
    pub batch: Option<f64>,
}

/// One figure beside another.
#[derive(Debug, Clone, Serialize)]
pub struct Ratio {
    /// Of what to what.
    pub name: String,
    /// The quotient.
    pub value: f64,
    /// What it has to reach, in words.
    pub target: String,
    /// Whether it does.
    pub reached: bool,
}

impl Ratio {
    /// A quotient that must be at least `least`.
    pub fn at_least(name: impl Into<String>, value: f64, least: f64) -> Self {
        Self {
            name: name.into(),
            value,
            target: format!("≥ {least}"),
            reached: value >= least,
        }
    }

    /// A figure that must be at most `most`.
    pub fn at_most(name: impl Into<String>, value: f64, most: f64) -> Self {
        Self {
            name: name.into(),
            value,
            target: format!("≤ {most}"),
            reached: value <= most,
        }
    }
}

/// A database's name in a table.
pub fn database_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => "PostgreSQL",
        Kind::Sqlite => "SQLite",
    }
}

/// CPU time per request in microseconds.
pub fn per_request(cpu: Duration, requests: u64) -> f64 {
    cpu.as_secs_f64() * 1e6 / requests.max(1) as f64
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.setting {
            writeln!(f, "{line}")?;
        }
        if !self.floors.is_empty() {
            writeln!(f, "\nFloors")?;
        }
        for floor in &self.floors {
            writeln!(
                f,
                "  {:<58} {:>10.1} {}",
                floor.name, floor.value, floor.unit
            )?;
        }
        writeln!(
            f,
            "\n{:<24} {:<8} {:<10} {:>5} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9} {:>7} {:>6}  failures",
            "server",
            "mode",
            "database",
            "conns",
            "req/s",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "µs serv.",
            "µs PG",
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
            let mark = if ratio.reached { "reached" } else { "MISSED" };
            writeln!(
                f,
                "  {:<70} {:>8.2}  {:<8} {mark}",
                ratio.name, ratio.value, ratio.target
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
        writeln!(
            f,
            "{:<24} {:<8} {:<10} {:>5} {:>8.0} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>9} {:>9} {:>7} {:>6}  {}",
            self.server,
            self.mode,
            self.database,
            self.connections,
            figures.per_second,
            figures.p50_ms,
            figures.p90_ms,
            figures.p99_ms,
            figures.p999_ms,
            optional(self.service_us),
            optional(self.postgres_us),
            optional(self.peak_mib),
            optional(self.batch),
            failures(figures),
        )
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
