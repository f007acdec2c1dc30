//! What an access token looks like, and that an implementation of somebody else's accepts it.

use super::{AccessClaims, AmrEntry, sign_access_token};
use crate::config::jwk::Algorithm;
use crate::token::SigningKeys;
use crate::token::samples::{ec, generated, keys};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, TokenData, Validation};
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

fn sign(keys: &SigningKeys, issuer: &str) -> String {
    let app_metadata = object(json!({"provider": "kakao", "providers": ["kakao"]}));
    let user_metadata = object(json!({"name": "춘식이"}));
    let claims = AccessClaims {
        iss: issuer,
        sub: Uuid::from_u128(1),
        aud: "authenticated",
        exp: 1_790_003_600,
        iat: 1_790_000_000,
        email: "a@example.com",
        phone: "",
        app_metadata: &app_metadata,
        user_metadata: &user_metadata,
        role: "authenticated",
        aal: "aal1",
        amr: &[AmrEntry {
            method: "oauth",
            timestamp: 1_790_000_000,
        }],
        session_id: Uuid::from_u128(2),
        is_anonymous: false,
    };
    sign_access_token(keys, &claims).unwrap()
}

fn payload(token: &str) -> String {
    let encoded = token.split('.').nth(1).unwrap();
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
}

#[test]
fn the_claims_stand_in_the_order_of_the_wire() {
    insta::assert_snapshot!(payload(&sign(&keys(&[ec()]), "https://auth.example.com")), @r#"{"iss":"https://auth.example.com","sub":"00000000-0000-0000-0000-000000000001","aud":"authenticated","exp":1790003600,"iat":1790000000,"email":"a@example.com","phone":"","app_metadata":{"provider":"kakao","providers":["kakao"]},"user_metadata":{"name":"춘식이"},"role":"authenticated","aal":"aal1","amr":[{"method":"oauth","timestamp":1790000000}],"session_id":"00000000-0000-0000-0000-000000000002","is_anonymous":false}"#);
}

#[test]
fn an_empty_issuer_is_left_out() {
    let payload = payload(&sign(&keys(&[ec()]), ""));

    assert!(payload.starts_with(r#"{"sub":"00000000-0000-0000-0000-000000000001""#));
}

#[test]
fn tokens_of_every_asymmetric_algorithm_pass_another_implementation_by_the_jwks() {
    for algorithm in Algorithm::ALL {
        if algorithm == Algorithm::Hs256 {
            continue;
        }
        let keys = SigningKeys::from_jwks(&[generated(algorithm)]).unwrap();
        let jwks: JwkSet = serde_json::from_str(keys.jwks()).unwrap();
        let jwk = jwks.find(keys.kid().unwrap()).unwrap();
        let mut validation = Validation::new(algorithm.name().parse().unwrap());
        validation.validate_exp = false;
        validation.set_audience(&["authenticated"]);

        let decoded: TokenData<Value> = jsonwebtoken::decode(
            sign(&keys, ""),
            &DecodingKey::from_jwk(jwk).unwrap(),
            &validation,
        )
        .unwrap();

        assert_eq!(decoded.claims["session_id"], json!(Uuid::from_u128(2)));
    }
}
