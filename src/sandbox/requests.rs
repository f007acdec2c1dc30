//! What the stand-in is asked to mint, and what it hands out.

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use super::options::StandInUser;

/// How long Kakao's ID tokens of a REST API key live, in seconds.
pub(super) const ID_TOKEN_LIFE: i64 = 21_600;

/// An ID token that is wanted.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// Whose token it is.
    pub user: StandInUser,
    /// The app key that the login began with: the audience. Without one, the first of the configured ones; any other
    /// is taken as it is, which makes a token of another app.
    pub client_id: Option<String>,
    /// The claim `nonce`, as it is to stand in the token; [`hashed_nonce`] makes it of a raw one.
    pub nonce: Option<String>,
    /// Seconds from the ID token's `iat` to its `exp`; 0 and less make one that has expired.
    pub expires_in: i64,
}

/// An authorization code that is wanted.
#[derive(Debug, Clone)]
pub struct CodeRequest {
    /// What the ID token that the code is exchanged for is to say.
    pub token: TokenRequest,
    /// The redirect URI that the exchange must repeat.
    pub redirect_uri: String,
    /// The S256 challenge (RFC 7636, section 4.2) that the exchange's `code_verifier` must fit.
    pub code_challenge: Option<String>,
}

/// What a native SDK would have got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MintedToken {
    /// The ID token, signed.
    pub id_token: String,
    /// An access token of the same user, good for the user information endpoints.
    pub access_token: String,
}

impl TokenRequest {
    /// A token of `user` as Kakao makes it: no nonce, the usual life, the first app key.
    #[must_use]
    pub fn of(user: StandInUser) -> Self {
        Self {
            user,
            client_id: None,
            nonce: None,
            expires_in: ID_TOKEN_LIFE,
        }
    }
}

impl CodeRequest {
    /// A code of `user` for `redirect_uri`, without a challenge.
    pub fn of(user: StandInUser, redirect_uri: impl Into<String>) -> Self {
        Self {
            token: TokenRequest::of(user),
            redirect_uri: redirect_uri.into(),
            code_challenge: None,
        }
    }
}

/// The nonce that an app gives to Kakao for the raw one that it gives to daemun: the SHA-256 in lower-case hex.
#[must_use]
pub fn hashed_nonce(raw: &str) -> String {
    hex(digest(&SHA256, raw.as_bytes()).as_ref())
}

/// Bytes in lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f])
        .filter_map(|nibble| DIGITS.get(usize::from(nibble)))
        .collect()
}
