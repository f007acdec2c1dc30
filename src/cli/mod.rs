//! The command line: one file per command; the only reader of the environment.

pub mod keys;

use std::process::ExitCode;

/// Parses the arguments, runs the command and tells how it went.
pub fn run() -> ExitCode {
    ExitCode::FAILURE
}
