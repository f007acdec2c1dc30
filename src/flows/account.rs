//! `GET /user`: the signed-in user, with identities.

use super::authenticate::{authenticate, request_audience};
use super::{Caller, Context, Error};
use crate::domain::Account;

/// The account of the caller's bearer token.
pub async fn user(ctx: &Context, caller: &Caller) -> Result<Account, Error> {
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    let asked = request_audience(ctx, &authenticated.token, caller.audience.as_deref());
    if authenticated.token.aud.first() != Some(&asked) {
        return Err(Error::AudienceMismatch);
    }
    Ok(authenticated.account)
}
