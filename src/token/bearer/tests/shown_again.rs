//! A token that was shown before: its signature is known to be good, and nothing else is taken on trust.

use super::{NOW, verify};
use crate::token::checked::TokenDigest;
use crate::token::samples::{at, ec, ed, generated, keys, oct, retired};
use crate::token::{Algorithm, BearerError, SigningKeys, verify_access_token};
use serde_json::{Value, json};

#[test]
fn it_says_what_it_said() {
    let keys = keys(&[ec()]);
    let token = keys
        .sign(&json!({"sub": "s", "exp": NOW + 1, "role": "r"}))
        .unwrap();
    let first = verify(&keys, &token).unwrap();
    assert!(keys.checked().get(&TokenDigest::of(&token)).is_some());
    assert_eq!(verify(&keys, &token), Ok(first));
}

#[test]
fn it_is_refused_once_it_has_expired_and_while_it_is_not_yet_valid() {
    let keys = keys(&[ec()]);
    let token = keys.sign(&json!({"nbf": NOW, "exp": NOW + 10})).unwrap();
    let told = |now| verify_access_token(&keys, &token, at(now)).map(drop);
    assert_eq!(told(NOW), Ok(()));
    assert_eq!(told(NOW + 10), Err(BearerError::Expired));
    assert_eq!(told(NOW - 1), Err(BearerError::NotYetValid));
    assert_eq!(told(NOW + 9), Ok(()));
}

#[test]
fn another_signature_on_the_same_claims_is_refused() {
    let keys = keys(&[ec()]);
    let token = keys.sign(&json!({"sub": "s"})).unwrap();
    assert!(verify(&keys, &token).is_ok());
    let (message, _) = token.rsplit_once('.').unwrap();
    let other = keys.sign(&json!({"sub": "t"})).unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    let forged = format!("{message}.{signature}");
    assert_eq!(verify(&keys, &forged), Err(BearerError::SignatureInvalid));
    assert!(keys.checked().get(&TokenDigest::of(&forged)).is_none());
}

#[test]
fn keys_that_do_not_hold_its_own_refuse_it() {
    let old = keys(&[ec()]);
    let token = old.sign(&json!({"sub": "s"})).unwrap();
    assert!(verify(&old, &token).is_ok());
    let without = SigningKeys::from_jwks(&[generated(Algorithm::Es256)]).unwrap();
    assert!(matches!(
        verify(&without, &token),
        Err(BearerError::UnknownKid { .. })
    ));
    let with = keys(&[ed(), retired(ec())]);
    assert!(verify(&with, &token).is_ok());
}

#[test]
fn what_a_secret_has_signed_is_checked_each_time() {
    let keys = keys(&[oct()]);
    let token = keys.sign(&Value::Object(serde_json::Map::new())).unwrap();
    assert!(verify(&keys, &token).is_ok());
    assert!(keys.checked().get(&TokenDigest::of(&token)).is_none());
}
