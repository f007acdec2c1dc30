//! Payloads, member by member.

use super::*;
use crate::domain::testing::{confirmed, json_of, own_identity, user};

#[test]
fn a_login_tells_who_how_and_by_which_provider() {
    let mut actor = confirmed(1, "a@example.com");
    actor
        .user_metadata
        .insert("full_name".into(), json!("Nick"));
    let entry = AuditEntry::by_provider(Action::Login, &actor, "kakao");
    assert_eq!(
        json_of(&entry.payload),
        json!({
            "action": "login",
            "actor_id": actor.id.to_string(),
            "actor_name": "Nick",
            "actor_username": "a@example.com",
            "actor_via_sso": false,
            "log_type": "account",
            "traits": {"provider": "kakao"},
        })
    );
    assert!(!entry.with_address);
}

#[test]
fn a_refresh_has_no_traits_and_an_actor_may_have_no_name() {
    let actor = user(1);
    assert_eq!(
        json_of(&AuditEntry::new(Action::TokenRefreshed, &actor).payload),
        json!({
            "action": "token_refreshed",
            "actor_id": actor.id.to_string(),
            "actor_username": "",
            "actor_via_sso": false,
            "log_type": "token",
        })
    );
}

#[test]
fn a_link_tells_the_identity_and_the_clients_address() {
    let identity = own_identity(10);
    let entry = AuditEntry::identity_linked(&user(1), &identity);
    assert_eq!(
        entry.payload.get("traits"),
        Some(&json!({
            "identity_id": identity.id.to_string(),
            "provider": "kakao",
            "provider_id": "1234567890",
        }))
    );
    assert!(entry.with_address);
}

#[test]
fn a_phone_is_told_before_an_email() {
    let mut actor = confirmed(1, "a@example.com");
    actor.phone = Some("821012345678".into());
    let entry = AuditEntry::new(Action::Logout, &actor);
    assert_eq!(
        entry.payload.get("actor_username"),
        Some(&json!("821012345678"))
    );
}

#[test]
fn every_action_has_its_name_and_its_type() {
    let all = [
        (Action::Login, "login", "account"),
        (Action::Logout, "logout", "account"),
        (Action::UserSignedUp, "user_signedup", "team"),
        (Action::TokenRefreshed, "token_refreshed", "token"),
        (Action::TokenRevoked, "token_revoked", "token"),
        (Action::IdentityLinked, "identity_linked", "user"),
        (Action::IdentityUnlinked, "identity_unlinked", "user"),
        (Action::UserModified, "user_modified", "user"),
        (Action::UserDeleted, "user_deleted", "team"),
    ];
    for (action, name, log_type) in all {
        assert_eq!((action.name(), action.log_type()), (name, log_type));
    }
}
