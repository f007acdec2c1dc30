//! Whose bearer token this is: the checks of a user's request, in the order in which clients know them.

use super::{Context, Error};
use crate::domain::session::Session;
use crate::domain::{Account, SessionId, UserId};
use crate::store::reader::LookUp;
use crate::token::{BearerError, VerifiedToken, verify_access_token};
use uuid::Uuid;

/// A request whose token belongs to a user who may come in.
pub struct Authenticated {
    /// The user.
    pub account: Account,
    /// The session of the token; an admin's or an old token may have none.
    pub session: Option<Session>,
    /// What the token says.
    pub token: VerifiedToken,
}

/// Checks the `Authorization` header of a user's request.
pub async fn authenticate(
    ctx: &Context,
    authorization: Option<&str>,
) -> Result<Authenticated, Error> {
    let authenticated = identified(ctx, verified_anew(ctx, authorization).await?).await?;
    if authenticated.account.user.is_banned(ctx.clock.now()) {
        return Err(Error::UserBanned);
    }
    Ok(authenticated)
}

/// Whether the token belongs to a session, or says something of one that cannot be read.
pub fn names_session(token: &VerifiedToken) -> bool {
    !matches!(session_of(token), Ok(None))
}

/// Whose valid token this is, banned or not.
pub async fn identified(ctx: &Context, token: VerifiedToken) -> Result<Authenticated, Error> {
    let sub = token
        .sub
        .as_deref()
        .filter(|sub| !sub.is_empty())
        .ok_or(Error::MissingSub)?;
    let user = Uuid::try_parse(sub).map_err(|_not_a_uuid| Error::SubNotUuid)?;
    let session = session_of(&token);
    let wanted = session.as_ref().copied().unwrap_or(None);
    let found = ctx
        .store
        .look_up(LookUp {
            user: UserId(user),
            session: wanted,
        })
        .await?;
    let account = found.account.ok_or(Error::UserNotFound)?;
    let session = match session? {
        None => None,
        Some(_) => Some(
            found
                .session
                .filter(|session| session.user_id == account.user.id)
                .ok_or(Error::SessionNotFound)?,
        ),
    };
    Ok(Authenticated {
        account,
        session,
        token,
    })
}

/// Checks the token alone: form, key, signature and times.
pub fn verified(ctx: &Context, authorization: Option<&str>) -> Result<VerifiedToken, Error> {
    let bearer = authorization
        .and_then(bearer)
        .ok_or(Error::NoAuthorization)?;
    verify_access_token(&ctx.keys.current(), bearer, ctx.clock.now()).map_err(Error::BadJwt)
}

/// The same, and looks for new keys where the token names one that we do not have: another node may have signed it the
/// moment after a rotation.
pub async fn verified_anew(
    ctx: &Context,
    authorization: Option<&str>,
) -> Result<VerifiedToken, Error> {
    match verified(ctx, authorization) {
        Err(Error::BadJwt(BearerError::UnknownKid { .. } | BearerError::MethodInvalid { .. })) => {
            ctx.keys.look_again(ctx).await;
            verified(ctx, authorization)
        }
        checked => checked,
    }
}

/// Whether the token is an admin's: its role is one of `JWT_ADMIN_ROLES`.
pub fn is_admin(ctx: &Context, token: &VerifiedToken) -> bool {
    let roles = &ctx.config.jwt.admin_roles;
    token
        .role
        .as_ref()
        .is_some_and(|role| roles.iter().any(|admin| admin == role))
}

/// The audience that a request speaks for: what it says itself, else its token's, unless that is an admin's, else ours.
pub fn request_audience(ctx: &Context, token: &VerifiedToken, asked: Option<&str>) -> String {
    let of_token = || token.aud.first().filter(|_| !is_admin(ctx, token)).cloned();
    asked
        .map(str::to_owned)
        .or_else(of_token)
        .unwrap_or_else(|| ctx.config.jwt.audience.clone())
}

/// `Bearer`, one blank, and a token without blanks (RFC 6750, section 2.1; the scheme in any case).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let is_token = !token.is_empty() && !token.contains(char::is_whitespace);
    (scheme.eq_ignore_ascii_case("bearer") && is_token).then_some(token)
}

/// `session_id` of the token: absent, empty and nil are none.
fn session_of(token: &VerifiedToken) -> Result<Option<SessionId>, Error> {
    match token.session_id.as_deref() {
        None | Some("") => Ok(None),
        Some(id) => match Uuid::try_parse(id) {
            Ok(id) if id.is_nil() => Ok(None),
            Ok(id) => Ok(Some(SessionId(id))),
            Err(_not_a_uuid) => Err(Error::SessionIdNotUuid),
        },
    }
}
