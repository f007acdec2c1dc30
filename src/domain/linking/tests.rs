//! Whose account a profile is, when no identity says so.

use super::{Decision, decide};
use crate::domain::testing::{account, profile, user_id, with_identity};
use crate::domain::{Account, UserId};

const EMAIL: &str = "a@example.com";

fn linked_to(candidates: Vec<Account>) -> Option<UserId> {
    match decide(&profile("1", Some(EMAIL)), candidates) {
        Decision::Link(account) => Some(account.user.id),
        Decision::Create { .. } => None,
    }
}

fn created(candidates: Vec<Account>) -> (Option<String>, bool) {
    match decide(&profile("1", Some(EMAIL)), candidates) {
        Decision::Create { email, email_taken } => (email, email_taken),
        Decision::Link(account) => panic!("linked to {}", account.user.id),
    }
}

/// A user who is known by a verified address at another provider.
fn verified(number: u128) -> Account {
    with_identity(
        account(number, None, false),
        "google",
        "g",
        Some((EMAIL, true)),
    )
}

#[test]
fn nobody_has_the_address_so_a_new_user_gets_it() {
    assert_eq!(created(Vec::new()), (Some(EMAIL.to_owned()), false));
}

#[test]
fn without_an_address_nobody_is_looked_for() {
    let decision = decide(&profile("1", None), vec![verified(1)]);
    assert_eq!(
        decision,
        Decision::Create {
            email: None,
            email_taken: false
        }
    );
}

#[test]
fn a_verified_identity_of_one_user_links() {
    assert_eq!(linked_to(vec![verified(1)]), Some(user_id(1)));
}

#[test]
fn the_users_own_address_links_whether_it_is_confirmed_or_not() {
    assert_eq!(
        linked_to(vec![account(1, Some(EMAIL), true)]),
        Some(user_id(1))
    );
    assert_eq!(
        linked_to(vec![account(1, Some(EMAIL), false)]),
        Some(user_id(1))
    );
}

#[test]
fn an_identitys_address_that_nobody_verified_links_nobody() {
    let unverified = with_identity(account(1, None, false), "google", "g", Some((EMAIL, false)));
    assert_eq!(created(vec![unverified]), (Some(EMAIL.to_owned()), false));
}

#[test]
fn an_unverified_identity_counts_if_it_is_the_users_own_confirmed_address() {
    let own = with_identity(
        account(1, Some(EMAIL), true),
        "email",
        "e",
        Some((EMAIL, false)),
    );
    assert_eq!(linked_to(vec![own]), Some(user_id(1)));
}

#[test]
fn a_user_with_another_account_of_the_same_provider_is_not_linked_by_email() {
    let other = with_identity(
        account(1, Some(EMAIL), true),
        "kakao",
        "2",
        Some((EMAIL, true)),
    );
    assert_eq!(
        created(vec![other]),
        (None, true),
        "an address moves between people"
    );
}

#[test]
fn several_users_leave_nobody_to_link_to() {
    assert_eq!(
        created(vec![verified(1), verified(2)]),
        (Some(EMAIL.to_owned()), false)
    );
    assert_eq!(
        created(vec![
            verified(1),
            with_identity(
                account(2, Some(EMAIL), true),
                "google",
                "h",
                Some((EMAIL, true))
            )
        ]),
        (None, true)
    );
}

#[test]
fn an_identity_decides_before_a_users_own_address() {
    assert_eq!(
        linked_to(vec![account(1, Some(EMAIL), true), verified(2)]),
        Some(user_id(2))
    );
}

#[test]
fn users_of_sso_are_never_found_by_email() {
    let mut of_sso = verified(1);
    of_sso.user.is_sso_user = true;
    of_sso.user.email = Some(EMAIL.to_owned());
    assert_eq!(created(vec![of_sso]), (Some(EMAIL.to_owned()), false));
    let by_sso = with_identity(account(2, None, false), "sso:x", "s", Some((EMAIL, true)));
    assert_eq!(created(vec![by_sso]), (Some(EMAIL.to_owned()), false));
}

#[test]
fn the_deleted_are_not_linked_and_keep_their_address() {
    let mut deleted = account(1, Some(EMAIL), true);
    deleted.user.deleted_at = Some(crate::domain::testing::now());
    assert_eq!(created(vec![deleted]), (None, true));
}
