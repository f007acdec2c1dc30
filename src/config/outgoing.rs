//! Calls to identity providers: time, proxies and the authorities that TLS trusts.

use super::Secret;
use std::path::PathBuf;
use std::time::Duration;

/// Section "outgoing calls".
#[derive(Debug, Clone)]
pub struct OutgoingConfig {
    /// `INTERNAL_HTTP_TIMEOUT`.
    pub timeout: Duration,
    /// `HTTPS_PROXY` (may hold a password); never used for loopback.
    pub https_proxy: Option<Secret>,
    /// `HTTP_PROXY`.
    pub http_proxy: Option<Secret>,
    /// `NO_PROXY`, as it was set.
    pub no_proxy: Option<String>,
    /// `SSL_CERT_FILE`: authorities in PEM, in place of the system's.
    pub ssl_cert_file: Option<PathBuf>,
}
