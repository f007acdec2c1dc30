//! Which e-mail a user has once an identity is gone.

use super::*;
use crate::domain::testing::{
    NOW, account, after, another_kakao, before, confirmed, identity, json_of, other_identity,
    own_identity, told, unconfirmed, user,
};
use serde_json::json;
use uuid::Uuid;

fn id(number: u128) -> IdentityId {
    IdentityId(Uuid::from_u128(number))
}

fn nobody() -> Vec<String> {
    Vec::new()
}

fn others(emails: &[&str]) -> Vec<String> {
    emails.iter().map(|&email| email.to_owned()).collect()
}

/// The account without its identity 1, which alone has the user's e-mail.
fn without_first(
    rest: Vec<Identity>,
    taken: &[String],
    autoconfirm: bool,
) -> Result<Unlinked, UnlinkRefusal> {
    let first = another_kakao(1, "own@example.com");
    let identities = [vec![first], rest].concat();
    let account = account(confirmed(1, "own@example.com"), identities);
    unlink(account, id(1), taken, autoconfirm, NOW)
}

fn email_left(rest: Vec<Identity>, taken: &[String]) -> Option<String> {
    let unlinked = without_first(rest, taken, false).expect("unlinked");
    unlinked.account.user.email
}

#[test]
fn the_last_identity_stays_whichever_is_asked_for() {
    for identities in [vec![], vec![own_identity(1)]] {
        for asked in [1, 2] {
            let account = account(user(1), identities.clone());
            let refused = unlink(account, id(asked), &nobody(), false, NOW);
            assert_eq!(refused, Err(UnlinkRefusal::LastIdentity));
        }
    }
}

#[test]
fn an_identity_of_nobody_is_not_found() {
    let account = account(user(1), vec![own_identity(1), another_kakao(2, "a@b.c")]);
    let refused = unlink(account, id(3), &nobody(), false, NOW);
    assert_eq!(refused, Err(UnlinkRefusal::NotFound));
}

#[test]
fn an_email_that_another_identity_has_stays() {
    let rest = vec![other_identity(2, "Own@Example.com", false)];
    let unlinked = without_first(rest, &nobody(), false).expect("unlinked");
    let user = &unlinked.account.user;
    assert_eq!(user.email.as_deref(), Some("own@example.com"));
    assert_eq!(user.email_confirmed_at, Some(before(900)));
    assert_eq!(user.updated_at, NOW);
    assert!(!unlinked.clears_pending);
    assert_eq!(
        json_of(&user.app_metadata),
        json!({ "provider": "google", "providers": ["google"] })
    );
}

#[test]
fn whoever_has_no_email_keeps_none_while_an_identity_has_none() {
    let identities = vec![
        own_identity(1),
        other_identity(2, "a@example.com", true),
        own_identity(3),
    ];
    let unlinked = unlink(account(user(1), identities), id(1), &nobody(), false, NOW);
    let unlinked = unlinked.expect("unlinked");
    assert_eq!(unlinked.account.user.email, None);
    assert!(!unlinked.clears_pending);
}

#[test]
fn whoever_has_no_email_gets_a_verified_one_confirmed() {
    let identities = vec![own_identity(1), other_identity(2, "a@example.com", true)];
    let unlinked = unlink(account(user(1), identities), id(1), &nobody(), false, NOW);
    let user = unlinked.expect("unlinked").account.user;
    assert_eq!(user.email.as_deref(), Some("a@example.com"));
    assert_eq!(user.email_confirmed_at, Some(NOW));
    assert_eq!(
        user.user_metadata.get("email_verified"),
        Some(&Value::Bool(true))
    );
}

#[test]
fn verified_goes_before_unverified_before_none() {
    let none = own_identity(2);
    let unverified = other_identity(3, "u@example.com", false);
    let verified = other_identity(4, "v@example.com", true);
    let all = vec![none.clone(), unverified.clone(), verified.clone()];
    assert_eq!(email_left(all, &nobody()).as_deref(), Some("v@example.com"));
    let two = vec![none.clone(), unverified];
    assert_eq!(email_left(two, &nobody()).as_deref(), Some("u@example.com"));
    assert_eq!(email_left(vec![none], &nobody()), None);
}

