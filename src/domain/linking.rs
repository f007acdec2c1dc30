//! Whose account a profile is, when no identity says so: the e-mail decides, and only if both sides have verified it.
//!
//! Addresses move between people. So nobody is linked by e-mail to a user who has another account of the same provider,
//! and where the e-mail points at several users or at none that may be linked, a new user is made.

use super::{Account, Profile, UserId};

/// What to do with a person whom no identity knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The identity becomes one more of this account's.
    Link(Box<Account>),
    /// A new user is made.
    Create {
        /// The new user's e-mail; `None` if the profile has none or another user has it.
        email: Option<String>,
        /// The profile's e-mail was left out because another user has it.
        email_taken: bool,
    },
}

/// Decides among `candidates`: every account that has the profile's e-mail, as the user's own or as an identity's.
pub fn decide(profile: &Profile, candidates: Vec<Account>) -> Decision {
    let Some(email) = profile.email.as_deref() else {
        return Decision::Create {
            email: None,
            email_taken: false,
        };
    };
    let owns = |a: &&&Account| a.user.email.as_deref() == Some(email);
    let holders: Vec<&Account> = candidates.iter().filter(|a| !a.user.is_sso_user).collect();
    // Whoever was deleted is linked to no more, but as long as the row has the address no other may.
    let email_taken = holders.iter().any(|a| owns(&a));
    let known: Vec<&Account> = holders
        .into_iter()
        .filter(|a| a.user.deleted_at.is_none())
        .collect();
    let may_be_linked = |a: &&&Account| !a.has_another_subject_of(profile);
    let by_identity = sole(
        known
            .iter()
            .filter(|a| a.vouches_for(email))
            .filter(may_be_linked),
    );
    let linkable = match by_identity {
        Match::Nobody => sole(known.iter().filter(owns).filter(may_be_linked)),
        found => found,
    };
    if let Match::One(user) = linkable
        && let Some(account) = candidates.into_iter().find(|a| a.user.id == user)
    {
        return Decision::Link(Box::new(account));
    }
    Decision::Create {
        email: (!email_taken).then(|| email.to_owned()),
        email_taken,
    }
}

enum Match {
    Nobody,
    One(UserId),
    Several,
}

fn sole<'a: 'b, 'b>(mut accounts: impl Iterator<Item = &'b &'a Account>) -> Match {
    match (accounts.next(), accounts.next()) {
        (None, _) => Match::Nobody,
        (Some(one), None) => Match::One(one.user.id),
        (Some(_), Some(_)) => Match::Several,
    }
}

#[cfg(test)]
mod tests;
