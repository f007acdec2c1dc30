//! Somebody new.

use super::*;

fn refusal(profile: &Profile, rules: &SignInRules) -> Option<SignInRefusal> {
    attempt(profile, Known::Candidates(vec![]), rules).err()
}

#[test]
fn a_new_user_has_the_email_confirmed_and_the_settings_audience_and_role() {
    let rules = SignInRules {
        audience: "shop".into(),
        role: "customer".into(),
        ..sign_in_rules()
    };
    let profile = profile(Some(EMAIL));
    let change = attempt(&profile, Known::Candidates(vec![]), &rules).unwrap();
    let mut expected = User::new(new_ids().user, "shop".into(), "customer".into(), NOW);
    expected.email = Some(EMAIL.into());
    expected.email_confirmed_at = Some(NOW);
    expected.last_sign_in_at = Some(NOW);
    expected.user_metadata = profile.identity_data();
    expected
        .app_metadata
        .insert("provider".into(), json!("kakao"));
    expected
        .app_metadata
        .insert("providers".into(), json!(["kakao"]));
    assert_eq!(change.account.user, expected);
}

#[test]
fn the_identity_is_the_only_one_of_the_new_user() {
    let change = arrived(&profile(Some(EMAIL)), vec![]);
    assert_eq!(change.user_row, RowChange::New);
    assert_eq!(change.identity_row, RowChange::New);
    assert!(!change.takes_over);
    assert_eq!(change.identity, new_ids().identity);
    assert_eq!(change.account.identities.len(), 1);
    assert_eq!(change.account.identities[0].id, new_ids().identity);
    assert_eq!(change.account.identities[0].user_id, new_ids().user);
    assert_eq!(change.account.identities[0].created_at, Some(NOW));
}

#[test]
fn a_first_sign_in_with_an_email_is_told_as_a_sign_up_alone() {
    let change = arrived(&profile(Some(EMAIL)), vec![]);
    assert_eq!(told(&change.audit), [by_kakao("user_signedup")]);
}

#[test]
fn without_an_email_the_user_has_none_and_the_log_tells_of_a_login() {
    let change = arrived(&profile(None), vec![]);
    assert_eq!(change.account.user.email, None);
    assert_eq!(change.account.user.email_confirmed_at, None);
    assert_eq!(told(&change.audit), [by_kakao("login")]);
    assert!(!change.email_taken);
}

#[test]
fn an_email_that_another_user_keeps_is_left_out_and_that_is_told() {
    let owner = account(confirmed(1, EMAIL), vec![another_kakao(9, EMAIL)]);
    let change = arrived(&profile(Some(EMAIL)), vec![owner]);
    assert_eq!(change.user_row, RowChange::New);
    assert!(change.email_taken);
    assert_eq!(change.account.user.id, new_ids().user);
    assert_eq!(change.account.user.email, None);
    assert_eq!(change.account.user.email_confirmed_at, None);
    assert_eq!(change.account.identities[0].email().as_deref(), Some(EMAIL));
    assert_eq!(told(&change.audit), [by_kakao("user_signedup")]);
}

#[test]
fn disabled_sign_up_keeps_everybody_new_out() {
    let rules = SignInRules {
        sign_up_disabled: true,
        email_optional: false,
        ..sign_in_rules()
    };
    assert_eq!(
        refusal(&profile(Some(EMAIL)), &rules),
        Some(SignInRefusal::SignUpDisabled)
    );
    assert_eq!(
        refusal(&profile(None), &rules),
        Some(SignInRefusal::SignUpDisabled)
    );
}

#[test]
fn where_an_email_is_required_nobody_new_comes_in_without_one() {
    let rules = SignInRules {
        email_optional: false,
        ..sign_in_rules()
    };
    assert_eq!(
        refusal(&profile(None), &rules),
        Some(SignInRefusal::NoEmail)
    );
    assert_eq!(refusal(&profile(Some(EMAIL)), &rules), None);
}

#[test]
fn an_operator_who_asks_for_no_verified_email_requires_none() {
    let required = SignInRules {
        email_optional: false,
        ..sign_in_rules()
    };
    let autoconfirm = SignInRules {
        autoconfirm: true,
        ..required.clone()
    };
    let allow_unverified = SignInRules {
        allow_unverified: true,
        ..required
    };
    assert_eq!(refusal(&profile(None), &autoconfirm), None);
    assert_eq!(refusal(&profile(None), &allow_unverified), None);
}
