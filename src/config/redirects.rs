//! Where browsers may be sent.

use std::time::Duration;
use url::Url;

/// Section "redirects".
#[derive(Debug, Clone)]
pub struct RedirectConfig {
    /// `SITE_URL`.
    pub site_url: Option<Url>,
    /// `URI_ALLOW_LIST`: globs.
    pub allow_list: Vec<String>,
    /// `EXTERNAL_REDIRECTURL`: overrides every callback target.
    pub override_url: Option<String>,
    /// `EXTERNAL_FLOW_STATE_EXPIRY_DURATION`.
    pub flow_state_expiry: Duration,
    /// `IMPLICIT_FLOW_ENABLED`.
    pub implicit_enabled: bool,
}
