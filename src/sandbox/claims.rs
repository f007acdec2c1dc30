//! An ID token's header and claims, exactly as Kakao writes them: these members, in this order.
//!
//! There is no `at_hash`, `azp`, `jti` or `email_verified`: Kakao was never seen to send one.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::options::StandInUser;

/// The JOSE header.
#[derive(Serialize)]
pub(super) struct Header<'a> {
    kid: &'a str,
    typ: &'static str,
    alg: &'static str,
}

/// The claims; what the user did not share is left out.
#[derive(Serialize)]
pub(super) struct IdTokenClaims<'a> {
    aud: &'a str,
    sub: String,
    auth_time: i64,
    iss: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    exp: i64,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

/// What Kakao remembers of a login: whose it was, by which app key, when.
#[derive(Clone)]
pub(super) struct Login {
    pub(super) user: StandInUser,
    pub(super) client_id: String,
    pub(super) nonce: Option<String>,
    pub(super) expires_in: i64,
    pub(super) at: DateTime<Utc>,
    /// Tells it from every other login.
    pub(super) serial: u64,
}

impl<'a> Header<'a> {
    pub(super) fn new(kid: &'a str) -> Self {
        Self {
            kid,
            typ: "JWT",
            alg: "RS256",
        }
    }
}

impl<'a> IdTokenClaims<'a> {
    pub(super) fn new(issuer: &'a str, login: &'a Login, now: DateTime<Utc>) -> Self {
        let issued_at = now.timestamp();
        Self {
            aud: &login.client_id,
            sub: login.user.subject(),
            auth_time: login.at.timestamp(),
            iss: issuer,
            nickname: login.user.nickname.as_deref(),
            exp: issued_at.saturating_add(login.expires_in),
            iat: issued_at,
            nonce: login.nonce.as_deref(),
            picture: login.user.picture.as_deref(),
            email: login.user.email.as_deref(),
        }
    }
}
