//! A user together with all of its identities, oldest first: what the linking decision and a session look at.

use super::{Identity, IdentityId, Profile, User};

/// A user and everything that it can be signed in by.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The user.
    pub user: User,
    /// Its identities, oldest first.
    pub identities: Vec<Identity>,
}

impl Account {
    /// The identity that `profile` speaks of, if this account has it.
    pub fn identity_of(&self, profile: &Profile) -> Option<&Identity> {
        self.identities
            .iter()
            .find(|i| i.provider == profile.provider && i.provider_id == profile.subject)
    }

    /// The identity with this id, if this account has it.
    pub fn identity(&self, id: IdentityId) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.id == id)
    }

    /// Whether another person of the same provider is linked here already.
    pub fn has_another_subject_of(&self, profile: &Profile) -> bool {
        self.identities
            .iter()
            .any(|i| i.provider == profile.provider && i.provider_id != profile.subject)
    }

    /// Whether one of its identities vouches for `email`: it was verified there, or it is the user's own confirmed
    /// address. Identities of SSO keep to themselves.
    pub fn vouches_for(&self, email: &str) -> bool {
        let own_confirmed =
            self.user.email.as_deref() == Some(email) && self.user.email_confirmed_at.is_some();
        self.identities.iter().any(|i| {
            !i.is_of_sso()
                && i.email().as_deref() == Some(email)
                && (i.is_email_verified() || own_confirmed)
        })
    }

    /// Brings `app_metadata.providers` up to date with the identities. Tells whether that changed anything.
    pub fn refresh_providers(&mut self) -> bool {
        let Self { user, identities } = self;
        user.set_providers(identities.iter().map(|i| i.provider.as_str()))
    }
}

#[cfg(test)]
mod tests;
