//! Logs: where lines go, how they look and which are let through. What a line may hold is said in `docs/logging.md`.
//! And [`metrics`], which `docs/metrics.md` lists.
//!
//! JSON goes to standard output, one object a line, where a collector reads it; text goes to standard error, so that
//! what a command prints for its user stays apart from it. So does JSON of a command that has something to print. `filter` is what is let
//! through; `json` makes a line of it; `lines` takes the JSON of a service to its stream, many lines at once; `panics` keeps their messages out.

pub mod metrics;

mod filter;
mod json;
mod lines;
mod panics;
#[cfg(test)]
pub(crate) mod samples;

use crate::config::log::{LogConfig, LogFormat};
use json::OwnLines;
use lines::Lines;
use std::io;
use std::time::Duration;
use tracing::Subscriber;
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

/// How long the end of a command waits for a reader that takes no lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why there are no logs.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error(
        "RUST_LOG or LOG_LEVEL holds {filter:?}, which is no filter ({reason}); an example: info,daemun=debug"
    )]
    Filter {
        /// What it holds.
        filter: String,
        /// What is wrong with it.
        reason: tracing_subscriber::filter::ParseError,
    },
    /// Somebody set up logs before.
    #[error("logs are set up already: {0}")]
    Twice(#[from] TryInitError),
    /// The thread that writes them cannot be started.
    #[error("the thread that writes logs cannot be started: {0}")]
    Thread(#[from] io::Error),
}

/// The logs of a service. When it is dropped, what was logged before is on its stream, unless nobody reads that.
#[must_use = "lines may be lost at the end where nobody holds it"]
pub struct Logs(Lines);

impl Drop for Logs {
    fn drop(&mut self) {
        // Who does not read until the end misses the end.
        let _is_written: bool = self.0.flush(PATIENCE);
    }
}

/// Starts the logs of the service, and lets panics go there too. `is_terminal` says whether a person looks on: then
/// lines are text, with colours, unless the settings say otherwise. JSON is written some milliseconds after it is logged;
/// hold the answer until the service has ended.
pub fn init(config: &LogConfig, is_terminal: bool) -> Result<Logs, TelemetryError> {
    let lines = Lines::start(io::stdout(), lines::CAPACITY, |lost| {
        tracing::warn!(
            lost,
            "{lost} lines of the log were lost: they came faster than they were read"
        );
    })?;
    start(config, is_terminal, BoxMakeWriter::new(lines.clone()))?;
    Ok(Logs(lines))
}

/// The same for a command whose standard output is for what it was asked for.
pub fn init_beside_output(config: &LogConfig, is_terminal: bool) -> Result<(), TelemetryError> {
    let json = BoxMakeWriter::new(io::stderr);
    start(config, is_terminal, json)
}

fn start(config: &LogConfig, is_terminal: bool, json: BoxMakeWriter) -> Result<(), TelemetryError> {
    let filter = filter::parse(&config.filter)?;
    let lines = lines(config.format, is_terminal, json);
    tracing_subscriber::registry()
        .with(filter)
        .with(lines.with_filter(filter::own_words()))
        .try_init()?;
    panics::log_places_only();
    Ok(())
}

fn lines<S>(
    format: Option<LogFormat>,
    is_terminal: bool,
    json: BoxMakeWriter,
) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let layer = tracing_subscriber::fmt::layer();
    match (format, is_terminal) {
        (Some(LogFormat::Json), _) | (None, false) => layer
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .map_event_format(OwnLines::beside)
            .with_writer(json)
            .boxed(),
        (Some(LogFormat::Text), _) | (None, true) => {
            layer.with_ansi(is_terminal).with_writer(io::stderr).boxed()
        }
    }
}
