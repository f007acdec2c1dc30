//! What a provider is asked with a code or a token of its own, and what it answers, whichever provider it is.

use crate::config::Secret;
use std::fmt;

/// An authorization code and what it was issued for.
#[derive(Clone, Copy)]
pub struct CodeExchange<'a> {
    /// The code itself.
    pub code: &'a str,
    /// Where Kakao sent it.
    pub redirect_uri: &'a str,
    /// The app key that asked for it.
    pub client_id: &'a str,
    /// The secret of RFC 7636, if the code was asked for with a challenge.
    pub code_verifier: Option<&'a str>,
}

/// What a code was exchanged for: an ID token, an access token, or both.
pub struct Exchanged {
    /// The ID token; none if OpenID Connect is off in the app. Nobody has verified it.
    pub id_token: Option<String>,
    /// Kakao's access token.
    pub access_token: Option<ProviderToken>,
    /// Kakao's refresh token.
    pub refresh_token: Option<ProviderToken>,
}

/// Shows nothing: an ID token signs its bearer in.
impl fmt::Debug for Exchanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchanged").finish_non_exhaustive()
    }
}

/// A token of the provider's own, which is handed on and never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderToken(Secret);

impl ProviderToken {
    /// Keeps `token` from being shown.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Secret::new(token))
    }

    /// The token itself.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Who a user is, from `/v2/user/me`. No text in it contains NUL or is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderProfile {
    /// The user's id in this Kakao app: the same digits as `sub` of an ID token.
    pub subject: String,
    /// The nickname.
    pub nickname: Option<String>,
    /// The picture's URL.
    pub picture: Option<String>,
    /// The e-mail, only if Kakao says that it is valid and verified.
    pub email: Option<String>,
}
