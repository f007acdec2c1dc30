//! Form, algorithm, key and signature.

use super::{malformed, verify};
use crate::config::jwk::Algorithm;
use crate::config::jwt::JwtConfig;
use crate::token::samples::{at, config, ec, ed, jwks, keys, oct, retired, secret, with};
use crate::token::{BearerError, SigningKeys, VerifiedToken, verify_access_token};
use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

fn b64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A token of any header and payload, with an HMAC by `secret`.
fn hs256(header: &str, payload: &str, secret: &[u8]) -> String {
    let message = format!("{}.{}", b64(header), b64(payload));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    format!("{message}.{}", b64(hmac::sign(&key, message.as_bytes())))
}

/// What the keys say to a token of this header; they hold RFC 7515's keys and a secret.
fn verify_header(header: &str) -> Result<VerifiedToken, BearerError> {
    let keys = with_secret(&[ec(), retired(oct())]);
    verify(&keys, &hs256(header, "{}", secret().expose().as_bytes()))
}

fn with_secret(list: &[Value]) -> SigningKeys {
    let config = JwtConfig {
        secret: Some(secret()),
        keys: jwks(list),
        ..config()
    };
    SigningKeys::from_config(&config).unwrap().unwrap()
}

#[test]
fn the_tokens_of_the_rfc_are_accepted() {
    let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    // RFC 7515, appendices A.1 and A.3: neither names a key.
    let hs256 = format!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{payload}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let es256 = format!(
        "eyJhbGciOiJFUzI1NiJ9.{payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );

    for (key, token) in [(oct(), hs256), (ec(), es256)] {
        let keys = keys(&[with(key, "kid", Value::Null)]);
        let token = verify_access_token(&keys, &token, at(1_300_819_379)).unwrap();
        assert_eq!(token.exp, Some(1_300_819_380));
    }
}

#[test]
fn every_single_bit_of_message_and_signature_counts() {
    let keys = keys(&[ec()]);
    let token = keys.sign(&json!({"sub": "s"})).unwrap().into_bytes();
    for index in 0..token.len() {
        for bit in 0..7 {
            let mut changed = token.clone();
            changed[index] ^= 1 << bit;
            let changed = String::from_utf8(changed).unwrap();
            assert!(verify(&keys, &changed).is_err(), "{index} {bit}");
        }
    }
}

#[test]
fn what_is_no_jwt_is_malformed() {
    let keys = keys(&[ec()]);
    let (header, empty) = (b64(r#"{"alg":"ES256"}"#), b64("{}"));
    for token in [
        "a".to_owned(),
        format!("{header}.{empty}"),
        format!("{header}.{empty}.AA.AA"),
        format!("{header}.{empty}.AA.AA.AA"),
        format!("{header}==.{empty}.AA"),
        format!("{header}.{empty}==.AA"),
        format!("{header}.{empty}.A+A/"),
        format!("{header}.{}.AA", b64("{")),
        format!("{header}.{}.AA", b64(r#"{"sub":"a","sub":"b"}"#)),
        format!("{header}.{}.AA", b64(b"{\"sub\":\"\xff\"}")),
        format!("{}.{empty}.AA", b64(r#"["ES256"]"#)),
        format!("{}.{empty}.AA", b64(r#"{"alg":"ES256","alg":"ES256"}"#)),
        format!("{}.{empty}.AA", b64(r#"{"alg":"ES256","kid":7}"#)),
        format!("{}.{empty}.AA", b64(r#"{"alg":"ES256","crit":["b64"]}"#)),
    ] {
        assert!(malformed(&verify(&keys, &token)), "{token}");
    }
}

#[test]
fn none_is_refused_in_any_case() {
    for alg in ["none", "None", "NONE", "nOnE"] {
        let unsigned = format!("{}.{}.", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64("{}"));
        assert_eq!(
            verify(&keys(&[ec()]), &unsigned),
            Err(BearerError::MethodInvalid {
                algorithm: alg.to_owned()
            })
        );
    }
    assert_eq!(verify_header("{}"), Err(BearerError::MethodMissing));
}

#[test]
fn an_algorithm_of_no_configured_key_is_refused_by_name() {
    let keys = keys(&[ec()]);
    let token = hs256(r#"{"alg":"HS256"}"#, "{}", b"");

    assert_eq!(
        verify(&keys, &token).unwrap_err().to_string(),
        "token signature is invalid: signing method HS256 is invalid"
    );
}

#[test]
fn a_public_key_is_never_a_secret() {
    let x = BASE64_URL_SAFE_NO_PAD.decode(ec()["x"].as_str().unwrap());
    let keys = with_secret(&[ec(), retired(oct())]);
    let token = hs256(r#"{"alg":"HS256","kid":"ec"}"#, "{}", &x.unwrap());

    assert_eq!(
        verify(&keys, &token),
        Err(BearerError::KeyOfOtherAlgorithm {
            kid: "ec".to_owned(),
            algorithm: Algorithm::Hs256
        })
    );
}

#[test]
fn the_secret_checks_hs256_tokens_that_name_no_key_of_the_set() {
    assert!(verify_header(r#"{"alg":"HS256"}"#).is_ok());
    assert!(verify_header(r#"{"alg":"HS256","kid":"unknown"}"#).is_ok());
    assert_eq!(
        verify_header(r#"{"alg":"HS256","kid":"oct"}"#),
        Err(BearerError::SignatureInvalid)
    );
}

#[test]
fn an_unknown_kid_is_refused_in_the_words_that_clients_know() {
    assert_eq!(
        verify_header(r#"{"alg":"ES256","kid":"unknown"}"#)
            .unwrap_err()
            .to_string(),
        "token is unverifiable: error while executing keyfunc: unrecognized JWT kid unknown for algorithm ES256"
    );
}

#[test]
fn without_a_secret_an_hs256_token_must_name_its_key() {
    let keys = keys(&[oct()]);

    assert_eq!(
        verify(&keys, &hs256(r#"{"alg":"HS256"}"#, "{}", b"")),
        Err(BearerError::UnknownKid {
            kid: "<nil>".to_owned(),
            algorithm: Algorithm::Hs256
        })
    );
}

#[test]
fn a_retired_key_still_checks_what_it_signed() {
    let token = keys(&[ed()]).sign(&json!({"sub": "s"})).unwrap();
    let rotated = keys(&[ec(), retired(ed())]);

    assert!(verify(&rotated, &token).is_ok());
}

#[test]
fn valid_methods_restrict_what_the_keys_would_accept() {
    let config = JwtConfig {
        keys: jwks(&[ec(), retired(ed())]),
        valid_methods: vec!["ES256".to_owned()],
        ..config()
    };
    let restricted = SigningKeys::from_config(&config).unwrap().unwrap();
    let token = keys(&[ed()]).sign(&json!({})).unwrap();

    assert_eq!(
        verify(&restricted, &token),
        Err(BearerError::MethodInvalid {
            algorithm: "EdDSA".to_owned()
        })
    );
}

#[test]
fn a_kid_is_shown_cut_and_escaped() {
    let kid = format!("a\\n{}", "x".repeat(100));
    let refusal = verify_header(&format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#));

    assert_eq!(
        refusal,
        Err(BearerError::UnknownKid {
            kid: format!("a\\n{}", "x".repeat(62)),
            algorithm: Algorithm::Es256
        })
    );
}

#[test]
fn the_words_that_clients_compare() {
    assert_eq!(
        BearerError::Expired.to_string(),
        "token has invalid claims: token is expired"
    );
    assert!(
        verify(&keys(&[ec()]), "x")
            .unwrap_err()
            .to_string()
            .starts_with("token is malformed: ")
    );
    assert!(
        BearerError::SignatureInvalid
            .to_string()
            .starts_with("token signature is invalid: ")
    );
}
