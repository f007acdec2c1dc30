//! `POST /signup`: an anonymous sign-in. Somebody who says nothing of themselves gets a user and a session, and may link an
//! identity later.

use super::issued::{Tokens, issue};
use super::off::Off;
use super::opening::{new_users_audience, session_seed};
use super::{Caller, Context, Error, IssuedSession};
use crate::domain::{Account, JsonObject, User, UserId};
use crate::store::{sessions, users};
use crate::token::refresh::RefreshKey;

/// The body of the request; empty members count as absent.
#[derive(Debug, Clone, Default)]
pub struct SignUpRequest {
    /// Who has one wants to sign up with a password.
    pub email: Option<String>,
    /// The same.
    pub phone: Option<String>,
    /// The metadata of the new user.
    pub data: JsonObject,
}

/// Makes an anonymous user and its session, in one transaction; nothing is written to the audit log.
pub async fn sign_up(
    ctx: &Context,
    request: SignUpRequest,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    admit(ctx, &request)?;
    let now = ctx.clock.now();
    let key = RefreshKey::generate(&*ctx.chance);
    let seed = session_seed(ctx, &key, "anonymous", caller)?;
    let user = User::anonymous(
        UserId(ctx.new_id()),
        new_users_audience(ctx, caller),
        ctx.config.jwt.default_role.clone(),
        request.data,
        now,
    );
    let session = seed.session_of(user.id, now);
    let (new_user, row) = (user.clone(), seed.row_of(user.id, now));
    ctx.store
        .write(move |conn| {
            users::insert(conn, &[&new_user])?;
            sessions::insert(conn, std::slice::from_ref(&row))
        })
        .await?;
    ctx.store.tally().anonymous.up();
    let account = Account {
        user,
        identities: Vec::new(),
    };
    let tokens = Tokens {
        key: &key,
        reuse_causes: Vec::new(),
        provider_token: None,
        provider_refresh_token: None,
    };
    issue(ctx, account, &session, tokens, now)
}

/// Whether a request may make a user at all. The order is Supabase Auth's: `DISABLE_SIGNUP` comes before a provider that is off, but after anonymous sign-ins that are.
pub fn admit(ctx: &Context, request: &SignUpRequest) -> Result<(), Error> {
    let rules = &ctx.config.sign_up;
    let is_anonymous = request.email.is_none() && request.phone.is_none();
    if is_anonymous && !rules.anonymous_enabled {
        return Err(Error::Off(Off::AnonymousSignIns));
    }
    if rules.disabled {
        return Err(Error::SignUpDisabled);
    }
    match (&request.email, &request.phone) {
        (Some(_), Some(_)) => Err(Error::SignUpWithBoth),
        (Some(_), None) => Err(Error::Off(Off::EmailSignUps)),
        (None, Some(_)) => Err(Error::Off(Off::PhoneSignUps)),
        (None, None) => Ok(()),
    }
}
