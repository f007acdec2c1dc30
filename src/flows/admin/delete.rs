//! `DELETE /admin/users/{id}`: a user goes, with everything that belongs to it, or stays as a row that tells of nobody.

use super::{Admin, AdminRefusal};
use crate::domain::admin::{entry, soften};
use crate::domain::audit::Action;
use crate::domain::{Account, UserId};
use crate::flows::audit::{Auditor, tell};
use crate::flows::{Caller, Context, Error};
use crate::store::admin_users::{self, Secrets};
use crate::store::{
    DbConnection, QueryResult, audit, identities, refresh_tokens, sessions, supabase_only, users,
};
use chrono::{DateTime, Utc};

/// Deletes the user; all of its sessions end with it. Who was deleted softly is not so again.
pub async fn delete(
    ctx: &Context,
    admin: &Admin,
    id: UserId,
    softly: bool,
    caller: &Caller,
) -> Result<(), Error> {
    let now = ctx.clock.now();
    let auditor = Auditor::new(ctx, caller, now);
    let admin_role = admin.role.clone();
    let deleted = ctx
        .store
        .write(move |conn| {
            let locked = users::lock(conn, &[id])?;
            let Some(mut account) = identities::accounts_of(conn, locked)?.pop() else {
                return Ok(Err(AdminRefusal::NoSuchUser));
            };
            // It tells whose account it was, as long as that is known.
            let entry = entry(Action::UserDeleted, &admin_role, &account.user);
            if !softly {
                end_sessions(conn, id)?;
                admin_users::delete(conn, id)?;
            } else if account.user.deleted_at.is_none() {
                end_sessions(conn, id)?;
                soften_in_place(conn, &mut account, now)?;
            }
            audit::insert(conn, &auditor.rows(std::slice::from_ref(&entry)))?;
            Ok(Ok(entry))
        })
        .await??;
    tell(std::slice::from_ref(&deleted));
    Ok(())
}

/// Before the user, and locked in the order in which refreshes lock them.
fn end_sessions(conn: &mut DbConnection, id: UserId) -> QueryResult<()> {
    sessions::delete_of(conn, id, None)?;
    refresh_tokens::delete_all_of(conn, id)?;
    Ok(())
}

fn soften_in_place(
    conn: &mut DbConnection,
    account: &mut Account,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    soften(account, now);
    let secrets = Secrets {
        password: Some(None),
        confirms: false,
        ends_tokens: true,
    };
    admin_users::update(conn, &account.user, &secrets)?;
    admin_users::soften_identities(conn, &account.identities)?;
    supabase_only::end_everything(conn, account.user.id)?;
    Ok(())
}
