//! Which key may have signed a token.

use super::forge::{NOW, at, claims, encode, expected, header, jwk, sign, verdict, with_header};
use crate::oidc::{KeySet, VerifyError, verify};
use aws_lc_rs::hmac;
use serde_json::json;

#[test]
fn an_unknown_key_is_refused_by_name() {
    let verdict = verdict(&with_header("kid", json!("key-2")));
    let kid = "key-2".to_owned();
    assert_eq!(verdict, Err(VerifyError::UnknownKid { kid }));
}

#[test]
fn an_error_keeps_a_huge_key_id_cut() {
    let verdict = verdict(&with_header("kid", json!("k".repeat(8000))));
    let kid = "k".repeat(64);
    assert_eq!(verdict, Err(VerifyError::UnknownKid { kid }));
}

#[test]
fn a_changed_payload_is_refused() {
    let token = sign(&header(), &claims());
    let mut other = claims();
    other.insert("sub".to_owned(), json!("1"));
    let other = sign(&header(), &other);
    let (signed, _) = other.rsplit_once('.').unwrap();
    let (_, signature) = token.rsplit_once('.').unwrap();
    let verdict = verdict(&format!("{signed}.{signature}"));
    assert_eq!(verdict, Err(VerifyError::BadSignature));
}

#[test]
fn a_missing_or_cut_signature_is_refused() {
    let token = sign(&header(), &claims());
    let (signed, _) = token.rsplit_once('.').unwrap();
    for signature in ["", "AAAA"] {
        let verdict = verdict(&format!("{signed}.{signature}"));
        assert_eq!(verdict, Err(VerifyError::BadSignature));
    }
}

#[test]
fn an_hmac_under_the_public_key_is_refused() {
    let header = json!({ "alg": "HS256", "typ": "JWT", "kid": "key-1" });
    let signed = format!(
        "{}.{}",
        encode(header.to_string()),
        encode(json!(claims()).to_string())
    );
    let secret = hmac::Key::new(hmac::HMAC_SHA256, jwk("key-1").to_string().as_bytes());
    let tag = hmac::sign(&secret, signed.as_bytes());
    let alg = "HS256".to_owned();
    let verdict = verdict(&format!("{signed}.{}", encode(tag)));
    assert_eq!(verdict, Err(VerifyError::AlgorithmNotAllowed { alg }));
}

#[test]
fn a_token_of_another_key_under_our_key_id_is_refused() {
    // Kakao's key in place of the pretended provider's, under the same name.
    let kakao = include_bytes!("../../../fixtures/kakao/jwks.json");
    let mut set: serde_json::Value = serde_json::from_slice(kakao).unwrap();
    set["keys"][0]["kid"] = json!("key-1");
    let keys = KeySet::parse(set.to_string().as_bytes()).unwrap();
    let token = sign(&header(), &claims());
    let verdict = verify(&token, &keys, &expected(), at(NOW));
    assert_eq!(verdict, Err(VerifyError::BadSignature));
}
