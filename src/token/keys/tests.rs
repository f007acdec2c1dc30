//! Which sets of keys load, and what is told of them.

use super::SigningKeys;
use crate::config::Secret;
use crate::config::jwk::{Algorithm, Material, PrivateJwk, UnsupportedAlgorithm};
use crate::config::jwt::JwtConfig;
use crate::token::samples::{config, ec, ed, generated, jwks, keys, oct, retired, secret, with};
use crate::token::{KeyError, KeyFault};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

fn refusal(list: &[Value]) -> Option<KeyError> {
    SigningKeys::from_jwks(&jwks(list)).err()
}

fn unusable(key: &str, fault: KeyFault) -> KeyError {
    KeyError::Unusable {
        key: key.to_owned(),
        fault,
    }
}

fn header_of(keys: &SigningKeys) -> String {
    let token = keys.sign(&json!({})).unwrap();
    let (header, _) = token.split_once('.').unwrap();
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

#[test]
fn the_one_key_with_the_operation_sign_signs() {
    let keys = keys(&[retired(ec()), ed(), retired(oct())]);

    assert_eq!(
        (keys.kid(), keys.algorithm()),
        (Some("ed"), Algorithm::EdDsa)
    );
}

#[test]
fn none_or_several_that_sign_are_refused() {
    assert_eq!(refusal(&[retired(ec())]), Some(KeyError::NoSigningKey));
    assert_eq!(
        refusal(&[ec(), ed()]),
        Some(KeyError::SeveralSigningKeys(2))
    );
}

#[test]
fn two_keys_of_one_kid_or_without_any_are_refused() {
    let same = with(retired(ed()), "kid", json!("ec"));
    let nameless = |jwk| with(jwk, "kid", json!(""));

    assert_eq!(
        refusal(&[ec(), same]),
        Some(KeyError::DuplicateKid("\"ec\"".to_owned()))
    );
    assert_eq!(
        refusal(&[nameless(ec()), nameless(retired(ed()))]),
        Some(KeyError::DuplicateKid("number 2".to_owned()))
    );
}

#[test]
fn private_members_of_another_key_are_refused() {
    let d = json!("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8");

    for key in [ec(), ed()] {
        let name = key["kid"].to_string();
        assert_eq!(
            refusal(&[with(key, "d", d.clone())]),
            Some(unusable(&name, KeyFault::Private))
        );
    }
}

#[test]
fn private_rsa_members_of_another_key_are_refused() {
    let mut key = generated(Algorithm::Rs256);
    let other = generated(Algorithm::Rs256);
    let (Material::Rsa(rsa), Material::Rsa(foreign)) = (&mut key.material, other.material) else {
        panic!("RS256 keys are RSA keys");
    };
    rsa.private = foreign.private;
    key.kid = None;

    let refusal = SigningKeys::from_jwks(&[key]).err();

    assert_eq!(refusal, Some(unusable("number 1", KeyFault::Private)));
}

#[test]
fn a_point_that_is_not_on_the_curve_is_refused() {
    let off = with(ec(), "y", ec()["x"].clone());

    assert_eq!(refusal(&[off]), Some(unusable("\"ec\"", KeyFault::Public)));
}

#[test]
fn an_rsa_key_under_2048_bits_is_refused() {
    let n = BASE64_URL_SAFE_NO_PAD.encode([&[0x7f], [0xff; 255].as_slice()].concat());
    let short = json!({"kty": "RSA", "kid": "rsa", "n": n, "e": "AQAB"});

    assert_eq!(
        refusal(&[ec(), short]),
        Some(unusable("\"rsa\"", KeyFault::ModulusSize(2047)))
    );
}

#[test]
fn a_key_that_only_verifies_needs_no_private_members_and_one_that_signs_does() {
    let public = |jwk| with(jwk, "d", Value::Null);

    assert_eq!(refusal(&[ed(), public(retired(ec()))]), None);
    assert_eq!(
        refusal(&[public(ec())]),
        Some(unusable("\"ec\"", KeyFault::PrivateMissing))
    );
}

#[test]
fn the_jwks_has_public_members_alone_and_no_symmetric_key() {
    let keys = keys(&[retired(oct()), ec(), retired(ed())]);

    let published: Value = serde_json::from_str(keys.jwks()).unwrap();

    assert_eq!(
        published,
        json!({"keys": [
            {"kid": "ec", "kty": "EC", "alg": "ES256", "use": "sig", "key_ops": ["verify"],
                "crv": "P-256", "x": ec()["x"], "y": ec()["y"]},
            {"kid": "ed", "kty": "OKP", "alg": "EdDSA", "use": "sig", "key_ops": ["verify"],
                "crv": "Ed25519", "x": ed()["x"]},
        ]})
    );
}

#[test]
fn the_jwks_of_an_rsa_key_has_modulus_and_exponent() {
    let key = generated(Algorithm::Rs256);
    let exposed: Value = serde_json::from_str(&key.expose_json()).unwrap();
    let keys = SigningKeys::from_jwks(&[key]).unwrap();

    let published: Value = serde_json::from_str(keys.jwks()).unwrap();

    assert_eq!(
        published,
        json!({"keys": [{"kid": exposed["kid"], "kty": "RSA", "alg": "RS256", "use": "sig",
            "key_ops": ["verify"], "n": exposed["n"], "e": "AQAB"}]})
    );
}

#[test]
fn the_header_has_alg_kid_and_typ_and_no_kid_where_there_is_none() {
    let nameless = with(ec(), "kid", Value::Null);

    assert_eq!(
        header_of(&keys(&[ec()])),
        r#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#
    );
    assert_eq!(
        header_of(&keys(&[nameless])),
        r#"{"alg":"ES256","typ":"JWT"}"#
    );
}

#[test]
fn without_keys_and_secret_there_is_nothing_to_sign_with() {
    assert!(SigningKeys::from_config(&config()).unwrap().is_none());
}

#[test]
fn an_empty_secret_is_none() {
    let config = JwtConfig {
        secret: Some(Secret::new("")),
        ..config()
    };

    assert!(SigningKeys::from_config(&config).unwrap().is_none());
}

#[test]
fn a_secret_alone_signs_with_hs256_and_publishes_nothing() {
    let config = JwtConfig {
        secret: Some(secret()),
        key_id: Some("legacy".to_owned()),
        ..config()
    };

    let keys = SigningKeys::from_config(&config).unwrap().unwrap();

    assert_eq!(
        header_of(&keys),
        r#"{"alg":"HS256","kid":"legacy","typ":"JWT"}"#
    );
    assert_eq!(keys.jwks(), r#"{"keys":[]}"#);
}

#[test]
fn configured_keys_come_before_the_secret() {
    let config = JwtConfig {
        secret: Some(secret()),
        keys: jwks(&[ec()]),
        ..config()
    };

    let keys = SigningKeys::from_config(&config).unwrap().unwrap();

    assert_eq!(keys.algorithm(), Algorithm::Es256);
    assert_eq!(keys.algorithms(), [Algorithm::Es256]);
}

#[test]
fn a_kept_key_signs_under_its_kid() {
    let kept = generated(Algorithm::Es256);

    let keys = SigningKeys::from_kept(&kept.expose_json(), [], &config()).unwrap();

    assert_eq!(keys.kid(), kept.kid.as_deref());
}

#[test]
fn valid_methods_must_be_known_and_hold_the_one_that_signs() {
    let refusal = |method: &str| {
        let config = JwtConfig {
            keys: jwks(&[ec()]),
            valid_methods: vec![method.to_owned()],
            ..config()
        };
        SigningKeys::from_config(&config).err()
    };

    assert_eq!(refusal("ES256"), None);
    assert_eq!(
        refusal("RS256"),
        Some(KeyError::SigningMethodNotValid(Algorithm::Es256))
    );
    assert_eq!(
        refusal("none"),
        Some(KeyError::UnsupportedMethod(UnsupportedAlgorithm::Unknown))
    );
}

#[test]
fn debug_tells_the_algorithm_and_the_kid_alone() {
    assert_eq!(
        format!("{:?}", keys(&[ec()])),
        r#"SigningKeys(ES256, Some("ec"))"#
    );
}

#[test]
fn the_keys_of_the_rfcs_are_read() {
    for key in [ec(), ed(), oct()] {
        let key = PrivateJwk::parse(&key.to_string()).unwrap();
        assert!(SigningKeys::from_jwks(&[key]).is_ok());
    }
}

#[test]
fn retired_keys_check_and_are_published_after_the_one_that_signs() {
    let [first, second] = [Algorithm::Es256, Algorithm::Rs256].map(generated);
    let before = SigningKeys::from_jwks(std::slice::from_ref(&first)).unwrap();
    let token = before.sign(&serde_json::json!({"sub": "x"})).unwrap();
    let retired = first.public_half().unwrap().expose_json();

    let keys =
        SigningKeys::from_kept(&second.expose_json(), [retired.as_str()], &config()).unwrap();

    assert!(!retired.contains("\"d\""));
    assert_eq!(keys.kid(), second.kid.as_deref());
    assert_eq!(keys.algorithms(), [Algorithm::Rs256, Algorithm::Es256]);
    assert!(
        keys.jwks().find(second.kid.as_deref().unwrap())
            < keys.jwks().find(first.kid.as_deref().unwrap())
    );
    let now = chrono::DateTime::UNIX_EPOCH;
    assert!(crate::token::verify_access_token(&keys, &token, now).is_ok());
}

#[test]
fn a_symmetric_key_has_no_public_half() {
    let secret = generated(Algorithm::Hs256);
    assert!(secret.public_half().is_none());
}
