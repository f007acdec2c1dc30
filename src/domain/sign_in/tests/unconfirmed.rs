//! Users whose e-mail was never confirmed: whoever made them may not be who the address belongs to.

use super::*;

/// Made by somebody under an address that is not theirs, with a password and an identity, in wait for its owner.
fn trap() -> Account {
    let mut user = unconfirmed_user(1, EMAIL);
    user.user_metadata.insert("planted".into(), json!(true));
    account(user, vec![other_identity(9, EMAIL, false)])
}

/// The same, and Kakao's identity is among its own already.
fn known_trap() -> Account {
    let mut account = trap();
    account.identities.push(own_identity(10));
    account
}

fn refusal(profile: &Profile, account: Account, rules: &SignInRules) -> Option<SignInRefusal> {
    attempt(profile, Known::Account(account), rules).err()
}

#[test]
fn a_verified_email_takes_over_and_leaves_nobody_elses_way_in() {
    let change = arrived(&profile(Some(EMAIL)), vec![trap()]);
    assert!(change.takes_over);
    assert_ne!(change.user_row, RowChange::New);
    assert_eq!(change.account.user.id, user(1).id);
    let left: Vec<_> = change.account.identities.iter().map(|i| i.id).collect();
    assert_eq!(left, [new_ids().identity]);
}

#[test]
fn the_email_is_then_confirmed_in_the_column_and_in_the_metadata() {
    let user = arrived(&profile(Some(EMAIL)), vec![trap()]).account.user;
    assert_eq!(user.email.as_deref(), Some(EMAIL));
    assert_eq!(user.email_confirmed_at, Some(NOW));
    assert_eq!(user.user_metadata.get("email_verified"), Some(&json!(true)));
}

#[test]
fn metadata_and_providers_are_then_the_new_identitys_alone() {
    let profile = profile(Some(EMAIL));
    let user = arrived(&profile, vec![trap()]).account.user;
    assert_eq!(user.user_metadata, profile.identity_data());
    assert_eq!(
        json_of(&user.app_metadata),
        json!({"provider": "kakao", "providers": ["kakao"]})
    );
}

#[test]
fn the_log_tells_of_the_link_and_of_a_sign_up() {
    let change = arrived(&profile(Some(EMAIL)), vec![trap()]);
    assert_eq!(
        told(&change.audit),
        [linked_entry(), by_kakao("user_signedup")]
    );
}

#[test]
fn an_identity_that_is_known_takes_over_too_once_the_provider_vouches_for_the_email() {
    let change = signed_in(&profile(Some(EMAIL)), &known_trap());
    assert!(change.takes_over);
    assert_ne!(change.identity_row, RowChange::New);
    let left: Vec<_> = change.account.identities.iter().map(|i| i.id).collect();
    assert_eq!(left, [own_identity(10).id]);
    assert_eq!(change.account.user.email_confirmed_at, Some(NOW));
    assert_eq!(told(&change.audit), [by_kakao("user_signedup")]);
}

#[test]
fn once_confirmed_the_next_sign_in_is_like_any_other() {
    let first = arrived(&profile(Some(EMAIL)), vec![trap()]);
    let second = signed_in(&profile(Some(EMAIL)), &first.account);
    assert!(!second.takes_over);
    assert_eq!(told(&second.audit), [by_kakao("login")]);
}

#[test]
fn another_verified_email_does_not_confirm_the_users() {
    let refused = refusal(
        &profile(Some("b@example.com")),
        known_trap(),
        &sign_in_rules(),
    );
    assert_eq!(refused, Some(SignInRefusal::UnconfirmedEmail));
}

#[test]
fn nor_does_an_identity_without_an_email_lend_the_user_an_address_nobody_confirmed() {
    for email_optional in [true, false] {
        let rules = SignInRules {
            email_optional,
            ..sign_in_rules()
        };
        let refused = refusal(&profile(None), known_trap(), &rules);
        assert_eq!(refused, Some(SignInRefusal::NoEmail), "{email_optional}");
    }
}

#[test]
fn a_ban_comes_before_the_takeover() {
    let mut banned = known_trap();
    banned.user.banned_until = Some(after(1));
    let refused = refusal(&profile(Some(EMAIL)), banned, &sign_in_rules());
    assert_eq!(refused, Some(SignInRefusal::Banned));
}

#[test]
fn with_autoconfirm_whatever_the_token_carries_confirms_the_email() {
    let rules = SignInRules {
        autoconfirm: true,
        ..sign_in_rules()
    };
    for email in [None, Some("b@example.com")] {
        let known = Known::Account(known_trap());
        let change = attempt(&profile(email), known, &rules).unwrap();
        let user = change.account.user;
        assert!(change.takes_over);
        assert_eq!(user.email.as_deref(), Some(EMAIL));
        assert_eq!(user.email_confirmed_at, Some(NOW));
        assert_eq!(user.user_metadata.get("email_verified"), Some(&json!(true)));
        assert_eq!(told(&change.audit), [by_kakao("user_signedup")]);
    }
}

#[test]
fn where_unverified_emails_may_sign_in_nothing_is_confirmed_and_the_others_go_all_the_same() {
    let rules = SignInRules {
        allow_unverified: true,
        ..sign_in_rules()
    };
    let known = Known::Account(known_trap());
    let change = attempt(&profile(Some("b@example.com")), known, &rules).unwrap();
    assert!(change.takes_over);
    assert_eq!(change.account.identities.len(), 1);
    assert_eq!(change.account.user.email_confirmed_at, None);
    assert_eq!(change.account.user.user_metadata.get("planted"), None);
    assert_eq!(told(&change.audit), [by_kakao("login")]);
}

#[test]
fn a_user_without_an_email_is_never_unconfirmed_whatever_later_tokens_carry() {
    let account = account(
        user(1),
        vec![other_identity(9, "x@example.com", true), own_identity(10)],
    );
    for email_optional in [true, false] {
        let rules = SignInRules {
            email_optional,
            ..sign_in_rules()
        };
        let known = Known::Account(account.clone());
        let change = attempt(&profile(Some(EMAIL)), known, &rules).unwrap();
        assert!(!change.takes_over);
        assert_eq!(change.account.identities.len(), 2);
        assert_eq!(change.account.user.email, None);
        assert_eq!(change.account.user.email_confirmed_at, None);
        assert_eq!(told(&change.audit), [by_kakao("login")]);
    }
}

#[test]
fn where_an_email_is_required_a_user_without_one_stays_out_until_the_provider_gives_one() {
    let required = SignInRules {
        email_optional: false,
        ..sign_in_rules()
    };
    let known = || account(user(1), vec![own_identity(10)]);
    assert_eq!(
        refusal(&profile(None), known(), &required),
        Some(SignInRefusal::NoEmail)
    );
    assert_eq!(refusal(&profile(Some(EMAIL)), known(), &required), None);
    let autoconfirm = SignInRules {
        autoconfirm: true,
        ..required.clone()
    };
    assert_eq!(refusal(&profile(None), known(), &autoconfirm), None);
    let allow_unverified = SignInRules {
        allow_unverified: true,
        ..required
    };
    assert_eq!(refusal(&profile(None), known(), &allow_unverified), None);
}

#[test]
fn a_user_confirmed_by_phone_alone_still_has_an_unconfirmed_email() {
    let mut account = known_trap();
    account.user.phone = Some("821012345678".into());
    account.user.phone_confirmed_at = Some(before(10));
    let change = signed_in(&profile(Some(EMAIL)), &account);
    assert!(change.takes_over);
}
