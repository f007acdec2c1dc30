//! The account decision, in the order of its rows: somebody known, somebody linked by e-mail, somebody new, and the
//! unconfirmed; and what of it all is to be written.

mod created;
mod known;
mod linked;
mod rows;
mod unconfirmed;

use super::*;
use crate::domain::testing::{
    NOW, account, after, another_kakao, before, confirmed, json_of, new_ids, other_identity,
    own_identity, profile, sign_in_rules, told, unconfirmed as unconfirmed_user, user,
};
use serde_json::{Value, json};

const EMAIL: &str = "a@example.com";

/// Signs in with the defaults of the settings, somebody whose identity is `account`'s.
fn signed_in(profile: &Profile, account: &Account) -> AccountChange {
    attempt(profile, Known::Account(account.clone()), &sign_in_rules()).unwrap()
}

/// Signs in with the defaults of the settings, somebody whom no identity knows.
fn arrived(profile: &Profile, candidates: Vec<Account>) -> AccountChange {
    attempt(profile, Known::Candidates(candidates), &sign_in_rules()).unwrap()
}

fn attempt(
    profile: &Profile,
    known: Known,
    rules: &SignInRules,
) -> Result<AccountChange, SignInRefusal> {
    sign_in(profile, known, rules, new_ids(), NOW)
}

/// What an entry of a sign-in by Kakao tells.
fn by_kakao(action: &'static str) -> (&'static str, Value) {
    (action, json!({"provider": "kakao"}))
}

/// What the entry of the new identity tells.
fn linked_entry() -> (&'static str, Value) {
    let traits = json!({
        "identity_id": new_ids().identity.to_string(),
        "provider": "kakao",
        "provider_id": crate::domain::testing::SUBJECT,
    });
    ("identity_linked", traits)
}
