//! What a sign-in or a refresh hands to its client.

use crate::config::Secret;
use crate::domain::refresh::ReuseCause;
use crate::domain::{Account, SessionId};
use chrono::{DateTime, Utc};

/// A session, with the tokens that carry it. It holds live tokens, so it has no Debug.
pub struct IssuedSession {
    /// The JWT.
    pub access_token: String,
    /// Its life in whole seconds.
    pub expires_in: i64,
    /// Its `exp`.
    pub expires_at: DateTime<Utc>,
    /// The refresh token, of the second kind.
    pub refresh_token: String,
    /// The counter inside it.
    pub refresh_token_counter: i64,
    /// Which session.
    pub session_id: SessionId,
    /// Whose, with identities.
    pub account: Account,
    /// Why a spent refresh token was answered all the same; empty if it was not.
    pub reuse_causes: Vec<ReuseCause>,
    /// The provider's access token, where a code was exchanged.
    pub provider_token: Option<Secret>,
    /// The provider's refresh token, where a code was exchanged.
    pub provider_refresh_token: Option<Secret>,
}
