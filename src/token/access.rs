//! The claims of an access token, and signing one.

use super::{SigningKeys, TokenError};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The claims of an access token, in the order in which clients have always seen them.
#[derive(Debug, Clone, Serialize)]
pub struct AccessClaims<'a> {
    /// `JWT_ISSUER`; left out when empty.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub iss: &'a str,
    /// The user.
    pub sub: Uuid,
    /// The user's audience, a string and no array.
    pub aud: &'a str,
    /// Seconds since 1970: `iat` and the life of a token.
    pub exp: i64,
    /// Seconds since 1970.
    pub iat: i64,
    /// Empty where there is none.
    pub email: &'a str,
    /// Empty where there is none.
    pub phone: &'a str,
    /// The user's `app_metadata`.
    pub app_metadata: &'a Map<String, Value>,
    /// The user's `user_metadata`.
    pub user_metadata: &'a Map<String, Value>,
    /// The database role that row-level security sees.
    pub role: &'a str,
    /// Authenticator assurance level of the session; left out when empty.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub aal: &'a str,
    /// How the user signed in, newest first; left out when empty.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub amr: &'a [AmrEntry<'a>],
    /// The session.
    pub session_id: Uuid,
    /// Whether the user has no identity yet.
    pub is_anonymous: bool,
}

/// One way in which the user signed in: these two members and no third, since one client decodes it strictly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AmrEntry<'a> {
    /// `oauth`, `anonymous`, `password` and the like.
    pub method: &'a str,
    /// Seconds since 1970.
    pub timestamp: i64,
}

/// Signs an access token with the key that signs.
pub fn sign_access_token(
    keys: &SigningKeys,
    claims: &AccessClaims<'_>,
) -> Result<String, TokenError> {
    keys.sign(claims)
}

#[cfg(test)]
mod tests;
