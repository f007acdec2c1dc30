//! `PUT /user`: a user changes what may be changed of themselves.

use super::account::lock;
use super::audit::{Auditor, tell};
use super::{Caller, Context, Error};
use crate::domain::audit::{Action, AuditEntry};
use crate::domain::update::{NewContacts, UpdateRefusal, UserUpdate};
use crate::domain::{Account, User};
use crate::store::users::contacts;
use crate::store::{DbConnection, audit, users};

/// Changes `user`, who has been authenticated, and hands over how it stands then. A request without anything to change leaves
/// an entry in the audit log all the same.
pub async fn update_user(
    ctx: &Context,
    user: User,
    update: UserUpdate,
    caller: &Caller,
) -> Result<Account, Error> {
    let new = update.check(&user, is_of_admins(ctx, &user), &ctx.config.password)?;
    refuse_taken(ctx, &user, &new).await?;
    update.refuse_what_is_off(&new)?;
    let now = ctx.clock.now();
    let auditor = Auditor::new(ctx, caller, now);
    let id = user.id;
    let changed = ctx
        .store
        .write(move |conn| {
            let Some(mut account) = lock(conn, id, now)? else {
                return Ok(None);
            };
            if update.changes_metadata() {
                update.apply(&mut account.user, now);
                users::update(conn, &[(&account.user, false)])?;
            }
            let entry = AuditEntry::new(Action::UserModified, &account.user);
            audit::insert(conn, &auditor.rows(std::slice::from_ref(&entry)))?;
            Ok(Some((account, entry)))
        })
        .await?;
    let (account, entry) = changed.ok_or(Error::UserNotFound)?;
    tell(&[entry]);
    Ok(account)
}

/// Whether the user itself is an admin: by its audience and its role (`JWT_ADMIN_GROUP_NAME`), not by the token's.
fn is_of_admins(ctx: &Context, user: &User) -> bool {
    let jwt = &ctx.config.jwt;
    user.aud == jwt.audience && user.role == jwt.admin_group
}

/// An e-mail and a phone have to be nobody else's.
async fn refuse_taken(ctx: &Context, user: &User, new: &NewContacts) -> Result<(), Error> {
    let id = user.id;
    if let Some(email) = new.email.clone() {
        let is_taken = move |conn: &mut DbConnection| contacts::is_email_taken(conn, id, &email);
        if ctx.store.read(is_taken).await? {
            return Err(UpdateRefusal::EmailTaken.into());
        }
    }
    if let Some(phone) = new.phone.clone() {
        let is_taken = move |conn: &mut DbConnection| contacts::is_phone_taken(conn, id, &phone);
        if ctx.store.read(is_taken).await? {
            return Err(UpdateRefusal::PhoneTaken.into());
        }
    }
    Ok(())
}

impl From<UpdateRefusal> for Error {
    fn from(refusal: UpdateRefusal) -> Self {
        Self::Update(refusal)
    }
}
