//! An identity as clients see it.

use super::time::{RequiredTime, WireTime};
use crate::domain::{Identity, JsonObject};
use serde::Serialize;
use uuid::Uuid;

/// One of a user's identities. `identity_data` is always there: two clients fail without it.
#[derive(Serialize)]
pub struct IdentityObject<'a> {
    identity_id: Uuid,
    id: &'a str,
    user_id: Uuid,
    identity_data: &'a JsonObject,
    provider: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sign_in_at: Option<WireTime>,
    created_at: RequiredTime,
    updated_at: RequiredTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl<'a> From<&'a Identity> for IdentityObject<'a> {
    fn from(identity: &'a Identity) -> Self {
        Self {
            identity_id: identity.id.0,
            id: identity.provider_id.as_str(),
            user_id: identity.user_id.0,
            identity_data: &identity.identity_data,
            provider: &identity.provider,
            last_sign_in_at: identity.last_sign_in_at.map(WireTime),
            created_at: RequiredTime(identity.created_at),
            updated_at: RequiredTime(identity.updated_at),
            email: identity.email(),
        }
    }
}
