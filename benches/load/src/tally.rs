//! What a run came to: latencies, and how the answers were.

use hdrhistogram::Histogram;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Everything that the connections of one run have seen.
pub struct Tally {
    accepted: Histogram<u64>,
    refused: Histogram<u64>,
    late: Histogram<u64>,
    without_retry_after: u64,
    failures: BTreeMap<String, u64>,
}

/// The figures of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Requests that went out.
    pub sent: u64,
    /// Requests that were due, in an open loop.
    pub due: Option<u64>,
    /// Requests that were answered as they hoped.
    pub requests: u64,
    /// Of them, in a second.
    pub per_second: f64,
    /// Milliseconds from when a request was due to its answer; in an overload from when it was sent.
    pub p50_ms: f64,
    /// As above.
    pub p90_ms: f64,
    /// As above.
    pub p99_ms: f64,
    /// As above.
    pub p999_ms: f64,
    /// How late the load itself sent what was due, in milliseconds: the 99th percentile, in an open loop.
    pub late_p99_ms: Option<f64>,
    /// Those that the server refused with 503.
    pub refused: Option<Refused>,
    /// Of all answers that were not hoped for, refused ones among them, how many of each kind.
    pub failures: BTreeMap<String, u64>,
}

/// Requests that were refused with 503.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// How many.
    pub requests: u64,
    /// Milliseconds to the refusal.
    pub p50_ms: f64,
    /// As above.
    pub p99_ms: f64,
    /// How many of them did not say when to come back.
    pub without_retry_after: u64,
}

impl Tally {
    /// An empty one.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            accepted: latencies()?,
            refused: latencies()?,
            late: latencies()?,
            without_retry_after: 0,
            failures: BTreeMap::new(),
        })
    }

    /// A request went out, so much later than it was due.
    pub fn sent(&mut self, late: Duration) {
        self.late.saturating_record(micros(late));
    }

    /// An answer that was hoped for.
    pub fn answered(&mut self, latency: Duration) {
        self.accepted.saturating_record(micros(latency));
    }

    /// A 503 of this kind, with or without a time to come back.
    pub fn refused(&mut self, latency: Duration, retry_after: bool, kind: String) {
        self.refused.saturating_record(micros(latency));
        self.without_retry_after += u64::from(!retry_after);
        self.failed(kind);
    }

    /// Anything else.
    pub fn failed(&mut self, kind: String) {
        *self.failures.entry(kind).or_default() += 1;
    }

    /// The figures of a run that took `elapsed`, in which so many requests were due.
    pub fn figures(&self, elapsed: Duration, due: Option<u64>) -> Figures {
        let requests = self.accepted.len();
        Figures {
            sent: self.late.len(),
            due,
            requests,
            per_second: requests as f64 / elapsed.as_secs_f64(),
            p50_ms: millis(&self.accepted, 0.5),
            p90_ms: millis(&self.accepted, 0.9),
            p99_ms: millis(&self.accepted, 0.99),
            p999_ms: millis(&self.accepted, 0.999),
            late_p99_ms: due.map(|_| millis(&self.late, 0.99)),
            refused: (!self.refused.is_empty()).then(|| Refused {
                requests: self.refused.len(),
                p50_ms: millis(&self.refused, 0.5),
                p99_ms: millis(&self.refused, 0.99),
                without_retry_after: self.without_retry_after,
            }),
            failures: self.failures.clone(),
        }
    }
}

/// From a microsecond to a minute, to three digits.
fn latencies() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 60_000_000, 3)?)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1)
}

fn millis(of: &Histogram<u64>, quantile: f64) -> f64 {
    of.value_at_quantile(quantile) as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use std::time::Duration;

    #[test]
    fn what_was_refused_does_not_count_among_what_was_accepted() {
        let mut tally = Tally::new().unwrap();
        for _ in 0..10 {
            tally.sent(Duration::ZERO);
            tally.answered(Duration::from_millis(2));
            tally.sent(Duration::ZERO);
            tally.refused(Duration::from_millis(50), true, "503 busy".to_owned());
        }
        tally.refused(Duration::from_millis(50), false, "503 busy".to_owned());
        let figures = tally.figures(Duration::from_secs(2), None);
        assert_eq!((figures.requests, figures.sent), (10, 20));
        assert!((figures.per_second - 5.0).abs() < 1e-9);
        assert!(figures.p999_ms < 3.0);
        let refused = figures.refused.unwrap();
        assert_eq!((refused.requests, refused.without_retry_after), (11, 1));
        assert!(refused.p50_ms > 49.0);
        assert_eq!(figures.failures.get("503 busy"), Some(&11));
    }
}
