//! A code is exchanged once, by whom it was minted for; every refusal is Kakao's.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    config::Secret,
    sandbox::{
        CodeRequest, StandIn, StandInOptions, StandInUser, StatusCode, TokenRefusal, TokenRequest,
        hashed_nonce, paths,
    },
};

use super::{
    NATIVE_KEY, StoppedClock, ask, client, code_of, exchange, get_with_token, opened, options, ryu,
    start, start_with,
};

fn refused(status: u16, error: &str, code: &str, description: &str) -> (u16, Value) {
    let body = json!({"error": error, "error_description": description, "error_code": code});
    (status, body)
}

async fn with_secret() -> StandIn {
    let secretive = StandInOptions {
        client_secret: Some(Secret::new("s3cret")),
        ..options()
    };
    start_with(secretive, &StoppedClock::new()).await
}

#[tokio::test]
async fn a_code_brings_tokens_of_its_user_with_its_nonce() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&CodeRequest {
        token: TokenRequest {
            nonce: Some(hashed_nonce("raw")),
            ..TokenRequest::of(ryu())
        },
        ..code_of(ryu())
    });
    let (status, mut tokens) = exchange(&stand_in, &code, &[]).await;
    assert_eq!(status, 200);
    let id_token = tokens["id_token"].take();
    let access_token = tokens["access_token"].take();
    assert_eq!(tokens["refresh_token"].take().as_str().unwrap().len(), 64);
    assert_eq!(
        tokens,
        json!({
            "token_type": "bearer", "access_token": null, "id_token": null, "expires_in": 21599,
            "refresh_token": null, "refresh_token_expires_in": 5_183_999,
            "scope": "account_email profile_image openid profile_nickname",
        })
    );
    let (_, claims) = opened(&stand_in, id_token.as_str().unwrap());
    assert_eq!(claims["sub"], "9007199254740993");
    assert_eq!(claims["nonce"], hashed_nonce("raw"));
    let (_, me) = get_with_token(&stand_in, paths::ME, access_token.as_str().unwrap()).await;
    assert_eq!(me["id"], 9_007_199_254_740_993_u64);
}

#[tokio::test]
async fn a_code_is_good_once() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    assert_eq!(exchange(&stand_in, &code, &[]).await.0, 200);
    let words = format!("no such authorization code: code={code}");
    assert_eq!(
        exchange(&stand_in, &code, &[]).await,
        refused(400, "invalid_grant", "KOE320", &words)
    );
}

#[tokio::test]
async fn of_twenty_exchanges_of_one_code_at_once_one_succeeds() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    let attempts = (0..20).map(|_| exchange(&stand_in, &code, &[]));
    let answers = futures_util::future::join_all(attempts).await;
    let good = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!((good, answers.len()), (1, 20));
}

#[tokio::test]
async fn a_code_expires_after_ten_minutes() {
    let clock = StoppedClock::new();
    let stand_in = start_with(options(), &clock).await;
    let [early, late] = [(); 2].map(|()| stand_in.mint_code(&code_of(ryu())));
    clock.advance(TimeDelta::minutes(10) - TimeDelta::microseconds(1));
    assert_eq!(exchange(&stand_in, &early, &[]).await.0, 200);
    clock.advance(TimeDelta::microseconds(1));
    let (status, body) = exchange(&stand_in, &late, &[]).await;
    assert_eq!((status, &body["error_code"]), (400, &json!("KOE320")));
}

#[tokio::test]
async fn a_code_is_bound_to_its_key_and_its_redirect_uri_and_survives_a_refusal() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    assert_eq!(
        exchange(&stand_in, &code, &[("client_id", NATIVE_KEY)]).await,
        refused(
            400,
            "invalid_grant",
            "KOE114",
            &format!("the authorization code is another app key's: code={code}")
        )
    );
    assert_eq!(
        exchange(
            &stand_in,
            &code,
            &[("redirect_uri", "http://localhost:3000/")]
        )
        .await,
        refused(
            400,
            "invalid_grant",
            "KOE303",
            "the code was not issued for redirect_uri=http://localhost:3000/"
        )
    );
    assert_eq!(exchange(&stand_in, &code, &[]).await.0, 200);
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    assert_eq!(
        exchange(&stand_in, &code, &[("client_id", "nobody")]).await,
        refused(
            401,
            "invalid_client",
            "KOE101",
            "no app has the key client_id=nobody"
        )
    );
}

