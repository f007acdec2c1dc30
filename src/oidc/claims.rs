//! What a verified token says about a person.

use super::error::VerifyError;
use super::payload::Payload;
use chrono::{DateTime, Utc};

/// The claims of a token that passed every check. No text in it contains NUL or is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// `iss`.
    pub issuer: String,
    /// `sub`: the person at this issuer, at most 255 characters.
    pub subject: String,
    /// `aud`.
    pub audience: Vec<String>,
    /// `iat`.
    pub issued_at: DateTime<Utc>,
    /// `exp`.
    pub expires_at: DateTime<Utc>,
    /// `auth_time`.
    pub auth_time: Option<DateTime<Utc>>,
    /// `nonce`.
    pub nonce: Option<String>,
    /// `nickname`.
    pub nickname: Option<String>,
    /// `picture`: a URL, as the token has it.
    pub picture: Option<String>,
    /// `email`, as the token has it: it may be masked or no address at all.
    pub email: Option<String>,
}

impl Claims {
    /// Makes claims of a payload whose checks have passed.
    pub(super) fn of(payload: Payload) -> Result<Self, VerifyError> {
        let missing = |claim| VerifyError::MissingClaim { claim };
        Ok(Self {
            issuer: payload.issuer.ok_or_else(|| missing("iss"))?,
            subject: payload.subject.ok_or(VerifyError::MissingSubject)?,
            audience: payload
                .audience
                .into_iter()
                .filter(|one| storable(one))
                .collect(),
            issued_at: payload.issued_at.ok_or_else(|| missing("iat"))?,
            expires_at: payload.expires_at.ok_or_else(|| missing("exp"))?,
            auth_time: payload.auth_time,
            nonce: payload.nonce.filter(|nonce| storable(nonce)),
            nickname: payload.nickname,
            picture: payload.picture,
            email: payload.email,
        })
    }
}

/// Whether a database would keep this text.
fn storable(text: &str) -> bool {
    !text.is_empty() && !text.contains('\0')
}
