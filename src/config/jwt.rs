//! Our own access tokens.

use super::Secret;
use super::jwk::PrivateJwk;
use std::time::Duration;

/// Section "jwt".
#[derive(Debug, Clone)]
pub struct JwtConfig {
    /// `JWT_SECRET`: the HS256 key of Supabase Auth; an empty one counts as absent.
    pub secret: Option<Secret>,
    /// `JWT_KEY_ID`: the `kid` of the secret.
    pub key_id: Option<String>,
    /// `JWT_KEYS`: private JWKs, exactly one of which signs; empty if not set.
    pub keys: Vec<PrivateJwk>,
    /// `JWT_VALID_METHODS`: accepted algorithms of incoming tokens; empty means those of the keys.
    pub valid_methods: Vec<String>,
    /// `JWT_EXP`: life of an access token.
    pub expiry: Duration,
    /// `JWT_AUD`: `aud` of new users.
    pub audience: String,
    /// `JWT_ISSUER`: `iss`; default `API_EXTERNAL_URL` without a trailing slash.
    pub issuer: String,
    /// `JWT_DEFAULT_GROUP_NAME`: `role` of new users.
    pub default_role: String,
    /// `JWT_ADMIN_ROLES`.
    pub admin_roles: Vec<String>,
    /// `JWT_ADMIN_GROUP_NAME`.
    pub admin_group: String,
}
