//! What people and test clients in other languages mint over HTTP.

use serde_json::{Value, json};

use crate::sandbox::{StandIn, StandInOptions, StandInUser, hashed_nonce, paths};

use super::{
    NATIVE_KEY, REDIRECT_URI, REST_KEY, StoppedClock, answer, client, exchange, get_with_token,
    opened, options, ryu, start, start_with,
};

async fn mint(stand_in: &StandIn, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}{path}", stand_in.url());
    answer(client().post(url).json(body).send().await.unwrap()).await
}

async fn claims_of(stand_in: &StandIn, body: Value) -> Value {
    let (status, minted) = mint(stand_in, paths::MINT_ID_TOKEN, &body).await;
    assert_eq!(status, 200, "{minted}");
    opened(stand_in, minted["id_token"].as_str().unwrap()).1
}

#[tokio::test]
async fn nothing_asked_mints_for_the_sample_user_and_the_first_key() {
    let stand_in = start().await;
    let (status, minted) = mint(&stand_in, paths::MINT_ID_TOKEN, &json!({})).await;
    assert_eq!(status, 200);
    let members: Vec<&String> = minted.as_object().unwrap().keys().collect();
    assert_eq!(members, ["access_token", "id_token"]);
    let (_, claims) = opened(&stand_in, minted["id_token"].as_str().unwrap());
    let sample = StandInUser::sample();
    assert_eq!(claims["sub"], sample.subject());
    assert_eq!(claims["nickname"], json!(sample.nickname));
    assert_eq!(claims["aud"], REST_KEY);
    assert_eq!(claims.get("nonce"), None);
    let token = minted["access_token"].as_str().unwrap();
    let (_, me) = get_with_token(&stand_in, paths::ME, token).await;
    assert_eq!(me["id"], sample.id);
}

#[tokio::test]
async fn everything_asked_is_in_the_token() {
    let stand_in = start().await;
    let claims = claims_of(
        &stand_in,
        json!({
            "sub": "42", "nickname": "이름", "email": "a@example.com", "picture": "https://example.com/p",
            "client_id": NATIVE_KEY, "nonce": "as it is", "expires_in": 60,
        }),
    )
    .await;
    assert_eq!(
        claims,
        json!({
            "aud": NATIVE_KEY, "sub": "42", "auth_time": 1_790_000_000, "iss": stand_in.url(),
            "nickname": "이름", "exp": 1_790_000_060, "iat": 1_790_000_000, "nonce": "as it is",
            "picture": "https://example.com/p", "email": "a@example.com",
        })
    );
}

#[tokio::test]
async fn a_raw_nonce_is_hashed_on_the_way() {
    let stand_in = start().await;
    let claims = claims_of(&stand_in, json!({"raw_nonce": "raw"})).await;
    assert_eq!(claims["nonce"], hashed_nonce("raw"));
}

#[tokio::test]
async fn a_known_subject_brings_its_profile_and_an_unknown_one_brings_none() {
    let peopled = StandInOptions {
        users: vec![StandInUser::new(7), ryu()],
        ..options()
    };
    let stand_in = start_with(peopled, &StoppedClock::new()).await;
    assert_eq!(claims_of(&stand_in, json!({})).await["sub"], "7");
    let known = claims_of(&stand_in, json!({"sub": ryu().id, "nickname": "새 이름"})).await;
    assert_eq!(known["email"], "ryu@example.com");
    assert_eq!(known["nickname"], "새 이름");
    let unknown = claims_of(&stand_in, json!({"sub": "8"})).await;
    assert_eq!(
        (unknown.get("email"), unknown.get("nickname")),
        (None, None)
    );
}

#[tokio::test]
async fn what_kakao_says_of_an_address_can_be_chosen() {
    let stand_in = start().await;
    let body = json!({"sub": "1", "email": "a@example.com", "email_valid": false, "email_verified": false});
    let (_, minted) = mint(&stand_in, paths::MINT_ID_TOKEN, &body).await;
    let token = minted["access_token"].as_str().unwrap();
    let (_, me) = get_with_token(&stand_in, paths::ME, token).await;
    let account = &me["kakao_account"];
    assert_eq!(
        (&account["is_email_valid"], &account["is_email_verified"]),
        (&json!(false), &json!(false))
    );
}

#[tokio::test]
async fn a_code_is_minted_and_exchanged() {
    let stand_in = start().await;
    let body = json!({
        "sub": "42", "raw_nonce": "raw", "redirect_uri": REDIRECT_URI,
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    });
    let (status, minted) = mint(&stand_in, paths::MINT_CODE, &body).await;
    assert_eq!(status, 200);
    let verifier = [(
        "code_verifier",
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    )];
    let code = minted["code"].as_str().unwrap();
    let (status, tokens) = exchange(&stand_in, code, &verifier).await;
    assert_eq!(status, 200);
    let (_, claims) = opened(&stand_in, tokens["id_token"].as_str().unwrap());
    assert_eq!(
        (&claims["sub"], &claims["nonce"]),
        (&json!("42"), &json!(hashed_nonce("raw")))
    );
}

#[tokio::test]
async fn what_cannot_be_minted_is_refused_with_the_reason() {
    let stand_in = start().await;
    for (path, body, reason) in [
        (paths::MINT_ID_TOKEN, json!({"sub": "abc"}), "sub must be"),
        (paths::MINT_ID_TOKEN, json!({"sub": "007"}), "sub must be"),
        (paths::MINT_ID_TOKEN, json!({"sub": "+7"}), "sub must be"),
        (
            paths::MINT_ID_TOKEN,
            json!({"sub": "18446744073709551616"}),
            "sub must be",
        ),
        (
            paths::MINT_ID_TOKEN,
            json!({"nonce": "a", "raw_nonce": "b"}),
            "nonce is the claim itself",
        ),
        (
            paths::MINT_ID_TOKEN,
            json!({"redirect_uri": REDIRECT_URI}),
            "redirect_uri and code_challenge belong to",
        ),
        (paths::MINT_CODE, json!({}), "redirect_uri is missing"),
        (
            paths::MINT_CODE,
            json!({"redirect_url": REDIRECT_URI}),
            "the body cannot be used: Json deserialize error: unknown field `redirect_url`",
        ),
    ] {
        let (status, answer) = mint(&stand_in, path, &body).await;
        assert_eq!((status, &answer["error"]), (400, &json!("invalid_request")));
        let words = answer["error_description"].as_str().unwrap();
        assert!(words.starts_with(reason), "{words}");
    }
}

#[tokio::test]
async fn a_page_on_another_site_cannot_mint_by_a_simple_request() {
    let stand_in = start().await;
    for path in [paths::MINT_ID_TOKEN, paths::MINT_CODE] {
        let url = format!("{}{path}", stand_in.url());
        let simple = client()
            .post(&url)
            .header("content-type", "text/plain")
            .body("{}");
        let (status, _) = answer(simple.send().await.unwrap()).await;
        assert_eq!(status, 415);
        let preflight = client()
            .request(reqwest::Method::OPTIONS, &url)
            .header("origin", "https://evil.example")
            .header("access-control-request-method", "POST")
            .send()
            .await
            .unwrap();
        let allowed = preflight.headers().get("access-control-allow-origin");
        assert_eq!((preflight.status().as_u16(), allowed), (404, None));
    }
}
