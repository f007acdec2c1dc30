//! Members, their order and what is left out.

use super::json::encode;
use super::session::{SessionObject, headers};
use super::user::UserObject;
use crate::domain::refresh::ReuseCause;
use crate::domain::{Account, Identity, IdentityId, JsonObject, SessionId, Subject, User, UserId};
use crate::flows::IssuedSession;
use crate::provider::ProviderToken;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 120_000_000).expect("in range")
}

fn object(value: Value) -> JsonObject {
    match value {
        Value::Object(object) => object,
        _ => panic!("not an object"),
    }
}

fn text<T: serde::Serialize>(value: &T) -> String {
    String::from_utf8(encode(value).expect("encodes")).expect("UTF-8")
}

fn bare_user() -> User {
    let id = UserId(Uuid::from_u128(1));
    User::new(id, "authenticated".into(), "authenticated".into(), now())
}

fn kakao_account() -> Account {
    let mut user = bare_user();
    user.email = Some("a@example.com".into());
    user.email_confirmed_at = Some(now());
    user.last_sign_in_at = Some(now());
    user.set_providers(["kakao"].into_iter());
    user.user_metadata = object(json!({"name": "<Nick>"}));
    let identity = Identity {
        id: IdentityId(Uuid::from_u128(2)),
        provider: "kakao".into(),
        provider_id: Subject::new("1234567890"),
        user_id: user.id,
        identity_data: object(json!({"sub": "1234567890", "email": "A@Example.com"})),
        last_sign_in_at: Some(now()),
        created_at: Some(now()),
        updated_at: Some(now()),
    };
    let identities = vec![identity];
    Account { user, identities }
}

fn issued() -> IssuedSession {
    IssuedSession {
        access_token: "the.access.token".into(),
        expires_in: 3600,
        expires_at: (now() + TimeDelta::hours(1)).timestamp(),
        refresh_token: "the-refresh-token".into(),
        refresh_token_counter: Some(7),
        is_replay: false,
        session_id: SessionId(Uuid::from_u128(3)),
        account: kakao_account(),
        reuse_causes: Vec::new(),
        provider_token: None,
        provider_refresh_token: None,
    }
}

