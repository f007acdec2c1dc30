//! A user: one row of `users`, as far as this service reads or writes it.

use super::{JsonObject, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A person who can be signed in.
///
/// `email` and `phone` are `None` where there is none; the wire says `""` then.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// `sub` of the access token.
    pub id: UserId,
    /// `aud` of the access token.
    pub aud: String,
    /// `role` of the access token, which row-level-security policies see.
    pub role: String,
    /// In lower case; unique among users who do not come from SSO.
    pub email: Option<String>,
    /// When the e-mail was confirmed, by whatever means.
    pub email_confirmed_at: Option<DateTime<Utc>>,
    /// Of an invitation by Supabase Auth.
    pub invited_at: Option<DateTime<Utc>>,
    /// Without the leading `+`.
    pub phone: Option<String>,
    /// When the phone was confirmed.
    pub phone_confirmed_at: Option<DateTime<Utc>>,
    /// Of a confirmation mail by Supabase Auth.
    pub confirmation_sent_at: Option<DateTime<Utc>>,
    /// Of a recovery mail by Supabase Auth.
    pub recovery_sent_at: Option<DateTime<Utc>>,
    /// The address that a change of e-mail waits for, `""` if none does.
    pub email_change: String,
    /// When that change was asked for.
    pub email_change_sent_at: Option<DateTime<Utc>>,
    /// The number that a change of phone waits for, `""` if none does.
    pub phone_change: String,
    /// When that change was asked for.
    pub phone_change_sent_at: Option<DateTime<Utc>>,
    /// Of a reauthentication code by Supabase Auth.
    pub reauthentication_sent_at: Option<DateTime<Utc>>,
    /// The last sign-in; a refresh is none.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// What only the service and admins write: `provider`, `providers` and more.
    pub app_metadata: JsonObject,
    /// What providers and the user say of the user.
    pub user_metadata: JsonObject,
    /// When the row was made.
    pub created_at: DateTime<Utc>,
    /// When the row last changed.
    pub updated_at: DateTime<Utc>,
    /// Until when the user stays out.
    pub banned_until: Option<DateTime<Utc>>,
    /// When the user was deleted softly.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Made by an anonymous sign-in and not yet linked.
    pub is_anonymous: bool,
    /// Made by SSO of Supabase Auth: never found by e-mail.
    pub is_sso_user: bool,
}

impl User {
    /// A new user without e-mail, phone or metadata.
    pub fn new(id: UserId, aud: String, role: String, now: DateTime<Utc>) -> Self {
        Self {
            id,
            aud,
            role,
            email: None,
            email_confirmed_at: None,
            invited_at: None,
            phone: None,
            phone_confirmed_at: None,
            confirmation_sent_at: None,
            recovery_sent_at: None,
            email_change: String::new(),
            email_change_sent_at: None,
            phone_change: String::new(),
            phone_change_sent_at: None,
            reauthentication_sent_at: None,
            last_sign_in_at: None,
            app_metadata: JsonObject::new(),
            user_metadata: JsonObject::new(),
            created_at: now,
            updated_at: now,
            banned_until: None,
            deleted_at: None,
            is_anonymous: false,
            is_sso_user: false,
        }
    }

    /// Somebody who says nothing of themselves, signed in just now: no identity, no provider, `data` as the metadata.
    pub fn anonymous(
        id: UserId,
        aud: String,
        role: String,
        data: JsonObject,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            last_sign_in_at: Some(now),
            user_metadata: data,
            is_anonymous: true,
            ..Self::new(id, aud, role, now)
        }
    }

    /// The earlier of both confirmations, as the database's generated column has it.
    pub fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        match (self.email_confirmed_at, self.phone_confirmed_at) {
            (Some(email), Some(phone)) => Some(email.min(phone)),
            (email, phone) => email.or(phone),
        }
    }

    /// Whether the user is kept out at `now`.
    pub fn is_banned(&self, now: DateTime<Utc>) -> bool {
        self.banned_until.is_some_and(|until| now < until)
    }

    /// Whether an e-mail waits to be confirmed. A user without e-mail has nothing to confirm.
    pub fn has_unconfirmed_email(&self) -> bool {
        self.email.is_some() && self.email_confirmed_at.is_none()
    }

    /// Records the e-mail as confirmed, in the column and in the metadata, as Supabase Auth does.
    pub fn confirm_email(&mut self, now: DateTime<Utc>) {
        self.email_confirmed_at = Some(now);
        self.user_metadata
            .insert("email_verified".to_owned(), Value::Bool(true));
    }

    /// Forgets every link and code that was sent, and the changes that wait for one.
    pub fn forget_pending(&mut self) {
        self.confirmation_sent_at = None;
        self.recovery_sent_at = None;
        self.email_change.clear();
        self.email_change_sent_at = None;
        self.phone_change.clear();
        self.phone_change_sent_at = None;
        self.reauthentication_sent_at = None;
    }

    /// Writes `provider` and `providers` of the app metadata: the providers in the order of their linking, each once. Tells
    /// whether that changed anything.
    pub fn set_providers<'a>(&mut self, in_order: impl Iterator<Item = &'a str>) -> bool {
        let mut providers: Vec<&str> = Vec::new();
        for name in in_order {
            if !providers.contains(&name) {
                providers.push(name);
            }
        }
        let first = providers.first().copied();
        if self.has_providers(first, &providers) {
            return false;
        }
        if let Some(first) = first {
            self.app_metadata
                .insert("provider".to_owned(), first.into());
        }
        self.app_metadata
            .insert("providers".to_owned(), providers.into());
        true
    }

    fn has_providers(&self, first: Option<&str>, all: &[&str]) -> bool {
        let member = |name| self.app_metadata.get(name);
        first.is_none_or(|first| member("provider").is_some_and(|known| known == first))
            && member("providers")
                .and_then(Value::as_array)
                .is_some_and(|known| known.as_slice() == all)
    }
}

#[cfg(test)]
mod tests;
