//! What linking an identity to a signed-in user changes (`link_identity` of the `id_token` grant).

use super::audit::AuditEntry;
use super::sign_in::{AccountChange, RowChange};
use super::{Account, Identity, IdentityId, Profile, UserId};
use chrono::{DateTime, Utc};

/// Why an identity is not linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// This user has it already.
    #[error("the identity is already linked")]
    AlreadyLinked,
    /// Another user has it.
    #[error("the identity is already linked to another user")]
    LinkedToAnother,
    /// The user has no e-mail and would take the identity's, which another user has.
    #[error("another user has the identity's e-mail")]
    EmailExists,
    /// The user is gone or banned.
    #[error("the user may not be changed")]
    NotAllowed,
}

/// Links `profile` to `target`. `owner` is who has the identity now, `email_owner` who has the profile's e-mail as their
/// own.
///
/// A user without e-mail takes over the identity's, confirmed; a user with one keeps it. An anonymous user is none
/// any more. The user's metadata is not touched otherwise.
pub fn link(
    profile: &Profile,
    target: Account,
    owner: Option<UserId>,
    email_owner: Option<UserId>,
    id: IdentityId,
    now: DateTime<Utc>,
) -> Result<AccountChange, LinkRefusal> {
    let user = target.user.id;
    match owner {
        Some(owner) if owner == user => return Err(LinkRefusal::AlreadyLinked),
        Some(_) => return Err(LinkRefusal::LinkedToAnother),
        None => {}
    }
    let mut account = target;
    let mut differs = account.user.is_anonymous;
    if account.user.email.is_none() && profile.email.is_some() {
        if email_owner.is_some_and(|owner| owner != user) {
            return Err(LinkRefusal::EmailExists);
        }
        account.user.email.clone_from(&profile.email);
        account.user.confirm_email(now);
        differs = true;
    }
    account.user.is_anonymous = false;
    account.user.last_sign_in_at = Some(now);
    account.user.updated_at = now;
    let identity = Identity::new(profile, user, id, now);
    let audit = vec![AuditEntry::identity_linked(&account.user, &identity)];
    account.identities.push(identity);
    differs |= account.refresh_providers();
    let mut change = AccountChange {
        identity_row: RowChange::New,
        audit,
        ..AccountChange::of(account, id)
    };
    change.note(differs);
    Ok(change)
}

#[cfg(test)]
mod tests;