#[test]
fn a_user_without_anything_shows_what_clients_require_and_no_more() {
    let account = Account {
        user: bare_user(),
        identities: Vec::new(),
    };
    insta::assert_snapshot!(text(&UserObject::from(&account)), @r#"{"id":"00000000-0000-0000-0000-000000000001","aud":"authenticated","role":"authenticated","email":"","phone":"","app_metadata":{},"user_metadata":{},"identities":[],"created_at":"2026-09-21T14:13:20.12Z","updated_at":"2026-09-21T14:13:20.12Z","is_anonymous":false}"#);
}

#[test]
fn every_member_of_a_user_has_its_place() {
    let mut user = bare_user();
    let at = Some(now());
    user.email_confirmed_at = at;
    user.phone_confirmed_at = Some(now() - TimeDelta::seconds(1));
    user.email_change = "new@example.com".into();
    user.phone_change = "821".into();
    for time in [
        &mut user.invited_at,
        &mut user.confirmation_sent_at,
        &mut user.recovery_sent_at,
        &mut user.email_change_sent_at,
        &mut user.phone_change_sent_at,
        &mut user.reauthentication_sent_at,
        &mut user.last_sign_in_at,
        &mut user.banned_until,
        &mut user.deleted_at,
    ] {
        *time = at;
    }
    let account = Account {
        user,
        identities: Vec::new(),
    };
    let json = text(&UserObject::from(&account));
    let members: Vec<&str> = json
        .split(['{', ','])
        .filter_map(|member| member.split_once("\":"))
        .map(|(name, _)| name.trim_start_matches('"'))
        .collect();
    insta::assert_snapshot!(members.join(" "), @"id aud role email email_confirmed_at invited_at phone phone_confirmed_at confirmation_sent_at confirmed_at recovery_sent_at new_email email_change_sent_at new_phone phone_change_sent_at reauthentication_sent_at last_sign_in_at app_metadata user_metadata identities created_at updated_at banned_until deleted_at is_anonymous");
    assert!(json.contains(r#""confirmed_at":"2026-09-21T14:13:19.12Z""#));
}

#[test]
fn a_session_is_written_as_clients_expect_it() {
    insta::assert_snapshot!(text(&SessionObject::from(&issued())), @r#"{"access_token":"the.access.token","token_type":"bearer","expires_in":3600,"expires_at":1790003600,"refresh_token":"the-refresh-token","user":{"id":"00000000-0000-0000-0000-000000000001","aud":"authenticated","role":"authenticated","email":"a@example.com","email_confirmed_at":"2026-09-21T14:13:20.12Z","phone":"","confirmed_at":"2026-09-21T14:13:20.12Z","last_sign_in_at":"2026-09-21T14:13:20.12Z","app_metadata":{"provider":"kakao","providers":["kakao"]},"user_metadata":{"name":"\u003cNick\u003e"},"identities":[{"identity_id":"00000000-0000-0000-0000-000000000002","id":"1234567890","user_id":"00000000-0000-0000-0000-000000000001","identity_data":{"email":"A@Example.com","sub":"1234567890"},"provider":"kakao","last_sign_in_at":"2026-09-21T14:13:20.12Z","created_at":"2026-09-21T14:13:20.12Z","updated_at":"2026-09-21T14:13:20.12Z","email":"a@example.com"}],"created_at":"2026-09-21T14:13:20.12Z","updated_at":"2026-09-21T14:13:20.12Z","is_anonymous":false}}"#);
}

#[test]
fn the_providers_tokens_follow_the_user() {
    let mut session = issued();
    session.provider_token = Some(ProviderToken::new("provider's"));
    session.provider_refresh_token = Some(ProviderToken::new("provider's too"));
    let json = text(&SessionObject::from(&session));
    assert!(json.ends_with(
        r#""is_anonymous":false},"provider_token":"provider's","provider_refresh_token":"provider's too"}"#
    ));
}

#[test]
fn an_identity_that_lacks_everything_keeps_its_required_members() {
    let mut account = kakao_account();
    let identity = &mut account.identities[0];
    identity.identity_data = JsonObject::new();
    (
        identity.last_sign_in_at,
        identity.created_at,
        identity.updated_at,
    ) = (None, None, None);
    let json = text(&UserObject::from(&account));
    assert!(json.contains(
        r#""identities":[{"identity_id":"00000000-0000-0000-0000-000000000002","id":"1234567890","user_id":"00000000-0000-0000-0000-000000000001","identity_data":{},"provider":"kakao","created_at":"0001-01-01T00:00:00Z","updated_at":"0001-01-01T00:00:00Z"}]"#
    ));
}

#[test]
fn a_new_refresh_token_is_told_by_headers() {
    let expected = [
        ("sb-auth-user-id", "00000000-0000-0000-0000-000000000001"),
        ("sb-auth-session-id", "00000000-0000-0000-0000-000000000003"),
        ("sb-auth-refresh-token-counter", "7"),
        ("sb-auth-refresh-token-reuse", "false"),
        ("sb-auth-refresh-token-rotated", "true"),
    ];
    assert_eq!(
        headers(&issued()),
        expected.map(|(name, value)| (name, value.to_owned()))
    );
}

#[test]
fn a_reused_refresh_token_is_told_with_its_causes() {
    let mut session = issued();
    session.is_replay = true;
    session.reuse_causes = vec![ReuseCause::ConcurrentRefresh, ReuseCause::FailToSave];
    assert_eq!(
        headers(&session).last(),
        Some(&(
            "sb-auth-refresh-token-reuse-cause",
            "concurrent-refresh,fail-to-save".to_owned()
        ))
    );
}

#[test]
fn of_a_token_of_the_first_kind_five_characters_are_told() {
    let mut session = issued();
    session.refresh_token_counter = None;
    let told = |session: &IssuedSession| -> Vec<String> {
        let headers = headers(session);
        let of_token = headers.iter().skip(2);
        of_token
            .map(|(name, value)| format!("{name}: {value}"))
            .collect()
    };
    assert_eq!(
        told(&session),
        [
            "sb-auth-refresh-token-prefix: the-r",
            "sb-auth-refresh-token-reuse: false",
            "sb-auth-refresh-token-rotated: true",
        ]
    );
    session.is_replay = true;
    assert_eq!(told(&session), ["sb-auth-refresh-token-prefix: the-r"]);
}
