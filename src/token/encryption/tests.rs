//! A text that Supabase Auth v2.196 encrypted, round trips, and what is refused.

use super::{Encryption, EncryptionError};
use crate::config::Secret;
use crate::config::security::EncryptionConfig;
use crate::token::samples::Steady;
use serde_json::{Value, json};

const ID: &str = "key-2026";
/// The bytes 0 to 31.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const OBJECT: &str = "4bbb0722-322d-44c5-9a71-a050bc543e59";
const PLAIN: &str = "Z7BejUrH86vJsROCPlQYdViGR3v5oDV4ADj23H0WjcY";
const KEPT: &str = r#"{"key_id":"key-2026","alg":"aes-gcm-hkdf","data":"/QX/tiGf22l+RPSuAKIsBRZ+NtrJERa8uju9CgUOAawDYAaVnocuPdtdYPege/dHd+gHIX4lz5a1s+Y=","nonce":"WwFyn0BAE37OdAtW"}"#;

fn config(encrypt_with: Option<(&str, &str)>, decrypt_with: &[(&str, &str)]) -> EncryptionConfig {
    let owned = |(id, key): &(&str, &str)| ((*id).to_owned(), Secret::new(*key));
    EncryptionConfig {
        encrypt_with: encrypt_with.as_ref().map(owned),
        decrypt_with: decrypt_with.iter().map(owned).collect(),
    }
}

fn encryption() -> Encryption {
    Encryption::from_config(&config(Some((ID, KEY)), &[])).unwrap()
}

fn kept_with(member: &str, value: Value) -> String {
    let mut kept: Value = serde_json::from_str(KEPT).unwrap();
    kept[member] = value;
    kept.to_string()
}

#[test]
fn what_supabase_auth_encrypted_is_read() {
    assert_eq!(encryption().open(OBJECT, KEPT).as_deref(), Ok(PLAIN));
}

#[test]
fn the_same_nonce_gives_the_text_that_supabase_auth_made() {
    struct Nonce;
    impl crate::clock::Chance for Nonce {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&[91, 1, 114, 159, 64, 64, 19, 126, 206, 116, 11, 86]);
        }
    }

    let sealed = encryption().seal(OBJECT, PLAIN, &Nonce);

    assert_eq!(sealed.as_deref(), Ok(KEPT));
}

#[test]
fn a_key_that_only_decrypts_reads_and_writes_plain_text() {
    let keys = Encryption::from_config(&config(None, &[(ID, KEY)])).unwrap();

    assert_eq!(keys.open(OBJECT, KEPT).as_deref(), Ok(PLAIN));
    assert_eq!(keys.seal(OBJECT, PLAIN, &Steady(1)).as_deref(), Ok(PLAIN));
}

#[test]
fn plain_text_is_read_as_it_is() {
    assert_eq!(encryption().open(OBJECT, PLAIN).as_deref(), Ok(PLAIN));
}

#[test]
fn a_text_moved_to_another_object_is_refused() {
    let moved = encryption().open("another", KEPT);

    assert_eq!(moved, Err(EncryptionError::Forged { id: ID.to_owned() }));
}

#[test]
fn a_changed_text_is_refused() {
    let changed = kept_with("nonce", json!("WwFyn0BAE37OdAtX"));

    assert_eq!(
        encryption().open(OBJECT, &changed),
        Err(EncryptionError::Forged { id: ID.to_owned() })
    );
}

#[test]
fn a_text_of_an_unknown_key_is_refused_by_its_id() {
    let none = Encryption::from_config(&config(None, &[])).unwrap();

    assert_eq!(
        none.open(OBJECT, KEPT),
        Err(EncryptionError::UnknownKey { id: ID.to_owned() })
    );
}

#[test]
fn only_the_whole_format_counts_as_encrypted() {
    assert!(Encryption::is_encrypted(KEPT));
    for text in [
        PLAIN.to_owned(),
        "{}".to_owned(),
        format!(" {KEPT}"),
        kept_with("alg", json!("aes-gcm")),
        kept_with("key_id", json!("")),
        kept_with("data", json!("")),
        kept_with("nonce", json!("AAAA")),
        kept_with("nonce", json!(null)),
    ] {
        assert!(!Encryption::is_encrypted(&text), "{text}");
    }
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let refusal = |config| Encryption::from_config(&config).err();
    let id = ID.to_owned();

    assert_eq!(
        refusal(config(Some((ID, "AAAA")), &[])),
        Some(EncryptionError::MalformedKey { id: id.clone() })
    );
    assert_eq!(
        refusal(config(None, &[(ID, "no base64")])),
        Some(EncryptionError::MalformedKey { id: id.clone() })
    );
    assert_eq!(
        refusal(config(Some(("", KEY)), &[])),
        Some(EncryptionError::MissingKeyId)
    );
    assert_eq!(
        refusal(config(Some((ID, KEY)), &[(ID, PLAIN)])),
        Some(EncryptionError::ContradictoryKey { id })
    );
}

#[test]
fn what_is_plain_or_sealed_by_a_replaced_key_is_outdated_once_something_encrypts() {
    let rotated = Encryption::from_config(&config(Some(("next", KEY)), &[(ID, KEY)])).unwrap();
    let off = Encryption::from_config(&config(None, &[(ID, KEY)])).unwrap();

    assert!(!encryption().is_outdated(KEPT));
    assert!(encryption().is_outdated(PLAIN));
    assert!(rotated.is_outdated(KEPT));
    assert!(!off.is_outdated(KEPT) && !off.is_outdated(PLAIN));
}
