//! What is asked of an ID token, whoever issued it.

use std::time::Duration;

/// Section "ID tokens".
#[derive(Debug, Clone)]
pub struct IdTokenConfig {
    /// `ID_TOKEN_LEEWAY`, on `exp`, `nbf` and `iat`.
    pub leeway: Duration,
    /// `ID_TOKEN_MAX_AGE`: refuses a token issued longer ago.
    pub max_age: Option<Duration>,
    /// `EXTERNAL_OIDC_PROVIDER_CACHE_TTL`: how long discovery and keys count as fresh.
    pub cache_ttl: Duration,
}
