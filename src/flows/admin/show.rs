//! `GET /admin/users/{id}`: one user, of whatever audience.

use super::{Admin, AdminRefusal};
use crate::domain::{Account, UserId};
use crate::flows::{Context, Error};
use crate::store::{identities, users};

/// The user with this id.
pub async fn show(ctx: &Context, _: &Admin, id: UserId) -> Result<Account, Error> {
    let found = ctx
        .store
        .read(move |conn| {
            let user = users::find(conn, id)?;
            identities::accounts_of(conn, user.into_iter().collect())
        })
        .await?;
    let account = found.into_iter().next();
    account.ok_or_else(|| AdminRefusal::NoSuchUser.into())
}
