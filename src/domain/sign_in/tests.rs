//! What a sign-in changes, and whom it refuses.

use super::{AccountChange, Known, SignInRefusal, SignInRules, sign_in};
use crate::domain::audit::Action;
use crate::domain::testing::{account, ids, now, profile, rules, seconds, with_identity};
use crate::domain::{Account, Profile};
use serde_json::{Value, json};

const EMAIL: &str = "a@example.com";

fn known(
    account: Account,
    profile: &Profile,
    rules: &SignInRules,
) -> Result<AccountChange, SignInRefusal> {
    sign_in(profile, Known::Account(account), rules, ids(), now())
}

fn unknown(
    candidates: Vec<Account>,
    profile: &Profile,
    rules: &SignInRules,
) -> Result<AccountChange, SignInRefusal> {
    sign_in(profile, Known::Candidates(candidates), rules, ids(), now())
}

/// A user whom Kakao's subject 1 leads to.
fn kakaos(email: Option<&str>, is_confirmed: bool) -> Account {
    with_identity(account(1, email, is_confirmed), "kakao", "1", None)
}

fn actions(change: &AccountChange) -> Vec<Action> {
    change.audit.iter().map(|entry| entry.action).collect()
}

#[test]
fn a_new_user_has_the_profile_and_a_confirmed_address() {
    let change = unknown(Vec::new(), &profile("1", Some(EMAIL)), &rules()).unwrap();
    let user = &change.account.user;
    assert!(change.is_new_user && change.is_new_identity && !change.takes_over);
    assert_eq!(
        (user.id, user.email.as_deref(), user.email_confirmed_at),
        (ids().user, Some(EMAIL), Some(now()))
    );
    assert_eq!(
        (user.created_at, user.last_sign_in_at),
        (now(), Some(now()))
    );
    assert_eq!(
        Value::Object(user.app_metadata.clone()),
        json!({ "provider": "kakao", "providers": ["kakao"] })
    );
    assert_eq!(
        user.user_metadata,
        profile("1", Some(EMAIL)).identity_data()
    );
    assert_eq!(
        change.account.identities[0].identity_data,
        user.user_metadata
    );
    assert_eq!(actions(&change), [Action::UserSignedUp]);
}

#[test]
fn a_new_user_without_an_address_logs_in() {
    let change = unknown(Vec::new(), &profile("1", None), &rules()).unwrap();
    assert_eq!(
        (
            change.account.user.email.as_deref(),
            change.account.user.email_confirmed_at
        ),
        (None, None)
    );
    assert_eq!(actions(&change), [Action::Login]);
}

#[test]
fn an_address_that_another_has_is_left_out_and_said_to_be() {
    let owner = with_identity(
        account(1, Some(EMAIL), true),
        "kakao",
        "2",
        Some((EMAIL, true)),
    );
    let change = unknown(vec![owner], &profile("1", Some(EMAIL)), &rules()).unwrap();
    assert!(change.is_new_user && change.email_taken);
    assert_eq!(change.account.user.email, None);
}

#[test]
fn a_known_user_is_brought_up_to_date_and_keeps_the_address() {
    let mut before = kakaos(Some("old@example.com"), true);
    before.user.user_metadata.insert("mine".into(), json!(1));
    before
        .user
        .user_metadata
        .insert("name".into(), json!("edited"));
    let change = known(before, &profile("1", Some(EMAIL)), &rules()).unwrap();
    let user = &change.account.user;
    assert!(!change.is_new_user && !change.is_new_identity && !change.takes_over);
    assert_eq!(user.email.as_deref(), Some("old@example.com"));
    assert_eq!(
        (&user.user_metadata["mine"], &user.user_metadata["name"]),
        (&json!(1), &json!("Nick"))
    );
    assert_eq!(change.account.identities[0].last_sign_in_at, Some(now()));
    assert_eq!(
        change.account.identities[0].identity_data,
        profile("1", Some(EMAIL)).identity_data()
    );
    assert_eq!(actions(&change), [Action::Login]);
}

#[test]
fn linking_by_email_adds_the_identity_after_the_others() {
    let owner = with_identity(
        account(1, Some(EMAIL), true),
        "google",
        "g",
        Some((EMAIL, true)),
    );
    let change = unknown(vec![owner], &profile("1", Some(EMAIL)), &rules()).unwrap();
    assert!(!change.is_new_user && change.is_new_identity);
    assert_eq!(
        change.account.user.app_metadata["providers"],
        json!(["google", "kakao"])
    );
    assert_eq!(change.account.user.app_metadata["provider"], "google");
    assert_eq!(actions(&change), [Action::IdentityLinked, Action::Login]);
}

