//! Where the service listens, how it is reached from outside and how long things may take.

use std::time::Duration;
use url::Url;

/// Section "server".
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// `API_HOST`: an address or a host name.
    pub host: String,
    /// `PORT` or `API_PORT`: 0 takes any free one.
    pub port: u16,
    /// `API_EXTERNAL_URL`: the base that clients see; the default issuer of our tokens.
    pub external_url: Url,
    /// `API_MAX_REQUEST_DURATION`.
    pub max_request_duration: Duration,
    /// `REQUEST_ID_HEADER`: the header whose value names a request.
    pub request_id_header: Option<String>,
    /// `CORS_ALLOWED_HEADERS`: allowed besides the fixed list.
    pub cors_allowed_headers: Vec<String>,
    /// `SHUTDOWN_TIMEOUT`: how long requests under way may take once the service is told to stop.
    pub shutdown_timeout: Duration,
    /// `METRICS_LISTEN`: an address of its own for `/metrics`.
    pub metrics_listen: Option<std::net::SocketAddr>,
}
