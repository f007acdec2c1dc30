//! Requests by route, method and outcome, how long they took, and why they were refused.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// In seconds. A refresh takes a millisecond or a few, a request as long as `API_MAX_REQUEST_DURATION` at most.
const DURATIONS: [f64; 14] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Where the HTTP layer counts.
#[derive(Debug)]
pub struct Requests {
    answered: Family<Outcome, Counter>,
    durations: Family<Place, Histogram, fn() -> Histogram>,
    refusals: Family<Refusal, Counter>,
}

/// One request and its answer.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// The pattern of its route, never its path.
    pub route: &'a str,
    /// Its method, one of those that are known.
    pub method: &'static str,
    /// The status.
    pub status: u16,
    /// Why it was refused, or failed.
    pub reason: Option<&'static str>,
    /// From its head to its answer.
    pub took: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    route: String,
    method: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Place {
    route: String,
    method: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    reason: &'static str,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            answered: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATIONS)),
            refusals: Family::default(),
        }
    }
}

impl Requests {
    /// Counts a request.
    pub fn count(&self, answered: &Answered<'_>) {
        let place = Place {
            route: answered.route.to_owned(),
            method: answered.method,
        };
        self.durations
            .get_or_create(&place)
            .observe(answered.took.as_secs_f64());
        let outcome = Outcome {
            route: place.route,
            method: answered.method,
            status: class(answered.status),
        };
        self.answered.get_or_create(&outcome).inc();
        if let Some(reason) = answered.reason {
            self.refusals.get_or_create(&Refusal { reason }).inc();
        }
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "http_requests",
            "Requests by the pattern of their route, method and class of status",
            self.answered.clone(),
        );
        registry.register(
            "http_request_duration_seconds",
            "Time from a request's head to its answer",
            self.durations.clone(),
        );
        registry.register(
            "refusals",
            "Requests that were refused or failed, by reason; the log has the same word",
            self.refusals.clone(),
        );
    }
}

fn class(status: u16) -> &'static str {
    match status {
        0..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus_client::encoding::text::encode;

    fn text(requests: &Requests) -> String {
        let mut registry = Registry::default();
        requests.register(&mut registry);
        let mut text = String::new();
        encode(&mut text, &registry).expect("text can be written");
        text
    }

    #[test]
    fn a_request_is_counted_by_its_class_and_its_time() {
        let requests = Requests::default();
        let answered = Answered {
            route: "/token",
            method: "POST",
            status: 200,
            reason: None,
            took: Duration::from_millis(3),
        };
        requests.count(&answered);
        requests.count(&Answered {
            status: 204,
            ..answered
        });
        requests.count(&Answered {
            status: 503,
            reason: Some("database_unavailable"),
            ..answered
        });
        let text = text(&requests);
        for line in [
            r#"http_requests_total{route="/token",method="POST",status="2xx"} 2"#,
            r#"http_requests_total{route="/token",method="POST",status="5xx"} 1"#,
            r#"refusals_total{reason="database_unavailable"} 1"#,
            r#"http_request_duration_seconds_bucket{le="0.0025",route="/token",method="POST"} 0"#,
            r#"http_request_duration_seconds_bucket{le="0.005",route="/token",method="POST"} 3"#,
            r#"http_request_duration_seconds_bucket{le="+Inf",route="/token",method="POST"} 3"#,
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "no {line} in:\n{text}"
            );
        }
    }
}
