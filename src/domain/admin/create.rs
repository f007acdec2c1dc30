//! A user whom an admin makes.

use super::{EMAIL, PHONE, ban_end, contact_identity, entry_with, merge, traits};
use crate::domain::audit::{Action, AuditEntry};
use crate::domain::{Account, IdentityId, JsonObject, User, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Everything that an admin may say of a new user; checked and in the form in which it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUser {
    /// The audience.
    pub aud: String,
    /// The role.
    pub role: String,
    /// In lower case; an e-mail or a phone there must be.
    pub email: Option<String>,
    /// Without `+`.
    pub phone: Option<String>,
    /// The e-mail counts as confirmed.
    pub confirms_email: bool,
    /// The phone counts as confirmed.
    pub confirms_phone: bool,
    /// Taken as it is.
    pub user_metadata: JsonObject,
    /// Merged into what the service itself says.
    pub app_metadata: JsonObject,
    /// A ban from now on, in nanoseconds.
    pub ban: Option<i64>,
}

/// Ids for what is made.
#[derive(Debug, Clone, Copy)]
pub struct NewUserIds {
    /// The user's.
    pub user: UserId,
    /// Of the identities by e-mail and by phone.
    pub identities: [IdentityId; 2],
}

/// Makes the account, and the entry that tells of it.
pub fn create(
    new: NewUser,
    ids: NewUserIds,
    admin_role: &str,
    now: DateTime<Utc>,
) -> (Account, AuditEntry) {
    let mut user = User::new(ids.user, new.aud, new.role, now);
    user.email = new.email;
    user.phone = new.phone;
    user.user_metadata = new.user_metadata;
    let contacts = [(EMAIL, &user.email), (PHONE, &user.phone)];
    let identities: Vec<_> = contacts
        .into_iter()
        .zip(ids.identities)
        .filter_map(|((provider, value), id)| {
            let value = value.as_deref()?;
            Some(contact_identity(&user, id, provider, value, false, now))
        })
        .collect();
    let mut account = Account { user, identities };
    account.refresh_providers();
    let mut told = traits(&account.user);
    let provider = account.user.app_metadata.get("provider");
    told.insert(
        "provider".to_owned(),
        provider.cloned().unwrap_or(Value::Null),
    );
    let entry = entry_with(Action::UserSignedUp, admin_role, &told);
    merge(&mut account.user.app_metadata, new.app_metadata);
    if new.confirms_email {
        account.user.confirm_email(now);
    }
    if new.confirms_phone {
        account.user.phone_confirmed_at = Some(now);
    }
    account.user.banned_until = new.ban.and_then(|span| ban_end(now, span));
    (account, entry)
}
