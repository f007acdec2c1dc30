//! Refresh tokens, renewed by Kakao's rules.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::sandbox::{CodeRequest, StandIn, TokenRequest, hashed_nonce};

use super::{
    NATIVE_KEY, REST_KEY, StoppedClock, ask, code_of, exchange, opened, options, ryu, start,
    start_with,
};

async fn refresh_token(stand_in: &StandIn) -> String {
    let code = stand_in.mint_code(&CodeRequest {
        token: TokenRequest {
            nonce: Some(hashed_nonce("raw")),
            ..TokenRequest::of(ryu())
        },
        ..code_of(ryu())
    });
    let (_, tokens) = exchange(stand_in, &code, &[]).await;
    tokens["refresh_token"].as_str().unwrap().to_owned()
}

async fn refresh(stand_in: &StandIn, client_id: &str, token: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", client_id),
        ("refresh_token", token),
    ];
    ask(stand_in, &form).await
}

#[tokio::test]
async fn a_refresh_brings_new_tokens_and_keeps_a_refresh_token_that_lasts() {
    let clock = StoppedClock::new();
    let stand_in = start_with(options(), &clock).await;
    let token = refresh_token(&stand_in).await;
    clock.advance(TimeDelta::hours(6));
    for _ in 0..2 {
        let (status, tokens) = refresh(&stand_in, REST_KEY, &token).await;
        assert_eq!((status, tokens.get("refresh_token")), (200, None));
        let (_, claims) = opened(&stand_in, tokens["id_token"].as_str().unwrap());
        assert_eq!(claims["auth_time"], 1_790_000_000);
        assert_eq!(claims["iat"], 1_790_021_600);
        assert_eq!(claims.get("nonce"), None);
    }
}

#[tokio::test]
async fn a_refresh_token_with_less_than_a_month_left_is_replaced() {
    let clock = StoppedClock::new();
    let stand_in = start_with(options(), &clock).await;
    let token = refresh_token(&stand_in).await;
    clock.advance(TimeDelta::days(30));
    let (_, tokens) = refresh(&stand_in, REST_KEY, &token).await;
    assert_eq!(tokens.get("refresh_token"), None);
    clock.advance(TimeDelta::microseconds(1));
    let (_, tokens) = refresh(&stand_in, REST_KEY, &token).await;
    let new = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&stand_in, REST_KEY, &token).await.0, 400);
    assert_eq!(refresh(&stand_in, REST_KEY, new).await.0, 200);
}

#[tokio::test]
async fn an_expired_an_unknown_and_anothers_refresh_token_are_refused_alike() {
    let clock = StoppedClock::new();
    let stand_in = start_with(options(), &clock).await;
    let token = refresh_token(&stand_in).await;
    let words = |token: &str| {
        json!({
            "error": "invalid_grant",
            "error_description": format!("no such refresh token: refresh_token={token}"),
            "error_code": "KOE322",
        })
    };
    let refused = (400, words("nothing"));
    assert_eq!(refresh(&stand_in, REST_KEY, "nothing").await, refused);
    let refused = (400, words(&token));
    assert_eq!(refresh(&stand_in, NATIVE_KEY, &token).await, refused);
    clock.advance(TimeDelta::days(60));
    assert_eq!(refresh(&stand_in, REST_KEY, &token).await, refused);
}

#[tokio::test]
async fn where_the_first_answer_had_no_id_token_no_later_one_has() {
    let stand_in = start().await;
    stand_in.faults().leave_out_id_tokens(true);
    let token = refresh_token(&stand_in).await;
    stand_in.faults().leave_out_id_tokens(false);
    let (status, tokens) = refresh(&stand_in, REST_KEY, &token).await;
    assert_eq!((status, tokens.get("id_token")), (200, None));
}
