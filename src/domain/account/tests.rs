//! What an account tells of its identities.

use crate::domain::testing::{
    account, another_kakao, confirmed, json_of, other_identity, own_identity, profile, user,
};
use serde_json::json;

const EMAIL: &str = "a@example.com";

#[test]
fn an_identity_is_found_by_provider_and_subject_together() {
    let own = account(user(1), vec![another_kakao(9, EMAIL), own_identity(10)]);
    let found = own.identity_of(&profile(None)).map(|identity| identity.id);
    assert_eq!(found, Some(own_identity(10).id));

    let mut same_subject_elsewhere = own_identity(10);
    same_subject_elsewhere.provider = "google".into();
    let other = account(
        user(1),
        vec![another_kakao(9, EMAIL), same_subject_elsewhere],
    );
    assert_eq!(other.identity_of(&profile(None)), None);
}

#[test]
fn another_subject_is_one_of_the_same_provider_only() {
    let none = account(
        user(1),
        vec![own_identity(10), other_identity(11, EMAIL, true)],
    );
    assert!(!none.has_another_subject_of(&profile(None)));
    let one = account(user(1), vec![own_identity(10), another_kakao(9, EMAIL)]);
    assert!(one.has_another_subject_of(&profile(None)));
}

#[test]
fn an_account_vouches_for_no_email_of_its_user_without_an_identity_that_has_it() {
    assert!(!account(confirmed(1, EMAIL), vec![]).vouches_for(EMAIL));
    assert!(!account(user(1), vec![other_identity(9, "b@example.com", true)]).vouches_for(EMAIL));
}

#[test]
fn providers_stand_in_the_order_of_the_identities_each_once() {
    let identities = vec![
        other_identity(9, EMAIL, true),
        own_identity(10),
        another_kakao(11, EMAIL),
        other_identity(12, EMAIL, true),
    ];
    assert_eq!(
        json_of(&account(user(1), identities).user.app_metadata),
        json!({"provider": "google", "providers": ["google", "kakao"]})
    );
}

#[test]
fn other_app_metadata_stays() {
    let mut own = account(user(1), vec![own_identity(10)]);
    own.user.app_metadata.insert("plan".into(), json!("gold"));
    own.identities.insert(0, other_identity(9, EMAIL, true));
    own.refresh_providers();
    assert_eq!(
        json_of(&own.user.app_metadata),
        json!({"plan": "gold", "provider": "google", "providers": ["google", "kakao"]})
    );
}
