//! What linking changes, and what it refuses.

use super::{LinkRefusal, link};
use crate::domain::audit::Action;
use crate::domain::testing::{account, ids, now, profile, user_id, with_identity};
use serde_json::json;

const EMAIL: &str = "a@example.com";

#[test]
fn a_user_with_an_address_keeps_it_and_the_metadata() {
    let target = with_identity(
        account(1, Some("own@example.com"), true),
        "google",
        "g",
        None,
    );
    let change = link(
        &profile("1", Some(EMAIL)),
        target,
        None,
        None,
        ids().identity,
        now(),
    )
    .unwrap();
    let user = &change.account.user;
    assert_eq!(user.email.as_deref(), Some("own@example.com"));
    assert!(user.user_metadata.is_empty());
    assert_eq!(user.app_metadata["providers"], json!(["google", "kakao"]));
    assert_eq!(user.last_sign_in_at, Some(now()));
    let entry = &change.audit[0];
    assert_eq!(
        (change.audit.len(), entry.action, entry.with_address),
        (1, Action::IdentityLinked, true)
    );
    assert_eq!(entry.payload["traits"]["provider_id"], "1");
}

#[test]
fn a_user_without_an_address_takes_over_the_identitys_and_is_anonymous_no_more() {
    let mut target = account(1, None, false);
    target.user.is_anonymous = true;
    let change = link(
        &profile("1", Some(EMAIL)),
        target,
        None,
        None,
        ids().identity,
        now(),
    )
    .unwrap();
    let user = &change.account.user;
    assert_eq!(
        (user.email.as_deref(), user.email_confirmed_at),
        (Some(EMAIL), Some(now()))
    );
    assert_eq!(user.user_metadata["email_verified"], true);
    assert!(!user.is_anonymous);
}

#[test]
fn an_identity_without_an_address_is_linked_and_clears_anonymity_alone() {
    let mut target = account(1, None, false);
    target.user.is_anonymous = true;
    let change = link(
        &profile("1", None),
        target,
        None,
        None,
        ids().identity,
        now(),
    )
    .unwrap();
    let user = &change.account.user;
    assert_eq!(
        (
            user.email.as_deref(),
            user.email_confirmed_at,
            user.is_anonymous
        ),
        (None, None, false)
    );
}

#[test]
fn what_somebody_has_is_refused() {
    let refused = |owner, email_owner| {
        link(
            &profile("1", Some(EMAIL)),
            account(1, None, false),
            owner,
            email_owner,
            ids().identity,
            now(),
        )
        .err()
    };
    assert_eq!(
        refused(Some(user_id(1)), None),
        Some(LinkRefusal::AlreadyLinked)
    );
    assert_eq!(
        refused(Some(user_id(2)), None),
        Some(LinkRefusal::LinkedToAnother)
    );
    assert_eq!(
        refused(None, Some(user_id(2))),
        Some(LinkRefusal::EmailExists)
    );
    assert_eq!(refused(None, Some(user_id(1))), None);
}