#[test]
fn who_waits_under_an_unconfirmed_address_loses_every_other_way_in() {
    let mut planted = with_identity(
        account(1, Some(EMAIL), false),
        "google",
        "evil",
        Some((EMAIL, false)),
    );
    planted
        .user
        .user_metadata
        .insert("planted".into(), json!(true));
    let change = unknown(vec![planted], &profile("1", Some(EMAIL)), &rules()).unwrap();
    let user = &change.account.user;
    assert!(change.takes_over && change.is_new_identity);
    assert_eq!(change.account.identities.len(), 1);
    assert_eq!(user.email_confirmed_at, Some(now()));
    assert_eq!(user.user_metadata.get("planted"), None);
    assert_eq!(user.app_metadata["providers"], json!(["kakao"]));
    assert_eq!(
        actions(&change),
        [Action::IdentityLinked, Action::UserSignedUp]
    );
}

#[test]
fn another_address_does_not_confirm_the_users_own() {
    let refused = known(
        kakaos(Some("victim@example.com"), false),
        &profile("1", Some(EMAIL)),
        &rules(),
    );
    assert_eq!(refused, Err(SignInRefusal::UnconfirmedEmail));
    let silent = known(
        kakaos(Some("victim@example.com"), false),
        &profile("1", None),
        &rules(),
    );
    assert_eq!(silent, Err(SignInRefusal::NoEmail));
}

#[test]
fn autoconfirm_confirms_whatever_is_there() {
    let rules = SignInRules {
        autoconfirm: true,
        ..rules()
    };
    let change = known(
        kakaos(Some("a@b.example"), false),
        &profile("1", None),
        &rules,
    )
    .unwrap();
    assert_eq!(change.account.user.email_confirmed_at, Some(now()));
}

#[test]
fn a_user_without_an_address_is_never_unconfirmed() {
    let change = known(kakaos(None, false), &profile("1", Some(EMAIL)), &rules()).unwrap();
    assert!(!change.takes_over);
    assert_eq!(change.account.user.email, None);
}

#[test]
fn an_address_may_be_required() {
    let strict = SignInRules {
        email_optional: false,
        ..rules()
    };
    assert_eq!(
        unknown(Vec::new(), &profile("1", None), &strict),
        Err(SignInRefusal::NoEmail)
    );
    assert_eq!(
        known(kakaos(None, false), &profile("1", None), &strict),
        Err(SignInRefusal::NoEmail)
    );
    assert!(unknown(Vec::new(), &profile("1", Some(EMAIL)), &strict).is_ok());
    assert!(
        known(kakaos(Some(EMAIL), true), &profile("1", None), &strict).is_ok(),
        "known and confirmed"
    );
}

#[test]
fn nobody_new_while_sign_up_is_closed() {
    let closed = SignInRules {
        sign_up_disabled: true,
        ..rules()
    };
    assert_eq!(
        unknown(Vec::new(), &profile("1", Some(EMAIL)), &closed),
        Err(SignInRefusal::SignUpDisabled)
    );
    assert!(known(kakaos(None, false), &profile("1", None), &closed).is_ok());
    assert!(
        unknown(
            vec![account(1, Some(EMAIL), true)],
            &profile("1", Some(EMAIL)),
            &closed
        )
        .is_ok(),
        "linking is none"
    );
}

#[test]
fn a_ban_holds_until_its_very_end() {
    let until = |seconds_from_now| {
        let mut banned = kakaos(None, false);
        banned.user.banned_until = Some(now() + seconds(seconds_from_now));
        known(banned, &profile("1", None), &rules())
    };
    assert_eq!(until(1), Err(SignInRefusal::Banned));
    assert!(until(0).is_ok());
}

#[test]
fn an_audit_entry_tells_who_and_by_what() {
    let change = unknown(Vec::new(), &profile("1", Some(EMAIL)), &rules()).unwrap();
    let payload = Value::Object(change.audit[0].payload.clone());
    assert_eq!(
        payload,
        json!({
            "action": "user_signedup", "actor_id": ids().user.to_string(), "actor_name": "Nick", "actor_username": EMAIL,
            "actor_via_sso": false, "log_type": "team", "traits": { "provider": "kakao" },
        })
    );
}
