//! User information belongs to the bearer of an access token.

use chrono::TimeDelta;
use serde_json::json;

use crate::sandbox::{StandInUser, TokenRequest, paths};

use super::{StoppedClock, answer, client, get, get_with_token, options, ryu, start, start_with};

#[tokio::test]
async fn userinfo_tells_what_was_shared_and_whether_the_address_is_good() {
    let stand_in = start().await;
    let minted = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    assert_eq!(
        get_with_token(&stand_in, paths::USERINFO, &minted.access_token).await,
        (
            200,
            json!({
                "sub": "9007199254740993",
                "nickname": "류",
                "picture": "http://k.kakaocdn.net/dn/ryu/img_110x110.jpg",
                "email": "ryu@example.com",
                "email_verified": true,
            })
        )
    );
    let lost = StandInUser {
        email_is_valid: false,
        ..ryu()
    };
    let minted = stand_in.mint_id_token(&TokenRequest::of(lost)).unwrap();
    let (_, told) = get_with_token(&stand_in, paths::USERINFO, &minted.access_token).await;
    assert_eq!(told["email_verified"], false);
}

#[tokio::test]
async fn kakaos_own_endpoint_tells_the_id_as_a_number() {
    let stand_in = start().await;
    let masked = StandInUser {
        email: Some("ry***@example.com".to_owned()),
        email_is_valid: false,
        ..ryu()
    };
    let minted = stand_in.mint_id_token(&TokenRequest::of(masked)).unwrap();
    assert_eq!(
        get_with_token(&stand_in, paths::ME, &minted.access_token).await,
        (
            200,
            json!({
                "id": 9_007_199_254_740_993_u64,
                "kakao_account": {
                    "profile": {
                        "nickname": "류",
                        "profile_image_url": "http://k.kakaocdn.net/dn/ryu/img_110x110.jpg",
                    },
                    "email": "ry***@example.com",
                    "is_email_valid": false,
                    "is_email_verified": true,
                },
            })
        )
    );
}

#[tokio::test]
async fn of_a_user_who_shares_nothing_only_the_id_is_told() {
    let stand_in = start().await;
    let request = TokenRequest::of(StandInUser::new(7));
    let token = stand_in.mint_id_token(&request).unwrap().access_token;
    assert_eq!(
        get_with_token(&stand_in, paths::USERINFO, &token).await,
        (200, json!({"sub": "7"}))
    );
    assert_eq!(
        get_with_token(&stand_in, paths::ME, &token).await,
        (200, json!({"id": 7, "kakao_account": {"profile": {}}}))
    );
}

#[tokio::test]
async fn token_info_tells_how_long_the_token_lasts() {
    let clock = StoppedClock::new();
    let stand_in = start_with(options(), &clock).await;
    let minted = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    clock.advance(TimeDelta::seconds(21_599));
    assert_eq!(
        get_with_token(&stand_in, paths::TOKEN_INFO, &minted.access_token).await,
        (
            200,
            json!({"id": 9_007_199_254_740_993_u64, "expires_in": 1, "app_id": 100_001})
        )
    );
    clock.advance(TimeDelta::seconds(1));
    let gone = json!({"msg": "this access token is unknown or has expired", "code": -401});
    for path in [paths::TOKEN_INFO, paths::ME, paths::USERINFO] {
        assert_eq!(
            get_with_token(&stand_in, path, &minted.access_token).await,
            (401, gone.clone())
        );
    }
}

#[tokio::test]
async fn without_a_bearer_nothing_is_told() {
    let stand_in = start().await;
    let minted = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    let missing = json!({"msg": "there is no access token in Authorization", "code": -401});
    for path in [paths::TOKEN_INFO, paths::ME, paths::USERINFO] {
        assert_eq!(get(&stand_in, path).await, (401, missing.clone()));
        let basic = client()
            .get(format!("{}{path}", stand_in.url()))
            .header("authorization", format!("Basic {}", minted.access_token));
        let told = answer(basic.send().await.unwrap()).await;
        assert_eq!(told, (401, missing.clone()));
    }
}
