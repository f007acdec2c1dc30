//! Somebody linked to a user by a verified e-mail.

use super::*;
use crate::domain::Subject;
use crate::domain::testing::SUBJECT;

fn candidate() -> Account {
    account(confirmed(1, EMAIL), vec![other_identity(9, EMAIL, true)])
}

#[test]
fn the_identity_becomes_the_newest_of_the_users() {
    let profile = profile(Some(EMAIL));
    let change = arrived(&profile, vec![candidate()]);
    let expected = Identity {
        id: new_ids().identity,
        provider: "kakao".into(),
        provider_id: Subject::new(SUBJECT),
        user_id: user(1).id,
        identity_data: profile.identity_data(),
        last_sign_in_at: Some(NOW),
        created_at: Some(NOW),
        updated_at: Some(NOW),
    };
    assert_eq!(
        change.account.identities,
        [candidate().identities[0].clone(), expected]
    );
    assert_eq!(change.identity, new_ids().identity);
    assert_eq!(change.identity_row, RowChange::New);
}

#[test]
fn the_user_stays_who_it_was() {
    let change = arrived(&profile(Some(EMAIL)), vec![candidate()]);
    assert_eq!(change.account.user.id, user(1).id);
    assert_eq!(change.account.user.email_confirmed_at, Some(before(900)));
    assert_ne!(change.user_row, RowChange::New);
    assert!(!change.takes_over);
    assert!(!change.email_taken);
}

#[test]
fn metadata_and_providers_gain_the_identity() {
    let change = arrived(&profile(Some(EMAIL)), vec![candidate()]);
    assert_eq!(
        change.account.user.user_metadata.get("name"),
        Some(&json!("Nick"))
    );
    assert_eq!(
        json_of(&change.account.user.app_metadata),
        json!({"provider": "google", "providers": ["google", "kakao"]})
    );
}

#[test]
fn the_log_tells_of_the_link_and_then_of_a_login() {
    let change = arrived(&profile(Some(EMAIL)), vec![candidate()]);
    assert_eq!(told(&change.audit), [linked_entry(), by_kakao("login")]);
    assert!(change.audit[0].with_address);
    assert!(!change.audit[1].with_address);
}

#[test]
fn the_entry_of_the_link_names_the_actor_as_the_new_identity_does() {
    let change = arrived(&profile(Some(EMAIL)), vec![candidate()]);
    assert_eq!(
        change.audit[0].payload.get("actor_name"),
        Some(&json!("Nick"))
    );
}

#[test]
fn disabled_sign_up_forbids_no_link() {
    let rules = SignInRules {
        sign_up_disabled: true,
        ..sign_in_rules()
    };
    let known = Known::Candidates(vec![candidate()]);
    let change = attempt(&profile(Some(EMAIL)), known, &rules).unwrap();
    assert_eq!(change.identity_row, RowChange::New);
}

#[test]
fn a_banned_user_is_linked_to_nobody() {
    let mut banned = candidate();
    banned.user.banned_until = Some(after(1));
    let known = Known::Candidates(vec![banned]);
    let refusal = attempt(&profile(Some(EMAIL)), known, &sign_in_rules());
    assert_eq!(refusal, Err(SignInRefusal::Banned));
}
