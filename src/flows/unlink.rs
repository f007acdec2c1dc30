//! `DELETE /user/identities/{identity_id}`: takes an identity from the user who is signed in. Sessions stay.

use super::account::lock;
use super::audit::{Auditor, tell};
use super::authenticate::{Authenticated, authenticate, request_audience};
use super::{Caller, Context, Error};
use crate::domain::unlink::{UnlinkRefusal, Unlinked, unlink};
use crate::domain::{Account, IdentityId, User};
use crate::store::users::{contacts, pending};
use crate::store::{DbConnection, QueryResult, audit, identities, users};
use uuid::Uuid;

/// Unlinks the identity that `identity_id`, as it stands in the path, names.
pub async fn unlink_identity(
    ctx: &Context,
    identity_id: &str,
    caller: &Caller,
) -> Result<(), Error> {
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    let identity = admit(ctx, &authenticated, identity_id, caller)?;
    let now = ctx.clock.now();
    let auditor = Auditor::new(ctx, caller, now);
    let user = authenticated.account.user.id;
    let autoconfirm = ctx.config.sign_up.autoconfirm;
    let unlinked = ctx
        .store
        .write(move |conn| {
            let Some(account) = lock(conn, user, now)? else {
                return Ok(Err(Error::UserNotFound));
            };
            let taken = contacts::emails_of_others(conn, user, &emails_of(&account))?;
            match unlink(account, identity, &taken, autoconfirm, now) {
                Ok(unlinked) => {
                    write(conn, identity, &unlinked)?;
                    audit::insert(conn, &auditor.rows(std::slice::from_ref(&unlinked.audit)))?;
                    Ok(Ok(unlinked.audit))
                }
                Err(refusal) => Ok(Err(refusal.into())),
            }
        })
        .await??;
    tell(&[unlinked]);
    Ok(())
}

/// What is asked before the user is locked, in Supabase Auth's order.
fn admit(
    ctx: &Context,
    authenticated: &Authenticated,
    identity_id: &str,
    caller: &Caller,
) -> Result<IdentityId, Error> {
    if !ctx.config.security.manual_linking {
        return Err(Error::ManualLinkingDisabled);
    }
    let id = Uuid::try_parse(identity_id).map_err(|_not_a_uuid| Error::IdentityIdNotUuid)?;
    let asked = request_audience(ctx, &authenticated.token, caller.audience.as_deref());
    if authenticated.token.aud.first() != Some(&asked) {
        return Err(Error::UnexpectedAudience);
    }
    Ok(IdentityId(id))
}

fn emails_of(account: &Account) -> Vec<String> {
    let emails = account.identities.iter();
    emails.filter_map(crate::domain::Identity::email).collect()
}

fn write(conn: &mut DbConnection, identity: IdentityId, unlinked: &Unlinked) -> QueryResult<()> {
    let user: &User = &unlinked.account.user;
    identities::delete(conn, identity)?;
    users::update(conn, &[(user, false)])?;
    if unlinked.clears_pending {
        pending::clear(conn, user.id)?;
    }
    if unlinked.clears_phone {
        pending::clear_phone(conn, user.id)?;
    }
    Ok(())
}

impl From<UnlinkRefusal> for Error {
    fn from(refusal: UnlinkRefusal) -> Self {
        Self::Unlink(refusal)
    }
}
