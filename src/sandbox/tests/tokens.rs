//! ID tokens and keys are Kakao's in every member.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    clock::SystemChance,
    sandbox::{
        KeyChoice, SandboxError, Scheme, StandIn, StandInOptions, StandInUser, TokenRequest,
        hashed_nonce, paths,
    },
};

use super::{NATIVE_KEY, StoppedClock, get, opened, options, ryu, start, start_with};

fn raw_claims(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

#[tokio::test]
async fn an_id_token_has_kakaos_header_and_claims_in_kakaos_order() {
    let stand_in = start().await;
    let minted = stand_in
        .mint_id_token(&TokenRequest {
            nonce: Some(hashed_nonce("raw")),
            ..TokenRequest::of(ryu())
        })
        .unwrap();
    let (header, _) = opened(&stand_in, &minted.id_token);
    let kid = stand_in.kid(KeyChoice::Signing).unwrap();
    assert_eq!(
        header,
        format!(r#"{{"kid":"{kid}","typ":"JWT","alg":"RS256"}}"#)
    );
    assert_eq!(
        raw_claims(&minted.id_token),
        format!(
            concat!(
                r#"{{"aud":"0123456789abcdef0123456789abcdef","sub":"9007199254740993","#,
                r#""auth_time":1790000000,"iss":"{}","nickname":"류","exp":1790021600,"#,
                r#""iat":1790000000,"#,
                r#""nonce":"d7439bee24773bcbfa2d0a97947ee36227b10d1022b1a55847e928965bb6bfde","#,
                r#""picture":"http://k.kakaocdn.net/dn/ryu/img_110x110.jpg","email":"ryu@example.com"}}"#
            ),
            stand_in.url()
        )
    );
}

#[tokio::test]
async fn what_a_user_does_not_share_is_not_in_the_token() {
    let stand_in = start().await;
    let minted = stand_in
        .mint_id_token(&TokenRequest {
            client_id: Some(NATIVE_KEY.to_owned()),
            expires_in: -1,
            ..TokenRequest::of(StandInUser::new(7))
        })
        .unwrap();
    let (_, claims) = opened(&stand_in, &minted.id_token);
    assert_eq!(
        claims,
        json!({
            "aud": NATIVE_KEY,
            "sub": "7",
            "auth_time": 1_790_000_000,
            "iss": stand_in.url(),
            "exp": 1_789_999_999,
            "iat": 1_790_000_000,
        })
    );
}

#[tokio::test]
async fn two_keys_are_published_with_kakaos_members_alone() {
    let stand_in = start().await;
    let (status, jwks) = get(&stand_in, paths::KEYS).await;
    assert_eq!(status, 200);
    let keys = jwks["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        let members: Vec<&String> = key.as_object().unwrap().keys().collect();
        let mut expected = vec!["kid", "kty", "alg", "use", "n", "e"];
        expected.sort_unstable();
        let mut members: Vec<&str> = members.into_iter().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, expected);
        assert_eq!(key["kid"].as_str().unwrap().len(), 30);
        let modulus = URL_SAFE_NO_PAD.decode(key["n"].as_str().unwrap()).unwrap();
        assert_eq!(modulus.len(), 256);
        assert_eq!(
            [&key["kty"], &key["alg"], &key["use"], &key["e"]],
            ["RSA", "RS256", "sig", "AQAB"]
        );
    }
    assert_eq!(keys[0]["kid"], stand_in.kid(KeyChoice::Signing).unwrap());
    assert_eq!(keys[1]["kid"], stand_in.kid(KeyChoice::Other).unwrap());
}

#[tokio::test]
async fn discovery_names_its_own_issuer_and_endpoints() {
    let stand_in = start().await;
    let (status, document) = get(&stand_in, paths::DISCOVERY).await;
    let url = stand_in.url();
    assert_eq!(status, 200);
    assert_eq!(
        document,
        json!({
            "issuer": url,
            "authorization_endpoint": format!("{url}/oauth/authorize"),
            "token_endpoint": format!("{url}/oauth/token"),
            "userinfo_endpoint": format!("{url}/v1/oidc/userinfo"),
            "jwks_uri": format!("{url}/.well-known/jwks.json"),
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "request_uri_parameter_supported": false,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["iss", "aud", "sub", "auth_time", "exp", "iat", "nonce", "nickname", "picture", "email"],
        })
    );
}

#[tokio::test]
async fn over_http_an_issuer_of_its_own_leaves_the_endpoints_where_they_are() {
    let kakao = StandInOptions {
        issuer: Some("https://kauth.kakao.com".to_owned()),
        ..options()
    };
    let stand_in = start_with(kakao, &StoppedClock::new()).await;
    let (_, document) = get(&stand_in, paths::DISCOVERY).await;
    assert_eq!(document["issuer"], "https://kauth.kakao.com");
    assert_eq!(
        document["jwks_uri"],
        format!("{}{}", stand_in.url(), paths::KEYS)
    );
    let minted = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    assert_eq!(
        opened(&stand_in, &minted.id_token).1["iss"],
        "https://kauth.kakao.com"
    );
}

#[tokio::test]
async fn after_a_rotation_a_new_key_signs_and_the_former_one_stays_published() {
    let stand_in = start().await;
    let before = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    let [signing, other] =
        [KeyChoice::Signing, KeyChoice::Other].map(|key| stand_in.kid(key).unwrap());
    stand_in.rotate_keys().unwrap();
    assert_eq!(stand_in.kid(KeyChoice::Other).unwrap(), signing);
    assert_ne!(stand_in.kid(KeyChoice::Signing).unwrap(), other);
    let after = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    opened(&stand_in, &before.id_token);
    opened(&stand_in, &after.id_token);
    let (_, jwks) = get(&stand_in, paths::KEYS).await;
    assert!(!jwks.to_string().contains(&other));
}

#[tokio::test]
async fn any_header_and_payload_can_be_signed_by_any_key() {
    let stand_in = start().await;
    let kid = stand_in.kid(KeyChoice::Other).unwrap();
    let header = format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
    let token = stand_in
        .sign(KeyChoice::Other, Scheme::Rs256, &header, r#"{"sub":1}"#)
        .unwrap();
    assert_eq!(opened(&stand_in, &token), (header, json!({"sub": 1})));

    let foreign = stand_in.kid(KeyChoice::Foreign).unwrap();
    assert_eq!(stand_in.kid(KeyChoice::Foreign).unwrap(), foreign);
    assert!(!stand_in.jwks().unwrap().to_string().contains(&foreign));
}

#[tokio::test]
async fn the_other_schemes_make_genuine_signatures_too() {
    use aws_lc_rs::signature::{
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
        RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
    };
    let stand_in = start().await;
    let public = stand_in.public_der(KeyChoice::Signing).unwrap();
    let schemes: [(Scheme, &'static RsaParameters); 4] = [
        (Scheme::Rs256, &RSA_PKCS1_2048_8192_SHA256),
        (Scheme::Rs384, &RSA_PKCS1_2048_8192_SHA384),
        (Scheme::Rs512, &RSA_PKCS1_2048_8192_SHA512),
        (Scheme::Ps256, &RSA_PSS_2048_8192_SHA256),
    ];
    for (scheme, parameters) in schemes {
        let token = stand_in
            .sign(KeyChoice::Signing, scheme, "{}", [0xff])
            .unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(parameters, &public)
            .verify(signed.as_bytes(), &signature)
            .unwrap();
    }
}

#[tokio::test]
async fn without_keys_it_makes_its_own() {
    let own = StandInOptions {
        keys: None,
        ..options()
    };
    let stand_in = start_with(own, &StoppedClock::new()).await;
    let minted = stand_in.mint_id_token(&TokenRequest::of(ryu())).unwrap();
    opened(&stand_in, &minted.id_token);
    assert_ne!(
        stand_in.kid(KeyChoice::Signing).unwrap(),
        start().await.kid(KeyChoice::Signing).unwrap()
    );
}

#[tokio::test]
async fn it_does_not_start_without_an_app_key() {
    let nameless = StandInOptions {
        client_ids: Vec::new(),
        ..options()
    };
    let refused = StandIn::start(nameless, StoppedClock::new(), Arc::new(SystemChance)).await;
    assert!(matches!(refused, Err(SandboxError::NoClientId)));
}

#[tokio::test]
async fn another_takes_its_port_and_keys_after_it_stopped() {
    let first = start().await;
    let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
    let taken = StandInOptions { port, ..options() };
    let refused = StandIn::start(taken.clone(), StoppedClock::new(), Arc::new(SystemChance)).await;
    assert!(matches!(refused, Err(SandboxError::Bind { port: p, .. }) if p == port));
    let jwks: Value = first.jwks().unwrap();
    first.stop().await;
    let second = start_with(taken, &StoppedClock::new()).await;
    assert_eq!(get(&second, paths::KEYS).await, (200, jwks));
}
