//! Somebody whom an identity knows.

use super::*;

#[test]
fn the_identity_takes_what_the_provider_now_says_and_the_time_of_the_sign_in() {
    let before_it = account(confirmed(1, EMAIL), vec![own_identity(10)]);
    let profile = profile(Some("new@example.com"));
    let change = signed_in(&profile, &before_it);
    let expected = Identity {
        identity_data: profile.identity_data(),
        last_sign_in_at: Some(NOW),
        updated_at: Some(NOW),
        ..before_it.identities[0].clone()
    };
    assert_eq!(change.account.identities, [expected]);
    assert_eq!(change.identity, before_it.identities[0].id);
}

#[test]
fn nothing_new_is_made_and_nothing_taken_over() {
    let change = signed_in(
        &profile(None),
        &account(confirmed(1, EMAIL), vec![own_identity(10)]),
    );
    assert_ne!(change.user_row, RowChange::New);
    assert_ne!(change.identity_row, RowChange::New);
    assert!(!change.takes_over);
    assert!(!change.email_taken);
}

#[test]
fn the_users_email_stays_whatever_the_token_carries() {
    let account = account(confirmed(1, EMAIL), vec![own_identity(10)]);
    let change = signed_in(&profile(Some("new@example.com")), &account);
    assert_eq!(change.account.user.email.as_deref(), Some(EMAIL));
    assert_eq!(
        change.account.user.email_confirmed_at,
        account.user.email_confirmed_at
    );
}

#[test]
fn metadata_is_merged_at_the_top_level_over_the_users_own_edits() {
    let mut user = confirmed(1, EMAIL);
    user.user_metadata.insert("name".into(), json!("My own"));
    user.user_metadata
        .insert("theme".into(), json!({"dark": true}));
    let change = signed_in(&profile(None), &account(user, vec![own_identity(10)]));
    let metadata = &change.account.user.user_metadata;
    assert_eq!(metadata.get("name"), Some(&json!("Nick")));
    assert_eq!(metadata.get("theme"), Some(&json!({"dark": true})));
    assert_eq!(metadata.get("email_verified"), Some(&json!(false)));
}

#[test]
fn the_user_was_last_signed_in_and_changed_just_now() {
    let change = signed_in(
        &profile(None),
        &account(confirmed(1, EMAIL), vec![own_identity(10)]),
    );
    assert_eq!(change.account.user.last_sign_in_at, Some(NOW));
    assert_eq!(change.account.user.updated_at, NOW);
    assert_eq!(change.account.user.created_at, before(1_000));
}

#[test]
fn providers_are_computed_again_from_all_identities() {
    let mut before_it = account(
        confirmed(1, EMAIL),
        vec![other_identity(9, EMAIL, true), own_identity(10)],
    );
    before_it
        .user
        .app_metadata
        .insert("providers".into(), json!(["stale"]));
    before_it
        .user
        .app_metadata
        .insert("plan".into(), json!("gold"));
    let change = signed_in(&profile(None), &before_it);
    assert_eq!(
        json_of(&change.account.user.app_metadata),
        json!({"plan": "gold", "provider": "google", "providers": ["google", "kakao"]})
    );
}

#[test]
fn the_other_identities_stay_as_they_are() {
    let before_it = account(
        confirmed(1, EMAIL),
        vec![
            another_kakao(9, EMAIL),
            own_identity(10),
            other_identity(11, EMAIL, true),
        ],
    );
    let change = signed_in(&profile(None), &before_it);
    assert_eq!(change.account.identities.len(), 3);
    assert_eq!(change.account.identities[0], before_it.identities[0]);
    assert_eq!(change.account.identities[2], before_it.identities[2]);
}

#[test]
fn the_log_tells_of_a_login() {
    let account = account(confirmed(1, EMAIL), vec![own_identity(10)]);
    let change = signed_in(&profile(Some(EMAIL)), &account);
    assert_eq!(told(&change.audit), [by_kakao("login")]);
}

#[test]
fn a_banned_user_stays_out_until_the_very_end_of_the_ban() {
    let until = |banned_until| {
        let user = User {
            banned_until: Some(banned_until),
            ..confirmed(1, EMAIL)
        };
        let known = Known::Account(account(user, vec![own_identity(10)]));
        attempt(&profile(None), known, &sign_in_rules()).map(|change| change.audit.len())
    };
    assert_eq!(until(after(1)), Err(SignInRefusal::Banned));
    assert_eq!(until(NOW), Ok(1));
}

#[test]
fn disabled_sign_up_keeps_nobody_out_who_is_known() {
    let rules = SignInRules {
        sign_up_disabled: true,
        ..sign_in_rules()
    };
    let known = Known::Account(account(confirmed(1, EMAIL), vec![own_identity(10)]));
    let change = attempt(&profile(None), known, &rules).unwrap();
    assert_eq!(told(&change.audit), [by_kakao("login")]);
}

#[test]
fn whoever_has_a_confirmed_email_needs_none_in_the_token() {
    let rules = SignInRules {
        email_optional: false,
        ..sign_in_rules()
    };
    let known = Known::Account(account(confirmed(1, EMAIL), vec![own_identity(10)]));
    assert!(attempt(&profile(None), known, &rules).is_ok());
}
