//! Linking an identity to whoever is signed in.

use super::*;
use crate::domain::testing::{
    NOW, SUBJECT, account, before, confirmed, json_of, new_ids, other_identity, profile, told,
    unconfirmed, user,
};
use crate::domain::{Subject, User};
use serde_json::json;

const EMAIL: &str = "a@example.com";
const OTHERS: &str = "b@example.com";

/// Links to `target` an identity and an e-mail that nobody has.
fn linked(profile: &Profile, target: Account) -> AccountChange {
    link(profile, target, None, None, new_ids().identity, NOW).unwrap()
}

fn refused(owner: Option<u128>, email_owner: Option<u128>) -> Option<LinkRefusal> {
    let id_of = |number| user(number).id;
    link(
        &profile(Some(EMAIL)),
        account(user(1), vec![]),
        owner.map(id_of),
        email_owner.map(id_of),
        new_ids().identity,
        NOW,
    )
    .err()
}

#[test]
fn an_identity_of_the_same_user_is_already_linked() {
    assert_eq!(refused(Some(1), None), Some(LinkRefusal::AlreadyLinked));
}

#[test]
fn an_identity_of_another_user_is_linked_to_another() {
    assert_eq!(refused(Some(2), None), Some(LinkRefusal::LinkedToAnother));
}

#[test]
fn an_email_that_another_user_has_is_not_taken_over() {
    assert_eq!(refused(None, Some(2)), Some(LinkRefusal::EmailExists));
}

#[test]
fn that_the_identity_exists_is_told_before_the_email() {
    assert_eq!(
        refused(Some(2), Some(2)),
        Some(LinkRefusal::LinkedToAnother)
    );
}

#[test]
fn to_a_user_with_an_email_of_their_own_the_identitys_matters_not() {
    let target = account(confirmed(1, OTHERS), vec![]);
    let owner = Some(user(2).id);
    let change = link(
        &profile(Some(EMAIL)),
        target,
        None,
        owner,
        new_ids().identity,
        NOW,
    )
    .unwrap();
    assert_eq!(change.account.user.email.as_deref(), Some(OTHERS));
}

#[test]
fn the_identity_becomes_the_newest_of_the_users() {
    let profile = profile(Some(EMAIL));
    let target = account(confirmed(1, OTHERS), vec![other_identity(9, OTHERS, true)]);
    let change = linked(&profile, target.clone());
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
        [target.identities[0].clone(), expected]
    );
    assert_eq!(change.identity, new_ids().identity);
    assert_eq!(change.identity_row, RowChange::New);
    assert_ne!(change.user_row, RowChange::New);
    assert!(!change.takes_over);
}

#[test]
fn the_same_email_links_a_second_account_of_the_provider_when_its_user_asks() {
    let first = crate::domain::testing::another_kakao(9, EMAIL);
    let change = linked(
        &profile(Some(EMAIL)),
        account(confirmed(1, EMAIL), vec![first]),
    );
    assert_eq!(change.account.identities.len(), 2);
    assert_eq!(
        json_of(&change.account.user.app_metadata),
        json!({"provider": "kakao", "providers": ["kakao"]})
    );
}

#[test]
fn metadata_stays_untouched_for_a_user_with_an_email() {
    let mut user = confirmed(1, OTHERS);
    user.user_metadata.insert("name".into(), json!("My own"));
    let change = linked(&profile(Some(EMAIL)), account(user, vec![]));
    assert_eq!(
        json_of(&change.account.user.user_metadata),
        json!({"name": "My own"})
    );
    assert_eq!(change.account.user.email_confirmed_at, Some(before(900)));
}

#[test]
fn linking_confirms_no_email_that_waits() {
    let change = linked(
        &profile(Some(EMAIL)),
        account(unconfirmed(1, EMAIL), vec![]),
    );
    assert_eq!(change.account.user.email_confirmed_at, None);
    assert_eq!(json_of(&change.account.user.user_metadata), json!({}));
}

#[test]
fn a_user_without_an_email_takes_the_identitys_over_confirmed() {
    // Whether or not one of its identities lacks an e-mail: Supabase Auth takes none over where all have one.
    for identities in [vec![], vec![other_identity(9, OTHERS, true)]] {
        let user = linked(&profile(Some(EMAIL)), account(user(1), identities))
            .account
            .user;
        assert_eq!(user.email.as_deref(), Some(EMAIL));
        assert_eq!(user.email_confirmed_at, Some(NOW));
        assert_eq!(
            json_of(&user.user_metadata),
            json!({"email_verified": true})
        );
    }
}

#[test]
fn an_anonymous_user_is_none_any_more_with_or_without_an_email() {
    for email in [Some(EMAIL), None] {
        let anonymous = User {
            is_anonymous: true,
            ..user(1)
        };
        let user = linked(&profile(email), account(anonymous, vec![]))
            .account
            .user;
        assert!(!user.is_anonymous);
        assert_eq!(user.email.as_deref(), email);
        assert_eq!(
            json_of(&user.app_metadata),
            json!({"provider": "kakao", "providers": ["kakao"]})
        );
    }
}

#[test]
fn an_identity_without_an_email_changes_nothing_else() {
    let change = linked(&profile(None), account(user(1), vec![]));
    let user = change.account.user;
    assert_eq!(user.email, None);
    assert_eq!(user.email_confirmed_at, None);
    assert_eq!(json_of(&user.user_metadata), json!({}));
}

#[test]
fn without_an_email_nobody_can_have_it() {
    let target = account(user(1), vec![]);
    let owner = Some(user(2).id);
    let change = link(&profile(None), target, None, owner, new_ids().identity, NOW);
    assert!(change.is_ok());
}

#[test]
fn a_new_session_follows_so_the_user_was_signed_in_just_now() {
    let user = linked(&profile(None), account(user(1), vec![]))
        .account
        .user;
    assert_eq!(user.last_sign_in_at, Some(NOW));
    assert_eq!(user.updated_at, NOW);
}

#[test]
fn the_log_tells_of_the_link_with_the_clients_address() {
    let change = linked(&profile(None), account(user(1), vec![]));
    let traits = json!({
        "identity_id": new_ids().identity.to_string(),
        "provider": "kakao",
        "provider_id": SUBJECT,
    });
    assert_eq!(told(&change.audit), [("identity_linked", traits)]);
    assert!(change.audit[0].with_address);
}

#[test]
fn whose_row_stays_as_it_is_but_for_the_times_is_only_seen() {
    let profile = profile(Some(EMAIL));
    let has_it_all = || {
        let first = crate::domain::testing::another_kakao(9, EMAIL);
        account(confirmed(1, OTHERS), vec![first])
    };
    assert_eq!(linked(&profile, has_it_all()).user_row, RowChange::Seen);
    let changes: [fn(&mut Account); 3] = [
        |account| account.user.email = None,
        |account| account.user.is_anonymous = true,
        |account| account.user.app_metadata.clear(),
    ];
    for change in changes {
        let mut target = has_it_all();
        change(&mut target);
        let user_row = linked(&profile, target.clone()).user_row;
        assert_eq!(user_row, RowChange::Altered, "{target:?}");
    }
}
