//! What is logged, and the audit log: `RUST_LOG`, `LOG_LEVEL`, `LOG_FORMAT`, `AUDIT_LOG_DISABLE_POSTGRES`.

use super::problem::Problem;
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use tracing_subscriber::EnvFilter;

/// Section "logs".
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `RUST_LOG`, else `LOG_LEVEL`, else `info`.
    pub filter: String,
    /// `LOG_FORMAT`; `None` means text on a terminal, else JSON.
    pub format: Option<LogFormat>,
    /// `AUDIT_LOG_DISABLE_POSTGRES`: no rows in `audit_log_entries`, on either database.
    pub audit_rows_disabled: bool,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

const LEVELS: &str = "trace, debug, info, warn, error";
const FORMATS: &str = "text, json";

static RUST_LOG: Variable = Variable {
    names: Names::System,
    example: "info,daemun=debug",
    meaning: "What is logged, by part of the program; beats `LOG_LEVEL`.",
    ..Variable::named("RUST_LOG")
};

static LOG_LEVEL: Variable = Variable {
    names: Names::Bare,
    kind: Kind::OneOf(LEVELS),
    default: "info",
    example: "info",
    meaning: "What is logged. Supabase Auth's `warning`, `fatal` and `panic` are taken as their nearest.",
    ..Variable::named("LOG_LEVEL")
};

static LOG_FORMAT: Variable = Variable {
    kind: Kind::OneOf(FORMATS),
    default_words: "text on a terminal, else json",
    example: "json",
    meaning: "How a line of the log looks.",
    ..Variable::named("LOG_FORMAT")
};

static AUDIT_ROWS_DISABLED: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Writes no rows to `audit_log_entries`, on either database.",
    ..Variable::named("AUDIT_LOG_DISABLE_POSTGRES")
};

pub(super) static VARIABLES: &[&Variable] =
    &[&RUST_LOG, &LOG_LEVEL, &LOG_FORMAT, &AUDIT_ROWS_DISABLED];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<LogConfig> {
    let directives = reader.optional(&RUST_LOG, filter);
    let level = reader.value(&LOG_LEVEL, level);
    let format = reader.optional(&LOG_FORMAT, format);
    let audit_rows_disabled = reader.value(&AUDIT_ROWS_DISABLED, values::switch);
    let level = level?;
    Some(LogConfig {
        filter: directives?.unwrap_or_else(|| level.to_owned()),
        format: format?,
        audit_rows_disabled: audit_rows_disabled?,
    })
}

fn filter(value: &str) -> Result<String, Problem> {
    let value = value.trim();
    match EnvFilter::builder().parse(value) {
        Ok(_filter) => Ok(value.to_owned()),
        Err(_may_quote) => Err(Problem::NotAFilter),
    }
}

fn level(value: &str) -> Result<&'static str, Problem> {
    match value.trim().to_ascii_lowercase().as_str() {
        "trace" => Ok("trace"),
        "debug" => Ok("debug"),
        "info" => Ok("info"),
        "warn" | "warning" => Ok("warn"),
        "error" | "fatal" | "panic" => Ok("error"),
        _ => Err(Problem::NotAWord { words: LEVELS }),
    }
}

fn format(value: &str) -> Result<LogFormat, Problem> {
    match value.trim() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Problem::NotAWord { words: FORMATS }),
    }
}
