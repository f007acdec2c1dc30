//! The one place that reads the environment; everything else is handed values.

use super::exit::Exit;
use crate::config::Source;
use crate::config::log::LogConfig;
use crate::config::variable::{OWN_PREFIX, SUPABASE_PREFIX};
use crate::config::warning::Warning;
use crate::telemetry;
use clap::Args;
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// Where settings come from besides the environment.
#[derive(Debug, Clone, Args)]
pub struct ConfigFile {
    /// A file of settings, a line NAME=value each; variables of the environment win
    #[arg(long = "config", value_name = "FILE")]
    pub path: Option<PathBuf>,
}

/// Everything that is set, in the environment and in the file.
pub fn source(file: &ConfigFile) -> Result<Source, Exit> {
    let text = match &file.path {
        None => None,
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Exit::Config(format!("{}: {error}", path.display())))?;
            Some((path.as_path(), text))
        }
    };
    Ok(Source::new(variables()?, text))
}

/// The environment's variables. A setting whose value is not UTF-8 stops the command: to leave it out would be to run
/// without, say, the secret that was meant.
pub fn variables() -> Result<Vec<(String, String)>, Exit> {
    let mut found = Vec::new();
    for (name, value) in all() {
        let Ok(name) = name.into_string() else {
            continue;
        };
        match value.into_string() {
            Ok(value) => found.push((name, value)),
            Err(_)
                if [OWN_PREFIX, SUPABASE_PREFIX]
                    .iter()
                    .any(|prefix| name.starts_with(prefix)) =>
            {
                return Err(Exit::Config(format!("{name} is not UTF-8")));
            }
            Err(_) => {}
        }
    }
    Ok(found)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
fn all() -> std::env::VarsOs {
    std::env::vars_os()
}

/// Logs on standard error, for a command whose result goes to standard output.
pub fn start_logs_on_stderr(config: &LogConfig) -> Result<(), Exit> {
    telemetry::init_beside_output(config, std::io::stderr().is_terminal())
        .map_err(|error| Exit::Config(error.to_string()))
}

/// Says in the log what an operator should notice.
pub fn log_warnings(warnings: &[Warning]) {
    for warning in warnings {
        tracing::warn!("{warning}");
    }
}
