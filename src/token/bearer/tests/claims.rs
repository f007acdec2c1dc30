//! `exp`, `nbf`, and the claims that are told.

use super::{NOW, malformed, verify};
use crate::token::samples::{ec, keys};
use crate::token::{BearerError, VerifiedToken};
use serde_json::{Value, json};

fn verify_claims(claims: &Value) -> Result<VerifiedToken, BearerError> {
    let keys = keys(&[ec()]);
    verify(&keys, &keys.sign(claims).unwrap())
}

#[test]
fn the_claims_that_later_checks_need_are_told() {
    let claims = json!({"sub": "s", "aud": "authenticated", "role": "r", "session_id": "i",
        "exp": NOW + 1, "email": "a@example.com", "is_anonymous": true, "amr": []});

    assert_eq!(
        verify_claims(&claims),
        Ok(VerifiedToken {
            sub: Some("s".to_owned()),
            aud: vec!["authenticated".to_owned()],
            role: Some("r".to_owned()),
            session_id: Some("i".to_owned()),
            exp: Some(NOW + 1),
            email: Some("a@example.com".to_owned()),
            is_anonymous: true,
        })
    );
}

#[test]
fn absent_null_and_empty_are_the_same() {
    let nothing = verify_claims(&json!({})).unwrap();

    for empty in [json!(null), json!("")] {
        let claims = json!({"sub": empty, "role": empty, "session_id": empty, "email": empty});
        assert_eq!(verify_claims(&claims), Ok(nothing.clone()));
    }
    assert_eq!((nothing.sub, nothing.exp), (None, None));
}

#[test]
fn an_audience_may_be_an_array() {
    let aud = |aud: Value| verify_claims(&json!({"aud": aud})).unwrap().aud;

    assert_eq!(aud(json!(["a", "b"])), ["a", "b"]);
    assert_eq!(aud(json!(null)), Vec::<String>::new());
    assert!(malformed(&verify_claims(&json!({"aud": 1}))));
}

#[test]
fn a_token_expires_at_exp_and_not_a_second_before() {
    assert!(verify_claims(&json!({"exp": NOW + 1})).is_ok());
    assert_eq!(
        verify_claims(&json!({"exp": NOW})),
        Err(BearerError::Expired)
    );
    assert_eq!(
        verify_claims(&json!({"exp": -1.5})),
        Err(BearerError::Expired)
    );
}

#[test]
fn a_fraction_of_a_second_is_cut_and_a_huge_exp_never_comes() {
    let exp = |exp: Value| verify_claims(&json!({"exp": exp})).map(|token| token.exp);

    assert_eq!(exp(json!(1_790_000_000.9)), Err(BearerError::Expired));
    assert_eq!(exp(json!(1_790_000_001.5)), Ok(Some(NOW + 1)));
    assert_eq!(exp(json!(1e300)), Ok(Some(i64::MAX)));
    assert_eq!(exp(json!(u64::MAX)), Ok(Some(i64::MAX)));
}

#[test]
fn a_token_is_not_valid_before_nbf() {
    assert!(verify_claims(&json!({"nbf": NOW})).is_ok());
    assert_eq!(
        verify_claims(&json!({"nbf": NOW + 1})),
        Err(BearerError::NotYetValid)
    );
}

#[test]
fn claims_of_the_wrong_type_are_malformed() {
    for claims in [
        json!({"sub": 1}),
        json!({"exp": "1890000000"}),
        json!({"nbf": true}),
        json!({"role": ["service_role"]}),
        json!([]),
    ] {
        assert!(malformed(&verify_claims(&claims)), "{claims}");
    }
}
