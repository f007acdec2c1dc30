//! Which keys of a set can be used.

use super::forge::{encode, jwk, jwks};
use crate::oidc::{KeySet, KeySetError, SkippedKey, UnusableKey};
use serde_json::{Value, json};

fn set(keys: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// A set of a key that is right but for one member, and of one that is right.
fn set_with(member: &str, value: Value) -> KeySet {
    let mut spoiled = jwk("spoiled");
    spoiled[member] = value;
    set(&[spoiled, jwk("good")])
}

fn skipped(kid: &str, reason: UnusableKey) -> [SkippedKey; 1] {
    let kid = Some(kid.to_owned());
    [SkippedKey { kid, reason }]
}

#[test]
fn a_key_without_use_and_alg_is_usable() {
    let mut bare = jwk("bare");
    for member in ["use", "alg"] {
        bare.as_object_mut().unwrap().remove(member);
    }
    assert_eq!(set(&[bare]).kids(), ["bare"]);
}

#[test]
fn a_key_for_something_else_is_left_out_and_costs_no_other() {
    let other = |alg: &str| UnusableKey::OtherAlgorithm {
        alg: alg.to_owned(),
    };
    for (member, value, reason) in [
        ("kty", json!("EC"), UnusableKey::NotRsa),
        ("use", json!("enc"), UnusableKey::NotForSignatures),
        ("key_ops", json!(["sign"]), UnusableKey::NotForSignatures),
        ("alg", json!("RS512"), other("RS512")),
        ("alg", json!("PS256"), other("PS256")),
        ("n", json!(1), UnusableKey::Malformed),
        ("n", json!("not base64!"), UnusableKey::Malformed),
        ("e", json!(null), UnusableKey::Malformed),
        ("use", json!(["sig"]), UnusableKey::Malformed),
    ] {
        let keys = set_with(member, value);
        assert_eq!(keys.kids(), ["good"]);
        assert_eq!(keys.skipped(), skipped("spoiled", reason));
    }
}

#[test]
fn a_key_whose_numbers_are_unsound_is_left_out() {
    let odd = |bytes: usize| json!(encode(vec![0xff_u8; bytes]));
    let mut even = vec![0xff_u8; 256];
    even[255] = 0xfe;
    for (member, value) in [
        ("n", odd(128)),
        ("n", odd(255)),
        ("n", odd(1025)),
        ("n", json!(encode(even))),
        ("n", json!("")),
        ("e", json!("")),
        ("e", json!("AQ")),
        ("e", json!("Ag")),
        ("e", odd(5)),
    ] {
        let keys = set_with(member, value);
        assert_eq!(keys.skipped(), skipped("spoiled", UnusableKey::Unsound));
    }
}

#[test]
fn a_modulus_with_zeros_before_it_is_no_longer_for_that() {
    let mut padded = vec![0_u8; 200];
    padded.extend([0xff_u8; 128]);
    let keys = set_with("n", json!(encode(padded)));
    assert_eq!(keys.skipped(), skipped("spoiled", UnusableKey::Unsound));
}

#[test]
fn a_key_without_a_name_is_left_out() {
    let mut nameless = jwk("");
    let keys = set(&[nameless.clone()]);
    assert_eq!(keys.skipped(), skipped("", UnusableKey::Nameless));
    nameless.as_object_mut().unwrap().remove("kid");
    let keys = set(&[nameless, json!("no key at all")]);
    let reasons: Vec<_> = keys
        .skipped()
        .iter()
        .map(|skipped| skipped.reason.clone())
        .collect();
    assert_eq!(reasons, [UnusableKey::Nameless, UnusableKey::Malformed]);
}

#[test]
fn of_two_keys_of_one_name_the_first_is_kept() {
    let keys = set(&[jwk("same"), jwk("same")]);
    assert_eq!(keys.kids(), ["same"]);
    assert_eq!(keys.skipped(), skipped("same", UnusableKey::SameName));
}

#[test]
fn an_unusable_key_takes_no_name_away() {
    let mut spoiled = jwk("same");
    spoiled["use"] = json!("enc");
    let keys = set(&[spoiled, jwk("same")]);
    assert_eq!(keys.kids(), ["same"]);
}

#[test]
fn a_set_without_usable_keys_is_empty() {
    assert!(set(&[]).is_empty());
    assert!(
        !KeySet::parse(jwks(&["key-1"]).as_bytes())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_document_that_is_no_key_set_is_an_error() {
    for document in [
        &b""[..],
        b"[]",
        b"{}",
        b"{\"keys\":{}}",
        b"<html>",
        b"{\"keys\":[\"\xff\"]}",
    ] {
        assert_eq!(
            KeySet::parse(document).unwrap_err(),
            KeySetError::NotAKeySet
        );
    }
}
