//! What a header may not say. Every token here is signed by the right key.

use super::forge::{claims, encode, header, sign, verdict, with_header};
use crate::oidc::{UnverifiedToken, VerifyError};
use serde_json::json;

#[test]
fn every_algorithm_but_rs256_is_refused() {
    for alg in [
        "none", "None", "NONE", "nOnE", "HS256", "RS384", "RS512", "PS256", "ES256", "EdDSA",
        "rs256", "RS256 ", "",
    ] {
        let verdict = verdict(&with_header("alg", json!(alg)));
        let alg = alg.to_owned();
        assert_eq!(verdict, Err(VerifyError::AlgorithmNotAllowed { alg }));
    }
}

#[test]
fn an_unsigned_token_is_refused_by_its_algorithm() {
    let header = json!({ "alg": "none", "kid": "key-1" }).to_string();
    let token = format!("{}.{}.", encode(header), encode("{}"));
    let alg = "none".to_owned();
    assert_eq!(
        verdict(&token),
        Err(VerifyError::AlgorithmNotAllowed { alg })
    );
}

#[test]
fn a_missing_algorithm_is_refused() {
    let mut header = header();
    header.remove("alg");
    let verdict = verdict(&sign(&header, &claims()));
    assert_eq!(verdict, Err(VerifyError::AlgorithmMissing));
}

#[test]
fn an_algorithm_that_is_no_text_is_refused() {
    let verdict = verdict(&with_header("alg", json!(["RS256"])));
    let alg = "not a text".to_owned();
    assert_eq!(verdict, Err(VerifyError::AlgorithmNotAllowed { alg }));
}

#[test]
fn an_error_keeps_a_long_algorithm_cut_and_without_control_characters() {
    let verdict = verdict(&with_header(
        "alg",
        json!(format!("\n{}", "A".repeat(1000))),
    ));
    let alg = format!("\u{fffd}{}", "A".repeat(63));
    assert_eq!(verdict, Err(VerifyError::AlgorithmNotAllowed { alg }));
}

#[test]
fn a_type_in_any_case_or_none_at_all_is_accepted() {
    assert!(verdict(&with_header("typ", json!("jwt"))).is_ok());
    let mut header = header();
    header.remove("typ");
    assert!(verdict(&sign(&header, &claims())).is_ok());
}

#[test]
fn another_type_is_refused() {
    for typ in [
        json!("secevent+jwt"),
        json!("at+jwt"),
        json!(""),
        json!(null),
        json!(1),
    ] {
        let verdict = verdict(&with_header("typ", typ));
        assert_eq!(verdict, Err(VerifyError::TypeNotAllowed));
    }
}

#[test]
fn critical_extensions_are_refused_even_if_there_are_none() {
    for crit in [json!(["b64"]), json!([]), json!(null)] {
        let verdict = verdict(&with_header("crit", crit));
        assert_eq!(verdict, Err(VerifyError::CriticalExtension));
    }
}

#[test]
fn an_unencoded_payload_is_refused() {
    let verdict = verdict(&with_header("b64", json!(false)));
    assert_eq!(verdict, Err(VerifyError::UnencodedPayload));
}

#[test]
fn an_embedded_key_or_the_address_of_one_is_refused() {
    for member in ["jwk", "jku", "x5c", "x5u"] {
        let verdict = verdict(&with_header(member, json!("https://attacker.example")));
        assert_eq!(verdict, Err(VerifyError::EmbeddedKey { member }));
    }
}

#[test]
fn a_key_id_that_is_missing_empty_or_no_text_is_refused() {
    for kid in [json!(""), json!(1), json!(null), json!(["key-1"])] {
        let verdict = verdict(&with_header("kid", kid));
        assert_eq!(verdict, Err(VerifyError::KeyIdMissing));
    }
}

#[test]
fn a_parsed_token_tells_its_key_id() {
    let token = sign(&header(), &claims());
    let token = UnverifiedToken::parse(&token).unwrap();
    assert_eq!(token.kid(), Some("key-1"));
}
