//! What taking an identity from a user changes, decided before anything is written.
//!
//! The user's e-mail is always that of an identity: when the last one that has it goes, the user gets the best of those that
//! remain, and every link and code that was sent to the old one is worth nothing any more.

use super::audit::AuditEntry;
use super::{Account, Identity, IdentityId, User};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::cmp::Reverse;

/// The provider of identities that stand for a phone (Supabase Auth's).
const PHONE: &str = "phone";

/// Why an identity stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlinkRefusal {
    /// It is the last way in, or there is none at all.
    #[error("the user would have no identity left")]
    LastIdentity,
    /// The user has no such identity.
    #[error("the user has no such identity")]
    NotFound,
    /// Every e-mail that the user could have then is another user's.
    #[error("the e-mails of all remaining identities belong to others")]
    EmailConflict,
}

/// Everything that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Unlinked {
    /// The account afterwards.
    pub account: Account,
    /// Links and codes that wait to be used are to be worthless, since the e-mail has changed.
    pub clears_pending: bool,
    /// The phone goes too.
    pub clears_phone: bool,
    /// The audit entry; its actor is the user as it was before.
    pub audit: AuditEntry,
}

/// Takes the identity `id` from `account`. `taken` are those e-mails of its identities that other users have;
/// `autoconfirm` (`MAILER_AUTOCONFIRM`) takes every e-mail as verified.
pub fn unlink(
    mut account: Account,
    id: IdentityId,
    taken: &[String],
    autoconfirm: bool,
    now: DateTime<Utc>,
) -> Result<Unlinked, UnlinkRefusal> {
    if account.identities.len() <= 1 {
        return Err(UnlinkRefusal::LastIdentity);
    }
    let place = account.identities.iter().position(|i| i.id == id);
    let removed = account
        .identities
        .remove(place.ok_or(UnlinkRefusal::NotFound)?);
    let audit = AuditEntry::identity_unlinked(&account.user, &removed);
    let clears_phone = removed.provider == PHONE;
    let mut clears_pending = false;
    if clears_phone {
        account.user.phone = None;
        account.user.phone_confirmed_at = None;
    } else if !has_own_email(&account) {
        let heir = heir(&account, taken).ok_or(UnlinkRefusal::EmailConflict)?;
        let (email, is_verified) = (heir.email(), heir.is_email_verified());
        inherit(&mut account.user, email, is_verified || autoconfirm, now);
        clears_pending = true;
    }
    account.refresh_providers();
    account.user.updated_at = now;
    Ok(Unlinked {
        account,
        clears_pending,
        clears_phone,
        audit,
    })
}

/// Whether an identity has the user's e-mail; a user without one is content with an identity without one.
fn has_own_email(account: &Account) -> bool {
    let own = account.user.email.as_deref().map(str::to_lowercase);
    account.identities.iter().any(|i| i.email() == own)
}

/// The best that no other user has the e-mail of: verified before unverified before none, older before newer.
fn heir<'a>(account: &'a Account, taken: &[String]) -> Option<&'a Identity> {
    let worth = |identity: &Identity| match identity.email() {
        None => 0,
        Some(_) if identity.is_email_verified() => 2,
        Some(_) => 1,
    };
    let is_free = |i: &&Identity| i.email().is_none_or(|email| !taken.contains(&email));
    let mut free: Vec<&Identity> = account.identities.iter().filter(is_free).collect();
    free.sort_by_key(|i| (Reverse(worth(i)), i.created_at, i.id));
    free.first().copied()
}

fn inherit(user: &mut User, email: Option<String>, is_confirmed: bool, now: DateTime<Utc>) {
    let is_confirmed = is_confirmed && email.is_some();
    user.email = email;
    forget_pending(user);
    if !is_confirmed {
        user.email_confirmed_at = None;
        user.user_metadata
            .insert("email_verified".to_owned(), Value::Bool(false));
    } else if user.email_confirmed_at.is_none() {
        // Else the next sign-in would take the user for one that lies in wait for the owner of the address.
        user.confirm_email(now);
    }
}

fn forget_pending(user: &mut User) {
    user.confirmation_sent_at = None;
    user.recovery_sent_at = None;
    user.email_change.clear();
    user.email_change_sent_at = None;
    user.phone_change.clear();
    user.phone_change_sent_at = None;
    user.reauthentication_sent_at = None;
}

#[cfg(test)]
mod tests;
