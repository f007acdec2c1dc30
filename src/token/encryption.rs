//! Secrets at rest, in Supabase Auth's format: a JSON object of the key's id, the algorithm's name, AES-256-GCM
//! ciphertext and nonce. The AES key is derived from the configured one by HKDF-SHA-256 (RFC 5869, no salt) with the
//! id of the object that keeps the secret as `info`, so that a secret moved to another row cannot be read.
//!
//! Plain text is passed through where encryption is off, and when it is read: a database may hold both.

use crate::clock::Chance;
use crate::config::Secret;
use crate::config::security::EncryptionConfig;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use base64::{Engine as _, prelude::*};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The one algorithm, by Supabase Auth's name for it.
const ALGORITHM: &str = "aes-gcm-hkdf";
const KEY_LENGTH: usize = 32;

/// The keys of the encryption at rest, by id. It has no Debug.
pub struct Encryption {
    encrypt_with: Option<String>,
    keys: BTreeMap<String, Prk>,
}

/// Why a secret cannot be kept or read. Nothing of it is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncryptionError {
    /// A configured key is not 32 bytes in base64url without padding.
    #[error("the encryption key {id} is not 32 bytes in base64url without padding")]
    MalformedKey {
        /// The key's id.
        id: String,
    },
    /// The key that encrypts has an empty id, which nothing could be read by.
    #[error("the encryption key needs an id")]
    MissingKeyId,
    /// The key that encrypts is not the one of the same id that decrypts.
    #[error("the encryption key {id} differs from the decryption key of the same id")]
    ContradictoryKey {
        /// The key's id.
        id: String,
    },
    /// The text was encrypted with a key that is not configured.
    #[error("no decryption key {id} is configured")]
    UnknownKey {
        /// The key's id, as it stands in the text.
        id: String,
    },
    /// The text was changed, moved from another object, or encrypted with another key of the same id.
    #[error("the text was not encrypted with the key {id} for this object")]
    Forged {
        /// The key's id.
        id: String,
    },
    /// The text was encrypted by us for this object, and is no text.
    #[error("what the key {id} encrypted is not UTF-8")]
    NotText {
        /// The key's id.
        id: String,
    },
    /// The cryptographic library could not encrypt.
    #[error("the text could not be encrypted")]
    Sealing,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    key_id: String,
    alg: String,
    data: String,
    nonce: String,
}

/// The text is not in the format.
struct PlainText;

/// A text in the format, its parts decoded.
struct Envelope {
    key_id: String,
    data: Vec<u8>,
    nonce: [u8; NONCE_LEN],
}

impl Encryption {
    /// The configured keys; without any, secrets are kept as they are. The key that encrypts also decrypts.
    pub fn from_config(config: &EncryptionConfig) -> Result<Self, EncryptionError> {
        let mut keys = BTreeMap::new();
        for (id, key) in &config.decrypt_with {
            keys.insert(id.clone(), master_key(id, key)?);
        }
        if let Some((id, key)) = &config.encrypt_with {
            if id.is_empty() {
                return Err(EncryptionError::MissingKeyId);
            }
            if config.decrypt_with.get(id).is_some_and(|same| same != key) {
                return Err(EncryptionError::ContradictoryKey { id: id.clone() });
            }
            keys.insert(id.clone(), master_key(id, key)?);
        }
        Ok(Self {
            encrypt_with: config.encrypt_with.as_ref().map(|(id, _)| id.clone()),
            keys,
        })
    }

    /// Whether `text` is in the format. What is not is plain text.
    pub fn is_encrypted(text: &str) -> bool {
        Envelope::parse(text).is_ok()
    }

    /// Whether `text`, as it is kept, is not as [`seal`](Self::seal) would write it now: plain, or encrypted with a key
    /// that has been replaced.
    pub fn is_outdated(&self, text: &str) -> bool {
        let sealed_with = Envelope::parse(text).ok().map(|envelope| envelope.key_id);
        self.encrypt_with.is_some() && sealed_with != self.encrypt_with
    }

    /// `plaintext` as the object `object_id` keeps it: encrypted, or as it is where encryption is off.
    pub fn seal(
        &self,
        object_id: &str,
        plaintext: &str,
        chance: &dyn Chance,
    ) -> Result<String, EncryptionError> {
        let Some(id) = &self.encrypt_with else {
            return Ok(plaintext.to_owned());
        };
        let key = self.key_for(id, object_id)?;
        let mut nonce = [0; NONCE_LEN];
        chance.fill(&mut nonce);
        let mut data = plaintext.as_bytes().to_vec();
        let unique = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(unique, Aad::empty(), &mut data)
            .or(Err(EncryptionError::Sealing))?;
        let sealed = Sealed {
            key_id: id.clone(),
            alg: ALGORITHM.to_owned(),
            data: BASE64_STANDARD.encode(data),
            nonce: BASE64_STANDARD.encode(nonce),
        };
        serde_json::to_string(&sealed).or(Err(EncryptionError::Sealing))
    }

    /// The secret behind what the object `object_id` keeps, be it encrypted or not.
    pub fn open(&self, object_id: &str, kept: &str) -> Result<String, EncryptionError> {
        let Ok(envelope) = Envelope::parse(kept) else {
            return Ok(kept.to_owned());
        };
        let id = envelope.key_id;
        let key = self.key_for(&id, object_id)?;
        let mut data = envelope.data;
        let nonce = Nonce::assume_unique_for_key(envelope.nonce);
        let opened = key.open_in_place(nonce, Aad::empty(), &mut data);
        match opened.map(|plaintext| str::from_utf8(plaintext)) {
            Ok(Ok(plaintext)) => Ok(plaintext.to_owned()),
            Ok(Err(_)) => Err(EncryptionError::NotText { id }),
            Err(_) => Err(EncryptionError::Forged { id }),
        }
    }

    /// The AES key for one object.
    fn key_for(&self, id: &str, object_id: &str) -> Result<LessSafeKey, EncryptionError> {
        let master = self.keys.get(id);
        let master = master.ok_or_else(|| EncryptionError::UnknownKey { id: id.to_owned() })?;
        let info = [object_id.as_bytes()];
        let derived = master.expand(&info, &AES_256_GCM);
        let derived = derived.or(Err(EncryptionError::Sealing))?;
        Ok(LessSafeKey::new(UnboundKey::from(derived)))
    }
}

impl Envelope {
    fn parse(text: &str) -> Result<Self, PlainText> {
        if !text.starts_with('{') {
            return Err(PlainText);
        }
        let sealed: Sealed = serde_json::from_str(text).or(Err(PlainText))?;
        let data = BASE64_STANDARD.decode(sealed.data).or(Err(PlainText))?;
        let nonce = BASE64_STANDARD.decode(sealed.nonce).or(Err(PlainText))?;
        if sealed.alg != ALGORITHM || sealed.key_id.is_empty() || data.is_empty() {
            return Err(PlainText);
        }
        Ok(Self {
            key_id: sealed.key_id,
            data,
            nonce: nonce.try_into().or(Err(PlainText))?,
        })
    }
}

fn master_key(id: &str, key: &Secret) -> Result<Prk, EncryptionError> {
    match BASE64_URL_SAFE_NO_PAD.decode(key.expose()) {
        Ok(bytes) if bytes.len() == KEY_LENGTH => Ok(Salt::none(HKDF_SHA256).extract(&bytes)),
        Ok(_) | Err(_) => Err(EncryptionError::MalformedKey { id: id.to_owned() }),
    }
}

#[cfg(test)]
mod tests;
