//! Whose account a person becomes part of, by e-mail alone.

use super::*;
use crate::domain::testing::{
    account, another_kakao, confirmed, identity, other_identity, profile, unconfirmed, user,
};
use crate::domain::{User, testing};
use serde_json::json;

const EMAIL: &str = "a@example.com";

/// Whom the person is linked to, or what is created.
#[derive(Debug, PartialEq)]
enum Outcome {
    Linked(UserId),
    NewWithEmail,
    NewWithout { email_taken: bool },
}

fn outcome(candidates: Vec<Account>) -> Outcome {
    match decide(&profile(Some(EMAIL)), candidates) {
        Decision::Link(account) => Outcome::Linked(account.user.id),
        Decision::Create {
            email: Some(email),
            email_taken: false,
        } if email == EMAIL => Outcome::NewWithEmail,
        Decision::Create {
            email: None,
            email_taken,
        } => Outcome::NewWithout { email_taken },
        decision @ Decision::Create { .. } => panic!("{decision:?}"),
    }
}

fn linked_to(number: u128) -> Outcome {
    Outcome::Linked(user(number).id)
}

const LEFT_OUT: Outcome = Outcome::NewWithout { email_taken: true };

#[test]
fn somebody_without_an_email_is_new_whoever_else_there_is() {
    let candidates = vec![
        account(user(1), vec![]),
        account(confirmed(2, EMAIL), vec![]),
    ];
    let decision = decide(&profile(None), candidates);
    assert_eq!(
        decision,
        Decision::Create {
            email: None,
            email_taken: false
        }
    );
}

#[test]
fn an_email_that_nobody_has_goes_to_the_new_user() {
    assert_eq!(outcome(vec![]), Outcome::NewWithEmail);
}

#[test]
fn a_verified_identity_with_the_email_links_to_its_user() {
    let google = other_identity(10, EMAIL, true);
    assert_eq!(outcome(vec![account(user(1), vec![google])]), linked_to(1));
}

#[test]
fn the_whole_account_comes_with_the_link() {
    let whole = account(confirmed(1, EMAIL), vec![other_identity(10, EMAIL, true)]);
    let decision = decide(&profile(Some(EMAIL)), vec![whole.clone()]);
    assert_eq!(decision, Decision::Link(Box::new(whole)));
}

#[test]
fn an_identity_that_nobody_verified_links_to_no_one() {
    let google = other_identity(10, EMAIL, false);
    let candidates = vec![account(confirmed(1, "b@example.com"), vec![google])];
    assert_eq!(outcome(candidates), Outcome::NewWithEmail);
}

#[test]
fn only_true_counts_as_verified() {
    for verified in [json!("true"), json!(1), json!(null)] {
        let data = json!({"email": EMAIL, "email_verified": verified});
        let google = identity(10, "google", "g", data);
        assert_eq!(
            outcome(vec![account(user(1), vec![google])]),
            Outcome::NewWithEmail
        );
    }
}

#[test]
fn the_confirmed_address_of_a_user_verifies_the_same_address_of_its_identities() {
    // Another user's verified identity makes the difference visible: both count, so there are several.
    let own = account(confirmed(1, EMAIL), vec![other_identity(10, EMAIL, false)]);
    let rival = account(user(2), vec![other_identity(20, EMAIL, true)]);
    assert_eq!(outcome(vec![own, rival]), LEFT_OUT);
}

#[test]
fn an_unconfirmed_address_of_a_user_verifies_nothing() {
    let own = account(
        unconfirmed(1, EMAIL),
        vec![other_identity(10, EMAIL, false)],
    );
    let rival = account(user(2), vec![other_identity(20, EMAIL, true)]);
    assert_eq!(outcome(vec![own, rival]), linked_to(2));
}

#[test]
fn an_identitys_address_is_compared_in_lower_case() {
    let google = other_identity(10, "A@Example.COM", true);
    assert_eq!(outcome(vec![account(user(1), vec![google])]), linked_to(1));
}

