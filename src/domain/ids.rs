//! Names of things: a user, an identity, a session, a subject. None can be taken for another.

use std::fmt;
use uuid::Uuid;

macro_rules! uuid_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_newtype!(
    /// The id of a user: `users.id`, the `sub` of our access tokens.
    UserId
);
uuid_newtype!(
    /// The id of an identity's row: `identities.id`, `identity_id` on the wire.
    IdentityId
);
uuid_newtype!(
    /// The id of a session: `sessions.id`, `session_id` in our access tokens.
    SessionId
);
uuid_newtype!(
    /// The id of a redirect flow: `flow_state.id`, the `state` that goes to the provider and back.
    FlowId
);

/// A provider's name for a person: `sub` of its ID tokens, `identities.provider_id` (OpenID Connect Core, section 2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(String);

impl Subject {
    /// Takes what a verified token, or a row, holds.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
