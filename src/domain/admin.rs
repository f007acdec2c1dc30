//! What an admin does to a user: making, changing and deleting one, decided in memory before anything is written.
//!
//! `create`, `change` and `erase` have a file each. What they share is here: the end of a ban, metadata that is merged,
//! and the entries of the audit log, whose actor is a role and nobody in particular.

mod change;
mod create;
mod erase;

pub use change::{Changed, UserChange, change};
pub use create::{NewUser, NewUserIds, create};
pub use erase::soften;

use super::audit::{Action, AuditEntry};
use super::{Identity, IdentityId, JsonObject, Subject, User};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

/// The provider of an identity that is an e-mail address.
pub const EMAIL: &str = "email";
/// The provider of an identity that is a phone number.
pub const PHONE: &str = "phone";

/// What a ban of so many nanoseconds sets: 0 ends one, and a negative one has ended already.
pub fn ban_end(now: DateTime<Utc>, nanoseconds: i64) -> Option<DateTime<Utc>> {
    if nanoseconds == 0 {
        return None;
    }
    let end = now.checked_add_signed(TimeDelta::nanoseconds(nanoseconds));
    // 292 years from now are a date; both databases keep microseconds.
    end.map(|end| end.trunc_subsecs(6))
}

/// Merges `changes` at the top level; `null` takes a member away.
pub fn merge(metadata: &mut JsonObject, changes: JsonObject) {
    for (name, value) in changes {
        if value.is_null() {
            metadata.remove(&name);
        } else {
            metadata.insert(name, value);
        }
    }
}

/// An entry on what an admin of this role did to `user`, as it stands now.
pub fn entry(action: Action, admin_role: &str, user: &User) -> AuditEntry {
    entry_with(action, admin_role, &traits(user))
}

fn entry_with(action: Action, admin_role: &str, traits: &JsonObject) -> AuditEntry {
    let members = json!({
        "action": action.name(),
        "actor_id": Uuid::nil().to_string(),
        "actor_username": admin_role,
        "actor_via_sso": false,
        "log_type": action.log_type(),
        "traits": traits,
    });
    let payload = match members {
        Value::Object(payload) => payload,
        _ => JsonObject::new(),
    };
    AuditEntry {
        action,
        payload,
        with_address: false,
    }
}

fn traits(user: &User) -> JsonObject {
    let text = |value: &Option<String>| Value::from(value.as_deref().unwrap_or(""));
    JsonObject::from_iter([
        ("user_id".to_owned(), user.id.to_string().into()),
        ("user_email".to_owned(), text(&user.email)),
        ("user_phone".to_owned(), text(&user.phone)),
    ])
}

/// An identity that is an address or a number of the user's own (`provider` names the member, too).
fn contact_identity(
    user: &User,
    id: IdentityId,
    provider: &str,
    value: &str,
    is_verified: bool,
    now: DateTime<Utc>,
) -> Identity {
    let identity_data = JsonObject::from_iter([
        ("sub".to_owned(), user.id.to_string().into()),
        (provider.to_owned(), value.into()),
        (
            "email_verified".to_owned(),
            (is_verified && provider == EMAIL).into(),
        ),
        (
            "phone_verified".to_owned(),
            (is_verified && provider == PHONE).into(),
        ),
    ]);
    Identity {
        id,
        provider: provider.to_owned(),
        provider_id: Subject::new(user.id.to_string()),
        user_id: user.id,
        identity_data,
        last_sign_in_at: Some(now),
        created_at: Some(now),
        updated_at: Some(now),
    }
}

#[cfg(test)]
mod tests;
