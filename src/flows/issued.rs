//! What a sign-in or a refresh hands to its client, made once the database has committed.

use super::{Context, Error};
use crate::domain::refresh::ReuseCause;
use crate::domain::session::Session;
use crate::domain::{Account, SessionId};
use crate::provider::ProviderToken;
use crate::token::refresh::{RefreshKey, V1Token, encode_v2};
use crate::token::{AccessClaims, AmrEntry, sign_access_token};
use chrono::{DateTime, Utc};

/// A session, with the tokens that carry it. It holds live tokens, so it has no Debug.
pub struct IssuedSession {
    /// The JWT.
    pub access_token: String,
    /// Its life in whole seconds.
    pub expires_in: i64,
    /// Its `exp`, in Unix seconds.
    pub expires_at: i64,
    /// The refresh token.
    pub refresh_token: String,
    /// The counter inside it; `None` for one of the first kind, which has none.
    pub refresh_token_counter: Option<i64>,
    /// The refresh token is one that was given before.
    pub is_replay: bool,
    /// Which session.
    pub session_id: SessionId,
    /// Whose, with identities.
    pub account: Account,
    /// Why a spent refresh token was answered all the same; empty if it was not.
    pub reuse_causes: Vec<ReuseCause>,
    /// The provider's access token, where a code was exchanged.
    pub provider_token: Option<ProviderToken>,
    /// The provider's refresh token, where a code was exchanged.
    pub provider_refresh_token: Option<ProviderToken>,
}

/// What the tokens are made with and go along with.
pub struct Tokens<'a> {
    /// The key of the session's refresh tokens.
    pub key: &'a RefreshKey,
    /// As in [`IssuedSession`].
    pub reuse_causes: Vec<ReuseCause>,
    /// As in [`IssuedSession`].
    pub provider_token: Option<ProviderToken>,
    /// As in [`IssuedSession`].
    pub provider_refresh_token: Option<ProviderToken>,
}

/// Signs the access token of a session and encodes its current refresh token, of the second kind.
pub fn issue(
    ctx: &Context,
    account: Account,
    session: &Session,
    tokens: Tokens<'_>,
    now: DateTime<Utc>,
) -> Result<IssuedSession, Error> {
    let counter = session.refresh_token_counter.unwrap_or(0);
    let encoded = u64::try_from(counter)
        .map_err(|_negative| Error::Unexpected("a session's counter is negative".to_owned()))?;
    let refresh_token = encode_v2(session.id.0, encoded, tokens.key);
    Ok(IssuedSession {
        refresh_token_counter: Some(counter),
        is_replay: !tokens.reuse_causes.is_empty(),
        reuse_causes: tokens.reuse_causes,
        provider_token: tokens.provider_token,
        provider_refresh_token: tokens.provider_refresh_token,
        ..with_access_token(ctx, account, session, refresh_token, now)?
    })
}

/// Signs the access token of a session whose refresh tokens are of the first kind.
pub fn issue_first_kind(
    ctx: &Context,
    account: Account,
    session: &Session,
    token: &V1Token,
    is_replay: bool,
    now: DateTime<Utc>,
) -> Result<IssuedSession, Error> {
    Ok(IssuedSession {
        is_replay,
        ..with_access_token(ctx, account, session, token.expose().to_owned(), now)?
    })
}

fn with_access_token(
    ctx: &Context,
    account: Account,
    session: &Session,
    refresh_token: String,
    now: DateTime<Utc>,
) -> Result<IssuedSession, Error> {
    let expires_in = i64::try_from(ctx.config.jwt.expiry.as_secs()).unwrap_or(i64::MAX);
    let issued_at = now.timestamp();
    let expires_at = issued_at.saturating_add(expires_in);
    Ok(IssuedSession {
        access_token: access_token(ctx, &account, session, (issued_at, expires_at))?,
        expires_in,
        expires_at,
        refresh_token,
        refresh_token_counter: None,
        is_replay: false,
        session_id: session.id,
        account,
        reuse_causes: Vec::new(),
        provider_token: None,
        provider_refresh_token: None,
    })
}

fn access_token(
    ctx: &Context,
    account: &Account,
    session: &Session,
    (issued_at, expires_at): (i64, i64),
) -> Result<String, Error> {
    let amr: Vec<AmrEntry<'_>> = session
        .amr
        .iter()
        .map(|amr| AmrEntry {
            method: &amr.method,
            timestamp: amr.at.timestamp(),
        })
        .collect();
    let user = &account.user;
    let claims = AccessClaims {
        iss: &ctx.config.jwt.issuer,
        sub: user.id.0,
        aud: &user.aud,
        exp: expires_at,
        iat: issued_at,
        email: user.email.as_deref().unwrap_or(""),
        phone: user.phone.as_deref().unwrap_or(""),
        app_metadata: &user.app_metadata,
        user_metadata: &user.user_metadata,
        role: &user.role,
        aal: session.aal.as_deref().unwrap_or(""),
        amr: &amr,
        session_id: session.id.0,
        is_anonymous: user.is_anonymous,
    };
    sign_access_token(&ctx.keys.current(), &claims)
        .map_err(|error| Error::Unexpected(format!("an access token could not be signed: {error}")))
}
