//! The result: what was measured, for programs as JSON; for people see [`table`](crate::table).

use crate::tally::Figures;
use serde::Serialize;

/// Everything that a command measured.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Of this machine and this command, a line each.
    pub setting: Vec<String>,
    /// Milliseconds from start to ready on a database that was there.
    pub start_ms: Vec<Start>,
    /// The floors.
    pub floors: Vec<Floor>,
    /// Of each run the median of its rounds, whole.
    pub runs: Vec<RunReport>,
    /// Every round of every run.
    pub rounds: Vec<RunReport>,
    /// Quotients of the medians and the floors.
    pub ratios: Vec<Ratio>,
}

/// How long the service takes to start.
#[derive(Debug, Clone, Serialize)]
pub struct Start {
    /// The database.
    pub database: &'static str,
    /// People in it.
    pub users: u64,
    /// The median of several starts, in milliseconds.
    pub ms: f64,
}

/// What a floor is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A verification and a signature, in microseconds.
    Arithmetic,
    /// PostgreSQL alone, sign-ins a second.
    PostgresSignIns,
    /// PostgreSQL alone, selects by key a second.
    PostgresSelects,
    /// SQLite alone, sign-ins a second in batches.
    SqliteSignIns,
    /// SQLite alone, microseconds of one sign-in to a transaction.
    SqliteAlone,
}

/// A floor.
#[derive(Debug, Clone, Serialize)]
pub struct Floor {
    /// What it is of.
    pub what: What,
    /// People in the tables.
    pub users: u64,
    /// Clients that asked at once, where it depends on them.
    pub clients: Option<u32>,
    /// What it is, in words.
    pub name: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// As fast as it is answered.
    Closed,
    /// At the rate that was asked for.
    Rate,
    /// At half of the rate that was reached.
    Half,
    /// As many connections as a full batch has members, as fast as they are answered.
    FullBatch,
    /// Before an overload.
    Before,
    /// Ten times what can be answered.
    Overload,
    /// At once after an overload.
    After,
}

impl Purpose {
    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Rate => "rate",
            Self::Half => "half",
            Self::FullBatch => "batch",
            Self::Before => "before",
            Self::Overload => "overload",
            Self::After => "after",
        }
    }
}

/// A run of one mode against one server.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    /// `daemun`, or the URL of another.
    pub server: String,
    /// Whether it is daemun.
    pub ours: bool,
    /// What was asked for.
    pub mode: &'static str,
    /// The database.
    pub database: &'static str,
    /// People in it.
    pub users: u64,
    /// Connections.
    pub connections: usize,
    /// What the run is for.
    pub purpose: Purpose,
    /// Requests a second that were due, in an open loop.
    pub rate: Option<f64>,
    /// What was seen.
    pub figures: Figures,
    /// CPU time of the service per answer, in microseconds; of all its processes together.
    pub service_us: Option<f64>,
    /// CPU time of PostgreSQL per answer, in microseconds.
    pub postgres_us: Option<f64>,
    /// CPU time of this program per answer, in microseconds.
    pub load_us: f64,
    /// The most memory that the service held in this run, in MiB; of several processes the one with the most.
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
    /// What it has to reach, in words, where it has to.
    pub target: Option<String>,
    /// Whether it does.
    pub reached: Option<bool>,
}

impl Ratio {
    /// A quotient that must be at least `least`, where that is asked.
    pub fn at_least(name: impl Into<String>, value: f64, least: impl Into<Option<f64>>) -> Self {
        let least = least.into();
        Self {
            name: name.into(),
            value,
            target: least.map(|least| format!("≥ {least:.1}")),
            reached: least.map(|least| value >= least),
        }
    }

    /// A figure that must be at most `most`, where that is asked.
    pub fn at_most(name: impl Into<String>, value: f64, most: impl Into<Option<f64>>) -> Self {
        let most = most.into();
        Self {
            name: name.into(),
            value,
            target: most.map(|most| format!("≤ {most:.1}")),
            reached: most.map(|most| value <= most),
        }
    }
}

#[cfg(test)]
pub mod samples {
    //! Runs for tests.

    use super::{Purpose, RunReport};
    use crate::tally::{Figures, Tally};
    use std::time::Duration;

    /// A run of daemun's at 64 connections.
    pub fn run(mode: &'static str, per_second: f64) -> RunReport {
        RunReport {
            server: "daemun".to_owned(),
            ours: true,
            mode,
            database: "PostgreSQL",
            users: 10_000,
            connections: 64,
            purpose: Purpose::Closed,
            rate: None,
            figures: figures(per_second),
            service_us: Some(100.0),
            postgres_us: None,
            load_us: 20.0,
            peak_mib: Some(40.0),
            batch: None,
        }
    }

    fn figures(per_second: f64) -> Figures {
        let none = Tally::new().unwrap().figures(Duration::from_secs(1), None);
        Figures {
            per_second,
            p50_ms: 1.0,
            p99_ms: 2.0,
            ..none
        }
    }
}
