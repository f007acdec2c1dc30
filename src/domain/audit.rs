//! An entry of the audit log: who did what, with the payload that Supabase Auth writes.

use super::{Identity, JsonObject, User};
use serde_json::{Value, json};

/// What was done; the names are Supabase Auth's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A sign-in of somebody known.
    Login,
    /// Sessions ended by their user.
    Logout,
    /// A first sign-in.
    UserSignedUp,
    /// A refresh token answered.
    TokenRefreshed,
    /// A refresh token of the first kind spent.
    TokenRevoked,
    /// An identity added to a user.
    IdentityLinked,
    /// An identity taken from a user.
    IdentityUnlinked,
    /// A user changed, by themselves or by an admin.
    UserModified,
    /// A user deleted.
    UserDeleted,
}

impl Action {
    /// The value of `action` in the payload.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::UserSignedUp => "user_signedup",
            Self::TokenRefreshed => "token_refreshed",
            Self::TokenRevoked => "token_revoked",
            Self::IdentityLinked => "identity_linked",
            Self::IdentityUnlinked => "identity_unlinked",
            Self::UserModified => "user_modified",
            Self::UserDeleted => "user_deleted",
        }
    }

    /// The value of `log_type` in the payload.
    pub fn log_type(self) -> &'static str {
        match self {
            Self::Login | Self::Logout => "account",
            Self::UserSignedUp | Self::UserDeleted => "team",
            Self::TokenRefreshed | Self::TokenRevoked => "token",
            Self::IdentityLinked | Self::IdentityUnlinked | Self::UserModified => "user",
        }
    }
}

/// One entry, ready to be written beside what it tells of, in the same transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// What was done.
    pub action: Action,
    /// The whole payload.
    pub payload: JsonObject,
    /// Whether the client's address is written down; most entries have `""`.
    pub with_address: bool,
}

impl AuditEntry {
    /// An entry without traits.
    pub fn new(action: Action, actor: &User) -> Self {
        let mut payload = JsonObject::new();
        let username = actor.phone.as_deref().or(actor.email.as_deref());
        payload.insert("action".into(), action.name().into());
        payload.insert("actor_id".into(), actor.id.to_string().into());
        payload.insert("actor_username".into(), username.unwrap_or("").into());
        payload.insert("actor_via_sso".into(), actor.is_sso_user.into());
        payload.insert("log_type".into(), action.log_type().into());
        if let Some(name) = actor.user_metadata.get("full_name") {
            payload.insert("actor_name".into(), name.clone());
        }
        Self {
            action,
            payload,
            with_address: false,
        }
    }

    /// A sign-in or a first one, by a provider.
    pub fn by_provider(action: Action, actor: &User, provider: &str) -> Self {
        Self::new(action, actor).with_traits(json!({ "provider": provider }))
    }

    /// A sign-in by a redirect flow's code.
    pub fn by_code(actor: &User, provider: &str) -> Self {
        Self::new(Action::Login, actor).with_traits(json!({ "provider_type": provider }))
    }

    /// An identity linked to `actor`.
    pub fn identity_linked(actor: &User, identity: &Identity) -> Self {
        Self::of_identity(Action::IdentityLinked, actor, identity)
    }

    /// An identity taken from `actor`.
    pub fn identity_unlinked(actor: &User, identity: &Identity) -> Self {
        Self::of_identity(Action::IdentityUnlinked, actor, identity)
    }

    fn of_identity(action: Action, actor: &User, identity: &Identity) -> Self {
        let traits = json!({
            "identity_id": identity.id.to_string(),
            "provider": identity.provider,
            "provider_id": identity.provider_id.as_str(),
        });
        Self {
            with_address: true,
            ..Self::new(action, actor).with_traits(traits)
        }
    }

    fn with_traits(mut self, traits: Value) -> Self {
        self.payload.insert("traits".into(), traits);
        self
    }
}

#[cfg(test)]
mod tests;
