//! A user as clients see it.

use super::identity::IdentityObject;
use super::time::WireTime;
use crate::domain::{Account, JsonObject, User};
use serde::Serialize;
use uuid::Uuid;

/// A user with its identities. `email` and `phone` are `""` where there is none; a time that never was is left out.
#[derive(Serialize)]
pub struct UserObject<'a> {
    id: Uuid,
    aud: &'a str,
    role: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_confirmed_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invited_at: Option<WireTime>,
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_confirmed_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation_sent_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_sent_at: Option<WireTime>,
    #[serde(skip_serializing_if = "str::is_empty")]
    new_email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_change_sent_at: Option<WireTime>,
    #[serde(skip_serializing_if = "str::is_empty")]
    new_phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_change_sent_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reauthentication_sent_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sign_in_at: Option<WireTime>,
    app_metadata: &'a JsonObject,
    user_metadata: &'a JsonObject,
    identities: Vec<IdentityObject<'a>>,
    created_at: WireTime,
    updated_at: WireTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    banned_until: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<WireTime>,
    is_anonymous: bool,
}

impl<'a> From<&'a Account> for UserObject<'a> {
    fn from(account: &'a Account) -> Self {
        let identities = account.identities.iter().map(IdentityObject::from);
        Self::of(&account.user, identities.collect())
    }
}

impl<'a> UserObject<'a> {
    fn of(user: &'a User, identities: Vec<IdentityObject<'a>>) -> Self {
        Self {
            id: user.id.0,
            aud: &user.aud,
            role: &user.role,
            email: user.email.as_deref().unwrap_or(""),
            email_confirmed_at: user.email_confirmed_at.map(WireTime),
            invited_at: user.invited_at.map(WireTime),
            phone: user.phone.as_deref().unwrap_or(""),
            phone_confirmed_at: user.phone_confirmed_at.map(WireTime),
            confirmation_sent_at: user.confirmation_sent_at.map(WireTime),
            confirmed_at: user.confirmed_at().map(WireTime),
            recovery_sent_at: user.recovery_sent_at.map(WireTime),
            new_email: &user.email_change,
            email_change_sent_at: user.email_change_sent_at.map(WireTime),
            new_phone: &user.phone_change,
            phone_change_sent_at: user.phone_change_sent_at.map(WireTime),
            reauthentication_sent_at: user.reauthentication_sent_at.map(WireTime),
            last_sign_in_at: user.last_sign_in_at.map(WireTime),
            app_metadata: &user.app_metadata,
            user_metadata: &user.user_metadata,
            identities,
            created_at: WireTime(user.created_at),
            updated_at: WireTime(user.updated_at),
            banned_until: user.banned_until.map(WireTime),
            deleted_at: user.deleted_at.map(WireTime),
            is_anonymous: user.is_anonymous,
        }
    }
}
