//! What a sign-in by a provider changes: the user, its identities and the audit log, decided before anything is written.
//!
//! The caller has found the account (or its absence) under lock; ids and the time are handed in.

use super::audit::{Action, AuditEntry};
use super::linking::{self, Decision};
use super::{Account, Identity, IdentityId, Profile, User, UserId};
use chrono::{DateTime, Utc};

/// The settings that a sign-in obeys.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of Supabase Auth's"
)]
pub struct SignInRules {
    /// `DISABLE_SIGNUP`: nobody new.
    pub sign_up_disabled: bool,
    /// `EXTERNAL_KAKAO_EMAIL_OPTIONAL`.
    pub email_optional: bool,
    /// `MAILER_AUTOCONFIRM`.
    pub autoconfirm: bool,
    /// `MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS`.
    pub allow_unverified: bool,
    /// `aud` of a new user.
    pub audience: String,
    /// `role` of a new user.
    pub role: String,
}

/// Ids for what may have to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewIds {
    /// For a new user.
    pub user: UserId,
    /// For a new identity.
    pub identity: IdentityId,
}

/// What is known of the person before the sign-in.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "lives for one decision and is taken apart at once; a box would only be opened again"
)]
pub enum Known {
    /// The identity exists; this is whose it is.
    Account(Account),
    /// It does not; these accounts have the profile's e-mail.
    Candidates(Vec<Account>),
}

/// What becomes of a row, the greater the more there is to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowChange {
    /// Nothing of it changes but the times.
    Seen,
    /// More of it changes.
    Altered,
    /// There is none yet.
    New,
}

/// Everything that is to be written, and the account as it stands afterwards.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountChange {
    /// The account after the change.
    pub account: Account,
    /// Which of its identities was signed in by.
    pub identity: IdentityId,
    /// What becomes of the user's row.
    pub user_row: RowChange,
    /// What becomes of that identity's row.
    pub identity_row: RowChange,
    /// Whatever else could sign the user in goes: other identities, the password, sessions, refresh tokens. An
    /// unconfirmed user may have been made by somebody else, in wait for the owner of the address.
    pub takes_over: bool,
    /// The profile's e-mail was left out because another user has it.
    pub email_taken: bool,
    /// In order.
    pub audit: Vec<AuditEntry>,
}

/// Why a person whom the provider vouches for is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// New users are not wanted.
    #[error("sign-up is disabled")]
    SignUpDisabled,
    /// The user is banned.
    #[error("the user is banned")]
    Banned,
    /// There must be an e-mail, and the provider gave none.
    #[error("the provider gave no verified e-mail")]
    NoEmail,
    /// The user's own e-mail was never confirmed, and the provider vouches for another. It would hand the user an
    /// address that nobody has shown to be theirs.
    #[error("the user's e-mail is not confirmed")]
    UnconfirmedEmail,
}

impl SignInRules {
    /// Whether somebody without any e-mail stays out.
    fn requires_email(&self) -> bool {
        !(self.email_optional || self.autoconfirm || self.allow_unverified)
    }
}

/// Decides a sign-in by `profile` (`wire.md` calls it the account decision).
pub fn sign_in(
    profile: &Profile,
    known: Known,
    rules: &SignInRules,
    ids: NewIds,
    now: DateTime<Utc>,
) -> Result<AccountChange, SignInRefusal> {
    let mut change = match known {
        Known::Account(account) => recognise(profile, account, now),
        Known::Candidates(candidates) => match linking::decide(profile, candidates) {
            Decision::Link(account) => link(profile, *account, ids, now),
            Decision::Create { email, email_taken } => {
                return create(profile, email, email_taken, rules, ids, now);
            }
        },
    };
    if change.account.user.is_banned(now) {
        return Err(SignInRefusal::Banned);
    }
    admit(&mut change, profile, rules, now)?;
    Ok(change)
}

fn recognise(profile: &Profile, mut account: Account, now: DateTime<Utc>) -> AccountChange {
    let mut identity = IdentityId(uuid::Uuid::nil());
    let mut row = RowChange::Seen;
    for known in &mut account.identities {
        if known.provider == profile.provider && known.provider_id == profile.subject {
            if !profile.is_told_by(&known.identity_data) {
                known.identity_data = profile.identity_data();
                row = RowChange::Altered;
            }
            known.last_sign_in_at = Some(now);
            known.updated_at = Some(now);
            identity = known.id;
        }
    }
    AccountChange {
        identity_row: row,
        ..AccountChange::of(account, identity)
    }
}