#[tokio::test]
async fn a_secret_that_is_set_must_come_along() {
    let stand_in = with_secret().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    for wrong in [vec![], vec![("client_secret", "secret")]] {
        let (status, body) = exchange(&stand_in, &code, &wrong).await;
        assert_eq!(
            (status, &body["error"], &body["error_code"]),
            (401, &json!("invalid_client"), &json!("KOE010"))
        );
    }
    let right = [("client_secret", "s3cret")];
    assert_eq!(exchange(&stand_in, &code, &right).await.0, 200);
}

#[tokio::test]
async fn a_challenge_must_be_met_by_its_verifier() {
    // The example of RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let stand_in = start().await;
    let code = stand_in.mint_code(&CodeRequest {
        code_challenge: Some(challenge.to_owned()),
        ..code_of(ryu())
    });
    assert_eq!(
        exchange(&stand_in, &code, &[]).await,
        refused(400, "invalid_request", "KOE207", "code_verifier is missing")
    );
    let words = format!("code_verifier does not fit the challenge of code={code}");
    assert_eq!(
        exchange(&stand_in, &code, &[("code_verifier", challenge)]).await,
        refused(400, "invalid_grant", "KOE204", &words)
    );
    let right = [("code_verifier", verifier)];
    assert_eq!(exchange(&stand_in, &code, &right).await.0, 200);
}

#[tokio::test]
async fn a_missing_or_repeated_parameter_is_named() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    for name in ["grant_type", "client_id", "redirect_uri", "code"] {
        let words = format!("{name} is missing");
        assert_eq!(
            exchange(&stand_in, &code, &[(name, "")]).await,
            refused(400, "invalid_request", "KOE207", &words)
        );
    }
    assert_eq!(
        ask(&stand_in, &[("code", "a"), ("code", "b")]).await,
        refused(
            400,
            "invalid_request",
            "KOE204",
            "code is there more than once"
        )
    );
}

#[tokio::test]
async fn another_grant_is_not_supported() {
    let stand_in = start().await;
    assert_eq!(
        ask(&stand_in, &[("grant_type", "password")]).await,
        refused(
            400,
            "unsupported_grant_type",
            "KOE310",
            "grant_type=password is not supported"
        )
    );
}

#[tokio::test]
async fn a_body_of_another_kind_lacks_its_parameters() {
    let stand_in = start().await;
    let url = format!("{}{}", stand_in.url(), paths::TOKEN);
    let body = json!({"grant_type": "authorization_code"});
    let response = client().post(url).json(&body).send().await.unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error_code"], "KOE207");
}

#[tokio::test]
async fn with_openid_connect_off_there_is_no_id_token_and_no_openid_in_the_scope() {
    let stand_in = start().await;
    stand_in.faults().leave_out_id_tokens(true);
    let code = stand_in.mint_code(&code_of(StandInUser::new(7)));
    let (status, tokens) = exchange(&stand_in, &code, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(tokens.get("id_token"), None);
    assert_eq!(tokens["scope"], "");
    stand_in.faults().leave_out_id_tokens(false);
    let code = stand_in.mint_code(&code_of(StandInUser::new(7)));
    let (_, tokens) = exchange(&stand_in, &code, &[]).await;
    assert_eq!(tokens["scope"], "openid");
}

#[tokio::test]
async fn a_refusal_on_order_echoes_the_code_and_leaves_it_good() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    stand_in
        .faults()
        .refuse_next_exchange(TokenRefusal::koe("KOE237"));
    let words = format!("refused on purpose: code={code}");
    assert_eq!(
        exchange(&stand_in, &code, &[]).await,
        refused(400, "invalid_grant", "KOE237", &words)
    );
    assert_eq!(exchange(&stand_in, &code, &[]).await.0, 200);
}

#[tokio::test]
async fn a_standing_order_refuses_until_it_is_lifted_and_needs_no_koe_code() {
    let stand_in = start().await;
    let code = stand_in.mint_code(&code_of(ryu()));
    let order = TokenRefusal {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client".to_owned(),
        code: None,
    };
    stand_in.faults().refuse_exchanges(Some(order));
    for _ in 0..2 {
        let (status, body) = exchange(&stand_in, &code, &[]).await;
        assert_eq!(
            (status, &body["error"], body.get("error_code")),
            (401, &json!("invalid_client"), None)
        );
    }
    stand_in.faults().refuse_exchanges(None);
    assert_eq!(exchange(&stand_in, &code, &[]).await.0, 200);
}

#[test]
fn the_nonce_for_kakao_is_the_hash_in_lower_case_hex() {
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hashed_nonce("abc"), hash);
    assert_ne!(hashed_nonce("abc"), URL_SAFE_NO_PAD.encode("abc"));
}
