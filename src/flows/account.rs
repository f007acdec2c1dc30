//! `GET /user`: the signed-in user, with identities; and the same under lock, for those who change it.

use super::authenticate::{authenticate, request_audience};
use super::{Caller, Context, Error};
use crate::domain::{Account, UserId};
use crate::store::{DbConnection, QueryResult, identities, users};
use chrono::{DateTime, Utc};

/// The account of the caller's bearer token.
pub async fn user(ctx: &Context, caller: &Caller) -> Result<Account, Error> {
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    let asked = request_audience(ctx, &authenticated.token, caller.audience.as_deref());
    if authenticated.token.aud.first() != Some(&asked) {
        return Err(Error::AudienceMismatch);
    }
    Ok(authenticated.account)
}

/// The account under its user's lock; `None` if the user has been deleted or banned meanwhile.
pub fn lock(
    conn: &mut DbConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> QueryResult<Option<Account>> {
    let mut found = users::lock(conn, &[user])?;
    found.retain(|user| user.deleted_at.is_none() && !user.is_banned(now));
    Ok(identities::accounts_of(conn, found)?.pop())
}
