//! The faults of a configuration, all of them at once, each by name; never a value.

use super::problem::Problem;
use super::source::Origin;
use super::variable::Variable;
use super::warning::Warning;
use std::fmt;
use std::path::PathBuf;

/// One thing that keeps the service from starting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A setting whose value cannot stand.
    #[error("{origin} {problem}. Example: {example}")]
    Refused {
        /// Which one, and where it was set.
        origin: Origin,
        /// What is wrong.
        problem: Problem,
        /// A line that would do.
        example: String,
    },
    /// A setting that is needed.
    #[error("{name} is not set, but {reason}. Example: {example}")]
    Missing {
        /// Its name with our prefix.
        name: String,
        /// Why it is needed.
        reason: &'static str,
        /// A line that would do.
        example: String,
    },
    /// A line of the file that cannot be read.
    #[error("line {line} of {} {problem}. Example: NAME=value", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        problem: LineProblem,
    },
}

/// Why a line of the file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// No `=`.
    #[error("is neither empty, nor a comment, nor NAME=value")]
    NoAssignment,
    /// Something else than a name before the `=`.
    #[error("must have a name of letters, digits and _ before the =")]
    NotAName,
    /// A quote that is opened and not closed.
    #[error("has a quote that is not closed on the same line")]
    OpenQuote,
    /// More text after the closing quote.
    #[error("has text after the closing quote")]
    TextAfterQuote,
    /// An escape that is not known.
    #[error(
        "has a backslash before a character that needs none; in double quotes \\\\, \\\", \\$ and \\n are known"
    )]
    UnknownEscape,
    /// A NUL byte, which neither database can store.
    #[error("contains a NUL")]
    Nul,
}

impl Fault {
    /// The fault of a value that was set, or of a default.
    pub(super) fn refused(variable: &Variable, origin: Origin, problem: Problem) -> Self {
        let example = example(&origin.name, variable);
        Self::Refused {
            origin,
            problem,
            example,
        }
    }

    /// The fault of a value that is needed and not set.
    pub(super) fn missing(variable: &Variable, reason: &'static str) -> Self {
        let name = variable.preferred_name();
        let example = example(&name, variable);
        Self::Missing {
            name,
            reason,
            example,
        }
    }

    /// The variable at fault, as it was set or with our prefix; `None` for a line that could not be read.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Refused { origin, .. } => Some(&origin.name),
            Self::Missing { name, .. } => Some(name),
            Self::Line { .. } => None,
        }
    }
}

fn example(name: &str, variable: &Variable) -> String {
    format!("{name}={}", variable.example)
}

/// Why no configuration came out: every fault, and what else was noticed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    faults: Vec<Fault>,
    warnings: Vec<Warning>,
}

impl ConfigErrors {
    pub(super) fn new(faults: Vec<Fault>, warnings: Vec<Warning>) -> Self {
        Self { faults, warnings }
    }

    /// Every fault, in the order of the reference page.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// What was noticed besides; a misspelt name among them may explain a missing one.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let noun = if count == 1 { "fault" } else { "faults" };
        write!(f, "the configuration has {count} {noun}:")?;
        for fault in &self.faults {
            write!(f, "\n  - {fault}")?;
        }
        if !self.warnings.is_empty() {
            f.write_str("\nand there is this to notice:")?;
        }
        for warning in &self.warnings {
            write!(f, "\n  - {warning}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}