fn link(profile: &Profile, mut account: Account, ids: NewIds, now: DateTime<Utc>) -> AccountChange {
    let identity = Identity::new(profile, account.user.id, ids.identity, now);
    // The entry tells the actor's name as the new identity has it.
    let differs = profile.merge_into(&mut account.user.user_metadata);
    let entry = AuditEntry::identity_linked(&account.user, &identity);
    account.identities.push(identity);
    let mut change = AccountChange::of(account, ids.identity);
    change.identity_row = RowChange::New;
    change.note(differs);
    change.audit.push(entry);
    change
}

fn create(
    profile: &Profile,
    email: Option<String>,
    email_taken: bool,
    rules: &SignInRules,
    ids: NewIds,
    now: DateTime<Utc>,
) -> Result<AccountChange, SignInRefusal> {
    if rules.sign_up_disabled {
        return Err(SignInRefusal::SignUpDisabled);
    }
    if profile.email.is_none() && rules.requires_email() {
        return Err(SignInRefusal::NoEmail);
    }
    let mut user = User::new(ids.user, rules.audience.clone(), rules.role.clone(), now);
    user.email_confirmed_at = email.is_some().then_some(now);
    user.email = email;
    let identity = Identity::new(profile, ids.user, ids.identity, now);
    let mut change = AccountChange::of(
        Account {
            user,
            identities: vec![identity],
        },
        ids.identity,
    );
    change.user_row = RowChange::New;
    change.identity_row = RowChange::New;
    change.email_taken = email_taken;
    change.finish(profile, profile.email.is_some(), now);
    Ok(change)
}

/// Lets a known user in: an address that waits to be confirmed is confirmed by a provider that vouches for it, and then
/// nobody else's way in survives.
fn admit(
    change: &mut AccountChange,
    profile: &Profile,
    rules: &SignInRules,
    now: DateTime<Utc>,
) -> Result<(), SignInRefusal> {
    let user = &change.account.user;
    if !user.has_unconfirmed_email() {
        let never_confirmed = user.email_confirmed_at.is_none();
        let lacks_email = profile.email.is_none() && never_confirmed;
        if lacks_email && rules.requires_email() {
            return Err(SignInRefusal::NoEmail);
        }
        change.finish(profile, false, now);
        return Ok(());
    }
    let vouched = profile.email.is_some() && profile.email == user.email;
    if !(vouched || rules.autoconfirm || rules.allow_unverified) {
        return Err(match profile.email {
            None => SignInRefusal::NoEmail,
            Some(_) => SignInRefusal::UnconfirmedEmail,
        });
    }
    change.takes_over = true;
    change.note(true);
    let kept = change.identity;
    change
        .account
        .identities
        .retain(|identity| identity.id == kept);
    change.account.user.user_metadata.clear();
    change.account.user.forget_pending();
    let confirms = vouched || rules.autoconfirm;
    change.finish(profile, confirms, now);
    if confirms {
        change.account.user.confirm_email(now);
    }
    Ok(())
}

impl AccountChange {
    /// An account of which nothing but this identity is known to have changed.
    pub(super) fn of(account: Account, identity: IdentityId) -> Self {
        Self {
            account,
            identity,
            user_row: RowChange::Seen,
            identity_row: RowChange::Seen,
            takes_over: false,
            email_taken: false,
            audit: Vec::new(),
        }
    }

    /// Notes whether anything of the user differs from before, apart from the times.
    pub(super) fn note(&mut self, differs: bool) {
        if differs {
            self.user_row = self.user_row.max(RowChange::Altered);
        }
    }

    fn finish(&mut self, profile: &Profile, is_first: bool, now: DateTime<Utc>) {
        let user = &mut self.account.user;
        let mut differs = profile.merge_into(&mut user.user_metadata);
        user.last_sign_in_at = Some(now);
        user.updated_at = now;
        differs |= self.account.refresh_providers();
        self.note(differs);
        let action = if is_first {
            Action::UserSignedUp
        } else {
            Action::Login
        };
        let entry = AuditEntry::by_provider(action, &self.account.user, &profile.provider);
        self.audit.push(entry);
    }
}

#[cfg(test)]
mod tests;