#[test]
fn identities_of_sso_link_to_no_one() {
    let data = json!({"email": EMAIL, "email_verified": true});
    let sso = identity(10, "sso:0b5f", "s", data);
    assert_eq!(
        outcome(vec![account(user(1), vec![sso])]),
        Outcome::NewWithEmail
    );
}

#[test]
fn the_user_whose_own_address_it_is_is_linked_to_where_no_identity_counts() {
    assert_eq!(
        outcome(vec![account(confirmed(1, EMAIL), vec![])]),
        linked_to(1)
    );
}

#[test]
fn that_holds_for_an_unconfirmed_address_too_since_the_sign_in_then_confirms_it() {
    let email = identity(
        10,
        "email",
        "e",
        json!({"email": EMAIL, "email_verified": false}),
    );
    assert_eq!(
        outcome(vec![account(unconfirmed(1, EMAIL), vec![email])]),
        linked_to(1)
    );
}

#[test]
fn an_identity_that_counts_goes_before_the_owner_of_the_address() {
    let owner = account(confirmed(1, EMAIL), vec![]);
    let other = account(user(2), vec![other_identity(20, EMAIL, true)]);
    assert_eq!(outcome(vec![owner, other]), linked_to(2));
}

#[test]
fn two_users_with_identities_that_count_link_to_neither() {
    let first = account(user(1), vec![other_identity(10, EMAIL, true)]);
    let second = account(user(2), vec![other_identity(20, EMAIL, true)]);
    assert_eq!(outcome(vec![first, second]), Outcome::NewWithEmail);
}

#[test]
fn two_such_users_of_whom_one_owns_the_address_leave_the_new_user_without() {
    let first = account(confirmed(1, EMAIL), vec![other_identity(10, EMAIL, true)]);
    let second = account(user(2), vec![other_identity(20, EMAIL, true)]);
    assert_eq!(outcome(vec![first, second]), LEFT_OUT);
}

#[test]
fn several_identities_of_one_user_are_one_user() {
    let both = vec![
        other_identity(10, EMAIL, true),
        other_identity(11, EMAIL, true),
    ];
    assert_eq!(outcome(vec![account(user(1), both)]), linked_to(1));
}

#[test]
fn nobody_is_linked_to_a_user_with_another_account_of_the_same_provider() {
    let own_address = account(confirmed(1, EMAIL), vec![another_kakao(10, EMAIL)]);
    assert_eq!(outcome(vec![own_address]), LEFT_OUT);
    let identitys_address = account(
        confirmed(1, "b@example.com"),
        vec![another_kakao(10, EMAIL)],
    );
    assert_eq!(outcome(vec![identitys_address]), Outcome::NewWithEmail);
}

#[test]
fn not_even_through_an_identity_of_a_third_provider() {
    let identities = vec![
        another_kakao(10, "old@example.com"),
        other_identity(11, EMAIL, true),
    ];
    assert_eq!(
        outcome(vec![account(confirmed(1, EMAIL), identities)]),
        LEFT_OUT
    );
}

#[test]
fn of_two_users_the_one_without_another_account_of_the_provider_is_linked_to() {
    let barred = account(user(1), vec![another_kakao(10, EMAIL)]);
    let free = account(user(2), vec![other_identity(20, EMAIL, true)]);
    assert_eq!(outcome(vec![barred, free]), linked_to(2));
}

#[test]
fn a_user_of_sso_neither_is_linked_to_nor_takes_the_address() {
    let sso = User {
        is_sso_user: true,
        ..confirmed(1, EMAIL)
    };
    let candidates = vec![account(sso, vec![other_identity(10, EMAIL, true)])];
    assert_eq!(outcome(candidates), Outcome::NewWithEmail);
}

#[test]
fn a_deleted_user_is_not_linked_to_and_keeps_the_address_its_row_has() {
    let deleted = |user: User| User {
        deleted_at: Some(testing::before(5)),
        ..user
    };
    let owner = account(deleted(confirmed(1, EMAIL)), vec![]);
    assert_eq!(outcome(vec![owner]), LEFT_OUT);
    let other = account(deleted(user(1)), vec![other_identity(10, EMAIL, true)]);
    assert_eq!(outcome(vec![other]), Outcome::NewWithEmail);
}
