//! What a run came to: latencies, and how the answers were.

use hdrhistogram::Histogram;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Everything that the connections of one run have seen.
pub struct Tally {
    latencies: Histogram<u64>,
    failures: BTreeMap<String, u64>,
}

/// The figures of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Requests that were answered as they hoped.
    pub requests: u64,
    /// Of them, in a second.
    pub per_second: f64,
    /// Milliseconds from when a request was due to its answer.
    pub p50_ms: f64,
    /// As above.
    pub p90_ms: f64,
    /// As above.
    pub p99_ms: f64,
    /// As above.
    pub p999_ms: f64,
    /// Of all other answers, how many of each kind.
    pub failures: BTreeMap<String, u64>,
}

impl Tally {
    /// An empty one. Latencies are kept from a microsecond to a minute, to three digits.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            latencies: Histogram::new_with_bounds(1, 60_000_000, 3)?,
            failures: BTreeMap::new(),
        })
    }

    /// An answer that was hoped for.
    pub fn answered(&mut self, latency: Duration) {
        let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.latencies.saturating_record(micros.max(1));
    }

    /// Anything else.
    pub fn failed(&mut self, kind: String) {
        *self.failures.entry(kind).or_default() += 1;
    }

    /// Takes in what another has seen.
    pub fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        self.latencies.add(&other.latencies)?;
        for (kind, times) in &other.failures {
            *self.failures.entry(kind.clone()).or_default() += times;
        }
        Ok(())
    }

    /// The figures of a run that took `elapsed`.
    pub fn figures(&self, elapsed: Duration) -> Figures {
        let at = |quantile: f64| self.latencies.value_at_quantile(quantile) as f64 / 1_000.0;
        let requests = self.latencies.len();
        Figures {
            requests,
            per_second: requests as f64 / elapsed.as_secs_f64(),
            p50_ms: at(0.5),
            p90_ms: at(0.9),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
            failures: self.failures.clone(),
        }
    }
}
