//! Who a user is, from `/v2/user/me`.

use super::scene::{LONG, Scene, USER};
use super::server::Reply;
use crate::provider::{Fault, ProviderProfile, ProviderToken, Unavailable};
use serde_json::{Value, json};

async fn profile(reply: Reply) -> Result<ProviderProfile, Unavailable> {
    let scene = Scene::new();
    scene.server.answer(USER, reply);
    let token = ProviderToken::new("access");
    scene.provider.profile(&token, LONG).await
}

async fn profile_of(body: Value) -> ProviderProfile {
    profile(Reply::ok(body.to_string())).await.unwrap()
}

#[tokio::test]
async fn a_full_answer_gives_a_full_profile() {
    let profile = profile_of(json!({
        "id": 3_095_134_389_u64, "connected_at": "2026-01-01T00:00:00Z",
        "kakao_account": {
            "profile": { "nickname": "Nick", "profile_image_url": "http://k.example/p.jpg", "is_default_image": false },
            "email": "a@example.com", "is_email_valid": true, "is_email_verified": true,
        },
    }));
    let expected = ProviderProfile {
        subject: "3095134389".to_owned(),
        nickname: Some("Nick".to_owned()),
        picture: Some("http://k.example/p.jpg".to_owned()),
        email: Some("a@example.com".to_owned()),
    };
    assert_eq!(profile.await, expected);
}

#[tokio::test]
async fn an_id_keeps_all_its_digits() {
    for id in [9_007_199_254_740_993, u64::MAX] {
        assert_eq!(
            profile_of(json!({ "id": id })).await.subject,
            id.to_string()
        );
    }
}

#[tokio::test]
async fn an_email_that_is_not_both_valid_and_verified_counts_as_none() {
    for (valid, verified) in [
        (json!(true), json!(false)),
        (json!(false), json!(true)),
        (json!(null), json!(true)),
    ] {
        let account = json!({ "email": "a@example.com", "is_email_valid": valid, "is_email_verified": verified });
        let profile = profile_of(json!({ "id": 1, "kakao_account": account }));
        assert_eq!(profile.await.email, None);
    }
}

#[tokio::test]
async fn an_empty_text_and_one_with_nul_are_left_out() {
    let said = json!({ "nickname": "", "profile_image_url": "a\u{0}b" });
    let profile = profile_of(json!({ "id": 1, "kakao_account": { "profile": said } })).await;
    assert_eq!((profile.nickname, profile.picture), (None, None));
}

#[tokio::test]
async fn an_answer_without_an_integer_id_is_unavailable() {
    for body in [
        json!({}),
        json!({ "id": "1" }),
        json!({ "id": 1.5 }),
        json!({ "id": -1 }),
        json!([]),
    ] {
        let error = profile(Reply::ok(body.to_string())).await.unwrap_err();
        assert_eq!(error.fault, Fault::Unreadable { what: "user" });
    }
}

#[tokio::test]
async fn a_refusal_is_unavailable() {
    let reply = Reply::new(
        401,
        r#"{"msg":"this access token does not exist","code":-401}"#,
    );
    let error = profile(reply).await.unwrap_err();
    assert_eq!(error.fault, Fault::Status { status: 401 });
}

#[tokio::test]
async fn the_access_token_is_sent_as_a_bearer() {
    let scene = Scene::new();
    scene.server.answer(USER, Reply::ok(r#"{"id":1}"#));
    let token = ProviderToken::new("access");
    scene.provider.profile(&token, LONG).await.unwrap();
    let seen = scene.server.seen(USER).remove(0);
    assert!(
        seen.headers
            .contains(&"authorization: Bearer access".to_owned()),
        "{seen:?}"
    );
}
