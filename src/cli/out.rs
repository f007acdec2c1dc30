//! Printing for people: results on standard output, remarks on standard error.
//!
//! A reader that has gone away (`daemun … | head`) ends the command quietly: there is nobody left to tell.

use std::io::Write as _;

/// One line, or several, of the command's result.
pub fn line(text: &str) {
    if writeln!(std::io::stdout().lock(), "{text}").is_err() {
        std::process::exit(0);
    }
}

/// A remark or an error.
pub fn error(text: &str) {
    if writeln!(std::io::stderr().lock(), "{text}").is_err() {
        std::process::exit(1);
    }
}
