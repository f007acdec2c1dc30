//! Keys of RFC 7515, appendix A, and RFC 8037, appendix A, and what is refused.

use super::{Algorithm, JwkFault, PrivateJwk, UnsupportedAlgorithm};
use serde_json::{Value, json};

fn ec() -> Value {
    json!({"kty": "EC", "crv": "P-256", "kid": "a", "alg": "ES256", "key_ops": ["sign", "verify"],
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})
}

fn fault_of(key: &Value) -> Option<JwkFault> {
    PrivateJwk::parse(&key.to_string()).err()
}

fn with(mut key: Value, member: &str, value: Value) -> Value {
    key[member] = value;
    key
}

#[test]
fn an_exposed_key_is_read_back_with_the_same_members() {
    let key = PrivateJwk::parse(&ec().to_string()).unwrap();

    assert_eq!(
        serde_json::from_str::<Value>(&key.expose_json()).unwrap(),
        with(ec(), "use", json!("sig"))
    );
}

#[test]
fn debug_tells_nothing() {
    let key = PrivateJwk::parse(&ec().to_string()).unwrap();

    assert_eq!(format!("{key:?}"), "PrivateJwk(…)");
}

#[test]
fn a_key_without_private_members_is_read() {
    let mut key = ec();
    key.as_object_mut().unwrap().remove("d");

    assert_eq!(fault_of(&key), None);
}

#[test]
fn without_alg_the_type_decides() {
    let alg_of = |key: Value| PrivateJwk::parse(&key.to_string()).unwrap().alg;

    assert_eq!(alg_of(with(ec(), "alg", Value::Null)), Algorithm::Es256);
    assert_eq!(alg_of(json!({"kty": "oct", "k": "AAAA"})), Algorithm::Hs256);
    assert_eq!(
        alg_of(json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"})),
        Algorithm::Rs256
    );
}

#[test]
fn es512_is_refused_by_name() {
    let refused = Some(UnsupportedAlgorithm::Es512.into());

    assert_eq!(fault_of(&with(ec(), "alg", json!("ES512"))), refused);
    assert_eq!(fault_of(&with(ec(), "crv", json!("P-521"))), refused);
}

#[test]
fn each_structural_fault_has_its_own_reason() {
    let cases = [
        (
            with(ec(), "alg", json!("ES384")),
            JwkFault::AlgorithmMismatch,
        ),
        (
            with(ec(), "alg", json!("none")),
            UnsupportedAlgorithm::Unknown.into(),
        ),
        (with(ec(), "kty", json!("EC2")), JwkFault::UnknownKeyType),
        (with(ec(), "kty", Value::Null), JwkFault::Missing("kty")),
        (
            with(ec(), "crv", json!("secp256k1")),
            JwkFault::UnknownCurve("P-256 or P-384"),
        ),
        (with(ec(), "use", json!("enc")), JwkFault::NotForSignatures),
        (
            with(ec(), "key_ops", json!("sign")),
            JwkFault::MalformedOperations,
        ),
        (
            with(ec(), "key_ops", json!([1])),
            JwkFault::MalformedOperations,
        ),
        (with(ec(), "d", json!(7)), JwkFault::NotText("d")),
        (with(ec(), "d", json!("a b")), JwkFault::NotBase64Url("d")),
        (with(ec(), "d", json!("AA==")), JwkFault::NotBase64Url("d")),
        (
            with(ec(), "d", json!("AA")),
            JwkFault::WrongLength {
                member: "d",
                expected: 32,
            },
        ),
        (json!({"kty": "oct", "k": ""}), JwkFault::EmptySecret),
        (
            json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQ"}),
            JwkFault::Missing("p"),
        ),
        (
            json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "oth": []}),
            JwkFault::MultiPrime,
        ),
        (json!("a key"), JwkFault::NotAnObject),
    ];
    for (key, fault) in cases {
        assert_eq!(fault_of(&key), Some(fault), "{key}");
    }
}

#[test]
fn a_fault_in_a_list_names_the_key_and_repeats_nothing_of_it() {
    let list = json!([ec(), with(ec(), "d", json!("s3cr3t!"))]).to_string();

    let fault = PrivateJwk::parse_list(&list).err().unwrap();

    assert_eq!(
        fault.to_string(),
        "key 2: the member d is not base64url without padding"
    );
}

#[test]
fn what_is_no_list_is_named_as_such() {
    let fault_of = |text: &str| PrivateJwk::parse_list(text).err();

    assert_eq!(fault_of(&ec().to_string()), Some(JwkFault::NotAnArray));
    assert_eq!(
        fault_of("[{\"d\":"),
        Some(JwkFault::NotJson { line: 1, column: 6 })
    );
}
