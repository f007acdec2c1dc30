//! Encryption at rest: the variables `SECURITY_DB_ENCRYPTION_*`, in Supabase Auth's notation.

use super::EncryptionConfig;
use crate::config::Secret;
use crate::config::problem::{KeyProblem, Problem};
use crate::config::reader::Reader;
use crate::config::values;
use crate::config::variable::{Kind, Names, Variable};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;

/// Bytes of an AES-256 key.
const KEY_LENGTH: usize = 32;

static ENCRYPT: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Whether keys in the database are encrypted: the sessions' and our own signing key.",
    ..Variable::named("SECURITY_DB_ENCRYPTION_ENCRYPT")
};

static KEY_ID: Variable = Variable {
    names: Names::Shared,
    default_words: "required once that is on",
    example: "2026-08",
    meaning: "The id of the key that encrypts.",
    ..Variable::named("SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID")
};

static KEY: Variable = Variable {
    names: Names::Shared,
    default_words: "required once that is on",
    example: "<32 random bytes in base64url>",
    meaning: "The key that encrypts: 32 bytes in base64url without padding.",
    secret: true,
    ..Variable::named("SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY")
};

static DECRYPTION_KEYS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::KeyPairs,
    default_words: "required once that is on",
    example: "2026-08:<key>,2025-01:<key>",
    meaning: "Every key that may have encrypted something, by id; the one that encrypts must be among them.",
    secret: true,
    ..Variable::named("SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS")
};

pub(in crate::config) static VARIABLES: &[&Variable] = &[&ENCRYPT, &KEY_ID, &KEY, &DECRYPTION_KEYS];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<EncryptionConfig> {
    let encrypt = reader.value(&ENCRYPT, values::switch);
    let decrypt_with = reader.value(&DECRYPTION_KEYS, decryption_keys);
    if !encrypt? {
        return Some(EncryptionConfig {
            encrypt_with: None,
            decrypt_with: decrypt_with?,
        });
    }
    let reason = "SECURITY_DB_ENCRYPTION_ENCRYPT is true";
    let id = reader.needed(&KEY_ID, reason, values::word);
    let key = reader.needed(&KEY, reason, encryption_key);
    let (id, key, decrypt_with) = (id?, key?, decrypt_with?);
    if decrypt_with.get(&id) != Some(&key) {
        reader.refuse(&DECRYPTION_KEYS, KeyProblem::CannotDecrypt.into());
    }
    Some(EncryptionConfig {
        encrypt_with: Some((id, key)),
        decrypt_with,
    })
}

fn encryption_key(value: &str) -> Result<Secret, Problem> {
    let value = value.trim();
    match URL_SAFE_NO_PAD.decode(value) {
        Ok(bytes) if bytes.len() == KEY_LENGTH => Ok(Secret::new(value)),
        _ => Err(KeyProblem::NotAnEncryptionKey.into()),
    }
}

fn decryption_keys(value: &str) -> Result<BTreeMap<String, Secret>, Problem> {
    let numbered = values::entries(value).zip(1..);
    numbered
        .map(|(text, entry)| decryption_key(text, KeyProblem::NotADecryptionKey { entry }))
        .collect()
}

fn decryption_key(text: &str, refusal: KeyProblem) -> Result<(String, Secret), Problem> {
    match text.split_once(':') {
        Some((id, key)) if !id.trim().is_empty() => {
            let key = encryption_key(key).map_err(|_less_exact| refusal)?;
            Ok((id.trim().to_owned(), key))
        }
        _ => Err(refusal.into()),
    }
}
