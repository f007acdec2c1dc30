//! Which lines are let through.

use super::TelemetryError;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterFn, filter_fn};

/// The filter that the settings name, in `RUST_LOG`'s syntax.
pub fn parse(filter: &str) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::builder()
        .parse(filter)
        .map_err(|reason| TelemetryError::Filter {
            filter: filter.to_owned(),
            reason,
        })
}

/// Holds back what libraries say below `info`, whatever the settings ask for: they trace whole requests there, tokens
/// included, and nobody who debugs this service needs that. And whatever [`HTTP`] says: a stranger's malformed request is
/// an error to it, and to whoever runs this service none.
pub fn own_words() -> FilterFn {
    filter_fn(may_pass)
}

/// The part of the HTTP library that speaks to connections.
const HTTP: &str = "actix_http::h1";

/// Whether a line with this target is one of daemun's own.
pub fn is_ours(target: &str) -> bool {
    let within = target.strip_prefix("daemun");
    within.is_some_and(|within| within.is_empty() || within.starts_with("::"))
}

fn may_pass(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    is_ours(target) || (*metadata.level() <= Level::INFO && !target.starts_with(HTTP))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::samples::Kept;
    use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

    fn lines_let_through(filter: &str, speak: impl FnOnce()) -> String {
        let kept = Kept::default();
        let lines = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(kept.clone())
            .with_filter(own_words());
        let filter = parse(filter).expect("a filter");
        let subscriber = tracing_subscriber::registry().with(filter).with(lines);
        tracing::subscriber::with_default(subscriber, speak);
        kept.text()
    }

    #[test]
    fn a_library_never_traces_whatever_the_filter_says() {
        let lines = lines_let_through("trace", || {
            tracing::trace!(target: "hyper::proto", "a header");
            tracing::debug!(target: "actix_http", "a request");
            tracing::debug!(target: "daemunlike", "a secret");
            tracing::info!(target: "actix_server", "started");
        });
        assert_eq!(lines.lines().count(), 1, "{lines}");
        assert!(lines.contains("started"));
    }

    #[test]
    fn a_malformed_request_is_no_error_of_ours() {
        let lines = lines_let_through("trace", || {
            tracing::error!(target: "actix_http::h1::dispatcher", "stream error: request parse error: uri too long");
        });
        assert_eq!(lines, "");
    }

    #[test]
    fn our_own_debug_lines_are_let_through_where_asked_for() {
        let speak = || tracing::debug!(target: "daemun::provider", "keys fetched");
        assert!(lines_let_through("debug", speak).contains("keys fetched"));
        assert_eq!(lines_let_through("info", speak), "");
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_named() {
        let error = parse("daemun=loud").expect_err("no level");
        assert!(error.to_string().contains("\"daemun=loud\""), "{error}");
    }
}
