//! What an admin changes of a user.

use super::{EMAIL, PHONE, ban_end, contact_identity, entry, merge};
use crate::domain::audit::{Action, AuditEntry};
use crate::domain::{Account, IdentityId, JsonObject, User};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Everything that an admin may change; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserChange {
    /// The role.
    pub role: Option<String>,
    /// In lower case.
    pub email: Option<String>,
    /// Without `+`.
    pub phone: Option<String>,
    /// The e-mail counts as confirmed from now on; `false` takes nothing back.
    pub confirms_email: bool,
    /// The phone counts as confirmed from now on.
    pub confirms_phone: bool,
    /// A new password is set: what waits for the old one's owner is dropped.
    pub sets_password: bool,
    /// Merged; `null` takes a member away.
    pub user_metadata: Option<JsonObject>,
    /// Merged; `null` takes a member away.
    pub app_metadata: Option<JsonObject>,
    /// A ban from now on, in nanoseconds; 0 ends one.
    pub ban: Option<i64>,
}

/// The account after a change, and which of its identities are to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The account.
    pub account: Account,
    /// Identities that have no row yet.
    pub new: Vec<IdentityId>,
    /// Identities whose row changes.
    pub touched: Vec<IdentityId>,
    /// What is told of it.
    pub entry: AuditEntry,
}

/// Changes the account. `ids` are for an identity by e-mail and one by phone, should they have to be made.
///
/// A new address or number is not confirmed by being set. It takes the place of the one in the user's own identity of
/// that kind; who has none gets one.
pub fn change(
    account: Account,
    asked: UserChange,
    ids: [IdentityId; 2],
    admin_role: &str,
    now: DateTime<Utc>,
) -> Changed {
    let changes_nothing = asked == UserChange::default();
    let mut changed = Changed {
        entry: entry(Action::UserModified, admin_role, &account.user),
        account,
        new: Vec::new(),
        touched: Vec::new(),
    };
    let user = &mut changed.account.user;
    if let Some(role) = asked.role {
        user.role = role;
    }
    if asked.confirms_email {
        user.confirm_email(now);
    }
    if asked.confirms_phone {
        user.phone_confirmed_at = Some(now);
    }
    if asked.sets_password {
        forget_pending(user);
    }
    let [email_id, phone_id] = ids;
    if let Some(email) = asked.email {
        changed.set_contact(EMAIL, &email, asked.confirms_email, email_id, now);
        changed.account.user.email = Some(email);
    }
    if let Some(phone) = asked.phone {
        changed.set_contact(PHONE, &phone, asked.confirms_phone, phone_id, now);
        changed.account.user.phone = Some(phone);
    }
    let user = &mut changed.account.user;
    merge(
        &mut user.app_metadata,
        asked.app_metadata.unwrap_or_default(),
    );
    merge(
        &mut user.user_metadata,
        asked.user_metadata.unwrap_or_default(),
    );
    if let Some(span) = asked.ban {
        user.banned_until = ban_end(now, span);
    }
    if !changes_nothing {
        user.updated_at = now;
    }
    changed.entry = entry(Action::UserModified, admin_role, user);
    changed
}

impl Changed {
    fn set_contact(
        &mut self,
        provider: &str,
        value: &str,
        is_verified: bool,
        id: IdentityId,
        now: DateTime<Utc>,
    ) {
        let Account { user, identities } = &mut self.account;
        let own = user.id.to_string();
        let known = identities
            .iter_mut()
            .find(|i| i.provider == provider && i.provider_id.as_str() == own);
        if let Some(identity) = known {
            let data = &mut identity.identity_data;
            data.insert(provider.to_owned(), value.into());
            data.insert(format!("{provider}_verified"), Value::Bool(is_verified));
            identity.updated_at = Some(now);
            self.touched.push(identity.id);
        } else {
            let identity = contact_identity(user, id, provider, value, is_verified, now);
            identities.push(identity);
            self.new.push(id);
        }
        if is_verified {
            user.is_anonymous = false;
        }
    }
}

/// Mails and codes that are under way; the addresses that they were meant to confirm stay, as in Supabase Auth.
fn forget_pending(user: &mut User) {
    user.confirmation_sent_at = None;
    user.recovery_sent_at = None;
    user.email_change_sent_at = None;
    user.phone_change_sent_at = None;
    user.reauthentication_sent_at = None;
}
