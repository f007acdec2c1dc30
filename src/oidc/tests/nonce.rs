//! The nonce in each of its ways, and the access token.

use super::forge::{NOW, at, encode, expected, keys, with_claim, with_claims};
use crate::oidc::{Claims, Expected, NonceRule, VerifyError, verify};
use aws_lc_rs::digest::{SHA256, digest};
use serde_json::json;

const RAW: &str = "random";
/// SHA-256 of `random`.
const HASHED: &str = "a441b15fe9a3cf56661190a0b93b9dec7d04127288cc87250967cf3b52894d11";

fn token_with(nonce: Option<&str>) -> String {
    with_claims(|claims| {
        if let Some(nonce) = nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
    })
}

fn verdict(claim: Option<&str>, nonce: NonceRule<'_>) -> Result<Claims, VerifyError> {
    let expected = Expected {
        nonce,
        ..expected()
    };
    verify(&token_with(claim), &keys(), &expected, at(NOW))
}

fn hashed(raw: Option<&str>) -> NonceRule<'_> {
    NonceRule::Hashed {
        raw,
        required: false,
    }
}

fn required(raw: Option<&str>) -> NonceRule<'_> {
    NonceRule::Hashed {
        raw,
        required: true,
    }
}

#[test]
fn the_hash_of_the_requests_nonce_is_accepted() {
    let claims = verdict(Some(HASHED), hashed(Some(RAW))).unwrap();
    assert_eq!(claims.nonce.as_deref(), Some(HASHED));
    assert!(verdict(Some(HASHED), required(Some(RAW))).is_ok());
}

#[test]
fn the_raw_nonce_an_upper_case_hash_and_a_cut_hash_do_not_match() {
    for claim in [
        RAW,
        &HASHED.to_uppercase(),
        HASHED.strip_suffix('1').unwrap(),
    ] {
        let verdict = verdict(Some(claim), hashed(Some(RAW)));
        assert_eq!(verdict, Err(VerifyError::NonceMismatch));
    }
}

#[test]
fn a_nonce_on_one_side_only_is_refused() {
    for rule in [hashed, required] {
        let one_sided = Err(VerifyError::NonceOneSided);
        assert_eq!(verdict(Some(HASHED), rule(None)), one_sided);
        assert_eq!(verdict(None, rule(Some(RAW))), one_sided);
    }
}

#[test]
fn an_empty_nonce_counts_as_none_on_either_side() {
    assert_eq!(
        verdict(Some(HASHED), hashed(Some(""))),
        Err(VerifyError::NonceOneSided)
    );
    assert_eq!(
        verdict(Some(""), hashed(Some(RAW))),
        Err(VerifyError::NonceOneSided)
    );
    assert_eq!(
        verdict(Some(""), hashed(Some(""))).map(|claims| claims.nonce),
        Ok(None)
    );
}

#[test]
fn no_nonce_is_accepted_unless_one_is_required() {
    assert!(verdict(None, hashed(None)).is_ok());
    assert_eq!(
        verdict(None, required(None)),
        Err(VerifyError::NonceRequired)
    );
    assert_eq!(
        verdict(Some(""), required(Some(""))),
        Err(VerifyError::NonceRequired)
    );
}

#[test]
fn a_skipped_check_accepts_any_nonce() {
    for claim in [None, Some(HASHED)] {
        assert!(verdict(claim, NonceRule::Skip).is_ok());
    }
}

#[test]
fn an_exact_nonce_must_be_there_and_equal() {
    assert!(verdict(Some("sent"), NonceRule::Exact("sent")).is_ok());
    for claim in [None, Some(""), Some("other")] {
        let verdict = verdict(claim, NonceRule::Exact("sent"));
        assert_eq!(verdict, Err(VerifyError::NonceMismatch));
    }
}

#[test]
fn another_clients_token_is_refused_before_its_nonce() {
    let expected = Expected {
        nonce: required(None),
        ..expected()
    };
    let token = with_claim("aud", json!("other"));
    let audience = vec!["other".to_owned()];
    let verdict = verify(&token, &keys(), &expected, at(NOW));
    assert_eq!(verdict, Err(VerifyError::UnacceptableAudience { audience }));
}

fn with_access_token(claim: &str, access_token: Option<&str>) -> Result<Claims, VerifyError> {
    let expected = Expected {
        access_token,
        ..expected()
    };
    let token = with_claim("at_hash", json!(claim));
    verify(&token, &keys(), &expected, at(NOW))
}

#[test]
fn the_access_token_must_be_the_one_that_the_id_token_was_issued_with() {
    let half = encode(&digest(&SHA256, b"access").as_ref()[..16]);
    assert!(with_access_token(&half, Some("access")).is_ok());
    let mismatch = Err(VerifyError::AccessTokenMismatch);
    assert_eq!(with_access_token(&half, Some("another")), mismatch);
    assert_eq!(with_access_token("", Some("access")), mismatch);
}

#[test]
fn a_hash_without_an_access_token_is_not_looked_at() {
    assert!(with_access_token("whatever", None).is_ok());
    assert!(with_access_token("whatever", Some("")).is_ok());
}

#[test]
fn an_access_token_without_a_hash_is_not_looked_at() {
    let expected = Expected {
        access_token: Some("access"),
        ..expected()
    };
    assert!(verify(&token_with(None), &keys(), &expected, at(NOW)).is_ok());
}
