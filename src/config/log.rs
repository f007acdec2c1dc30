//! What is logged, and the audit log.

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
