//! How long sessions live.

use std::time::Duration;

/// Section "sessions".
#[derive(Debug, Clone, Default)]
pub struct SessionsConfig {
    /// `SESSIONS_TIMEBOX`.
    pub timebox: Option<Duration>,
    /// `SESSIONS_INACTIVITY_TIMEOUT`.
    pub inactivity_timeout: Option<Duration>,
    /// `SESSIONS_SINGLE_PER_USER`.
    pub single_per_user: bool,
    /// `SESSIONS_TAGS`.
    pub tags: Vec<String>,
}
