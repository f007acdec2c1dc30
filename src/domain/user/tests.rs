//! What a user's row tells by itself.

use super::*;
use crate::domain::testing::{NOW, a_moment, after, before, confirmed, json_of, unconfirmed, user};
use serde_json::json;

#[test]
fn a_ban_lasts_until_its_end_and_not_at_it() {
    let banned = User {
        banned_until: Some(NOW),
        ..user(1)
    };
    assert!(banned.is_banned(NOW - a_moment()));
    assert!(!banned.is_banned(NOW));
    assert!(!user(1).is_banned(NOW));
}

#[test]
fn the_earlier_of_both_confirmations_counts() {
    let user = |email, phone| User {
        email_confirmed_at: email,
        phone_confirmed_at: phone,
        ..user(1)
    };
    let (early, late) = (Some(before(5)), Some(after(5)));
    assert_eq!(user(early, late).confirmed_at(), early);
    assert_eq!(user(late, early).confirmed_at(), early);
    assert_eq!(user(late, None).confirmed_at(), late);
    assert_eq!(user(None, late).confirmed_at(), late);
    assert_eq!(user(None, None).confirmed_at(), None);
}

#[test]
fn only_an_email_that_is_there_can_wait_to_be_confirmed() {
    assert!(unconfirmed(1, "a@example.com").has_unconfirmed_email());
    assert!(!confirmed(1, "a@example.com").has_unconfirmed_email());
    assert!(!user(1).has_unconfirmed_email());
}

#[test]
fn confirming_says_so_in_the_column_and_in_the_metadata() {
    let mut user = unconfirmed(1, "a@example.com");
    user.confirm_email(NOW);
    assert_eq!(user.email_confirmed_at, Some(NOW));
    assert_eq!(
        json_of(&user.user_metadata),
        json!({"email_verified": true})
    );
}

#[test]
fn without_identities_there_is_no_provider_to_name_first() {
    let mut user = user(1);
    user.set_providers(std::iter::empty());
    assert_eq!(json_of(&user.app_metadata), json!({"providers": []}));
}

#[test]
fn providers_that_are_named_already_are_no_change() {
    let mut user = user(1);
    assert!(user.set_providers(["kakao", "google", "kakao"].into_iter()));
    assert!(!user.set_providers(["kakao", "google"].into_iter()));
    assert!(user.set_providers(["google", "kakao"].into_iter()));
    user.app_metadata.insert("provider".into(), json!("email"));
    assert!(user.set_providers(["google", "kakao"].into_iter()));
    assert_eq!(
        json_of(&user.app_metadata),
        json!({"provider": "google", "providers": ["google", "kakao"]})
    );
}
