//! A soft deletion: the row stays, and with it what points at it, but nothing in it tells whose it was.

use crate::domain::{Account, JsonObject, Subject, UserId};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

/// How much of a hash stands in a phone's place, in characters.
const PHONE_LENGTH: usize = 15;

/// Puts hashes in the place of addresses, numbers and subjects, and empties all metadata. Who had no e-mail or phone has
/// one afterwards, the hash of none, as in Supabase Auth.
pub fn soften(account: &mut Account, now: DateTime<Utc>) {
    let Account { user, identities } = account;
    let hashed = |value: &str| hash_of(user.id, value);
    let hashed_phone = |value: &str| hashed(value).chars().take(PHONE_LENGTH).collect::<String>();
    let email = hashed(user.email.as_deref().unwrap_or(""));
    let phone = hashed_phone(user.phone.as_deref().unwrap_or(""));
    let email_change = hashed(&user.email_change);
    let phone_change = hashed_phone(&user.phone_change);
    for identity in identities {
        let named = format!("{}:{}", identity.provider, identity.provider_id.as_str());
        identity.provider_id = Subject::new(hashed(&named));
        identity.identity_data = JsonObject::new();
        identity.updated_at = Some(now);
    }
    user.email = Some(email);
    user.phone = Some(phone);
    user.email_change = email_change;
    user.phone_change = phone_change;
    user.user_metadata.clear();
    user.app_metadata.clear();
    user.deleted_at = Some(now);
    user.updated_at = now;
}

/// The user's id keeps two users with one value apart.
fn hash_of(user: UserId, value: &str) -> String {
    let input = format!("{user}{value}");
    URL_SAFE_NO_PAD.encode(digest(&SHA256, input.as_bytes()))
}
