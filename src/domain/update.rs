//! What users may change of themselves, and what is said of the rest.
//!
//! A user's own metadata can be changed. Another e-mail, phone or password would have to be confirmed, by ways that there are
//! not; what is wrong with one besides is told first, in Supabase Auth's order.

use super::admin::merge;
use super::contact::{self, ContactFault};
use super::password::{self, PasswordFault, Weakness};
use super::{JsonObject, User};
use crate::config::password::PasswordConfig;
use chrono::{DateTime, Utc};

/// The one channel for text messages.
const SMS: &str = "sms";

/// What a user asks to change; what is absent stays. It holds a password, so it has no Debug.
#[derive(Clone, Default)]
pub struct UserUpdate {
    /// Another e-mail.
    pub email: Option<String>,
    /// Another phone.
    pub phone: Option<String>,
    /// By which kind of message the phone is to be confirmed.
    pub channel: Option<String>,
    /// Another password.
    pub password: Option<String>,
    /// A code from a reauthentication.
    pub nonce: Option<String>,
    /// Merged into the metadata; `null` takes a member away.
    pub data: Option<JsonObject>,
    /// The same for what only admins may change.
    pub app_metadata: Option<JsonObject>,
}

/// Why nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateRefusal {
    /// An e-mail or a phone that is none.
    #[error(transparent)]
    Contact(#[from] ContactFault),
    /// No channel that there is.
    #[error("no such channel")]
    Channel,
    /// More than bcrypt reads.
    #[error("the password is too long")]
    PasswordTooLong,
    /// Not what the settings ask for.
    #[error("the password is weak")]
    WeakPassword(Weakness),
    /// `app_metadata`, by somebody who is no admin.
    #[error("app_metadata is for admins")]
    NotAdmin,
    /// A password, for somebody who has nothing to give along with it.
    #[error("a password for an anonymous user")]
    PasswordOfAnonymous,
    /// Whoever comes by SSO is changed there.
    #[error("the user is managed by SSO")]
    ManagedBySso,
    /// Another user has the e-mail.
    #[error("the e-mail is taken")]
    EmailTaken,
    /// Another user has the phone.
    #[error("the phone is taken")]
    PhoneTaken,
    /// Nothing is wrong with the e-mail or the password but that there are no logins by either.
    #[error("e-mail logins are off")]
    EmailOff,
    /// Nothing is wrong with the phone but that there are no logins by phone.
    #[error("phone logins are off")]
    PhoneOff,
}

/// An e-mail and a phone that differ from those that the user has; each would have to be nobody else's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewContacts {
    /// In lower case.
    pub email: Option<String>,
    /// Without `+`.
    pub phone: Option<String>,
}

impl UserUpdate {
    /// Checks all that can be told from the request and its user. `is_admin` lets `app_metadata` pass,
    /// `passwords` says what a password needs.
    pub fn check(
        &self,
        user: &User,
        is_admin: bool,
        passwords: &PasswordConfig,
    ) -> Result<NewContacts, UpdateRefusal> {
        let email = self.email.as_deref().map(contact::email).transpose()?;
        let phone = self.phone.as_deref().map(contact::phone).transpose()?;
        if phone.is_some()
            && self
                .channel
                .as_deref()
                .is_some_and(|channel| channel != SMS)
        {
            return Err(UpdateRefusal::Channel);
        }
        self.check_password(passwords)?;
        if self.app_metadata.is_some() && !is_admin {
            return Err(UpdateRefusal::NotAdmin);
        }
        let has_contact = email.is_some() || phone.is_some();
        if user.is_anonymous && self.password.is_some() && !has_contact {
            return Err(UpdateRefusal::PasswordOfAnonymous);
        }
        let new = NewContacts {
            email: email.filter(|email| user.email.as_ref() != Some(email)),
            phone: phone.filter(|phone| user.phone.as_ref() != Some(phone)),
        };
        let has_new_contact = new != NewContacts::default();
        if user.is_sso_user && (has_new_contact || self.password.is_some() || self.nonce.is_some())
        {
            return Err(UpdateRefusal::ManagedBySso);
        }
        Ok(new)
    }

    fn check_password(&self, rules: &PasswordConfig) -> Result<(), UpdateRefusal> {
        let Some(password) = &self.password else {
            return Ok(());
        };
        password::check(password, rules).map_err(|fault| match fault {
            PasswordFault::TooLong => UpdateRefusal::PasswordTooLong,
            PasswordFault::Weak(weakness) => UpdateRefusal::WeakPassword(weakness),
        })
    }

    /// Refuses what could only be changed by ways that there are not.
    pub fn refuse_what_is_off(&self, new: &NewContacts) -> Result<(), UpdateRefusal> {
        if new.email.is_some() || self.password.is_some() {
            return Err(UpdateRefusal::EmailOff);
        }
        if new.phone.is_some() {
            return Err(UpdateRefusal::PhoneOff);
        }
        Ok(())
    }

    /// Whether there is anything to merge.
    pub fn changes_metadata(&self) -> bool {
        self.data.is_some() || self.app_metadata.is_some()
    }

    /// Changes `user`, whose row is locked. Without anything to merge it stays as it is.
    pub fn apply(&self, user: &mut User, now: DateTime<Utc>) {
        for (metadata, changes) in [
            (&mut user.user_metadata, &self.data),
            (&mut user.app_metadata, &self.app_metadata),
        ] {
            if let Some(changes) = changes {
                merge(metadata, changes.clone());
                user.updated_at = now;
            }
        }
    }
}

#[cfg(test)]
mod tests;
