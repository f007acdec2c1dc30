//! What an exit code means, and how a command that did not work says so.

use super::out;
use crate::app::AppError;
use crate::config::ConfigErrors;
use std::process::ExitCode;

/// Why a command ends with something else than 0.
#[derive(Debug)]
pub enum Exit {
    /// It did not work (1). What there is to say has been said, or is said now.
    Failed(Option<anyhow::Error>),
    /// The arguments are wrong in a way that the parser cannot see (2).
    Usage(String),
    /// The configuration is wrong (3).
    Config(String),
    /// The database cannot be reached or is not as it must be (4).
    Database(String),
}

impl Exit {
    /// Prints the reason on standard error and gives the code.
    pub fn report(self) -> ExitCode {
        let (code, reason) = match self {
            Self::Failed(None) => (1, None),
            Self::Failed(Some(error)) => (1, Some(format!("{error:#}"))),
            Self::Usage(reason) => (2, Some(reason)),
            Self::Config(reason) => (3, Some(reason)),
            Self::Database(reason) => (4, Some(reason)),
        };
        if let Some(reason) = reason {
            out::error(&format!("daemun: {reason}"));
        }
        ExitCode::from(code)
    }
}

impl From<anyhow::Error> for Exit {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(Some(error))
    }
}

impl From<std::io::Error> for Exit {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(Some(error.into()))
    }
}

impl From<ConfigErrors> for Exit {
    fn from(errors: ConfigErrors) -> Self {
        Self::Config(errors.to_string())
    }
}

impl From<AppError> for Exit {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Migration(_) | AppError::Store(_) => Self::Database(error.to_string()),
            AppError::Key(_)
            | AppError::Encryption(_)
            | AppError::FlowKey(_)
            | AppError::Provider(_)
            | AppError::AllowList(_) => Self::Config(error.to_string()),
            AppError::NewKey(_) | AppError::CutShort(_) => Self::Failed(Some(error.into())),
        }
    }
}