#[test]
fn the_older_goes_first_and_among_equals_the_smaller_id() {
    let mut newer = other_identity(2, "newer@example.com", true);
    newer.created_at = Some(after(1));
    let older = other_identity(4, "older@example.com", true);
    let twin = other_identity(3, "twin@example.com", true);
    let both = vec![newer, older.clone()];
    assert_eq!(
        email_left(both, &nobody()).as_deref(),
        Some("older@example.com")
    );
    let twins = vec![older, twin];
    assert_eq!(
        email_left(twins, &nobody()).as_deref(),
        Some("twin@example.com")
    );
}

#[test]
fn an_email_of_another_user_is_passed_over() {
    let verified = other_identity(2, "V@example.com", true);
    let unverified = other_identity(3, "u@example.com", false);
    let taken = others(&["v@example.com"]);
    let left = email_left(vec![verified.clone(), unverified], &taken);
    assert_eq!(left.as_deref(), Some("u@example.com"));
    assert_eq!(
        email_left(vec![verified.clone(), own_identity(3)], &taken),
        None
    );
    let refused = without_first(vec![verified], &taken, false);
    assert_eq!(refused, Err(UnlinkRefusal::EmailConflict));
}

#[test]
fn an_unverified_email_is_confirmed_only_by_the_settings() {
    for (autoconfirm, confirmed_at) in [(false, None), (true, Some(before(900)))] {
        let rest = vec![other_identity(2, "u@example.com", false)];
        let unlinked = without_first(rest, &nobody(), autoconfirm).expect("unlinked");
        assert_eq!(unlinked.account.user.email_confirmed_at, confirmed_at);
        let told = unlinked
            .account
            .user
            .user_metadata
            .get("email_verified")
            .cloned();
        assert_eq!(told, (!autoconfirm).then_some(Value::Bool(false)));
    }
}

#[test]
fn with_another_email_nothing_is_pending_any_more() {
    let mut user = unconfirmed(1, "own@example.com");
    user.recovery_sent_at = Some(NOW);
    user.email_change = "next@example.com".into();
    let identities = vec![own_identity(1), other_identity(2, "a@example.com", true)];
    let unlinked = unlink(account(user, identities), id(1), &nobody(), false, NOW);
    let unlinked = unlinked.expect("unlinked");
    assert!(unlinked.clears_pending);
    assert_eq!(unlinked.account.user.recovery_sent_at, None);
    assert_eq!(unlinked.account.user.email_change, "");
}

#[test]
fn a_phone_goes_with_its_identity_and_the_email_stays() {
    let mut user = confirmed(1, "elsewhere@example.com");
    user.phone = Some("821012345678".into());
    user.phone_confirmed_at = Some(NOW);
    let phone = identity(2, "phone", "2", json!({}));
    let account = account(user, vec![own_identity(1), phone]);
    let unlinked = unlink(account, id(2), &nobody(), false, NOW).expect("unlinked");
    let user = &unlinked.account.user;
    assert_eq!(
        (user.phone.as_deref(), user.phone_confirmed_at),
        (None, None)
    );
    assert_eq!(user.email.as_deref(), Some("elsewhere@example.com"));
    assert!(unlinked.clears_phone && !unlinked.clears_pending);
}

#[test]
fn the_entry_tells_of_the_user_as_it_was_and_has_the_address() {
    let unlinked = without_first(vec![own_identity(2)], &nobody(), false).expect("unlinked");
    let traits =
        json!({ "identity_id": id(1).to_string(), "provider": "kakao", "provider_id": "other-1" });
    assert_eq!(
        told(std::slice::from_ref(&unlinked.audit)),
        [("identity_unlinked", traits)]
    );
    assert!(unlinked.audit.with_address);
    assert_eq!(
        unlinked.audit.payload.get("actor_username"),
        Some(&Value::from("own@example.com"))
    );
}
