//! An identity: one person at one provider, linked to one user; a row of `identities`.

use super::{IdentityId, JsonObject, Profile, Subject, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A person as one provider knows them. (`provider`, `provider_id`) is unique.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The row's own id.
    pub id: IdentityId,
    /// `kakao`, `email`, …
    pub provider: String,
    /// The provider's subject.
    pub provider_id: Subject,
    /// Whose identity it is.
    pub user_id: UserId,
    /// What the provider last said.
    pub identity_data: JsonObject,
    /// The last sign-in by this identity.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// When it was linked; orders `providers`.
    pub created_at: Option<DateTime<Utc>>,
    /// When the row last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

impl Identity {
    /// The identity that `profile` becomes when it is first linked to `user`.
    pub fn new(profile: &Profile, user: UserId, id: IdentityId, now: DateTime<Utc>) -> Self {
        Self {
            id,
            provider: profile.provider.clone(),
            provider_id: profile.subject.clone(),
            user_id: user,
            identity_data: profile.identity_data(),
            last_sign_in_at: Some(now),
            created_at: Some(now),
            updated_at: Some(now),
        }
    }

    /// The e-mail that the provider gave, in lower case.
    pub fn email(&self) -> Option<String> {
        self.identity_data
            .get("email")
            .and_then(Value::as_str)
            .map(str::to_lowercase)
    }

    /// Whether an SSO provider of Supabase Auth's made it.
    pub fn is_of_sso(&self) -> bool {
        self.provider.starts_with("sso:")
    }

    /// Whether the provider vouched for that e-mail.
    pub fn is_email_verified(&self) -> bool {
        self.identity_data.get("email_verified") == Some(&Value::Bool(true))
    }
}
