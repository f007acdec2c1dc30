//! A provider's key set (RFC 7517, section 5): the keys in it that can verify RS256, by name.
//!
//! A key that cannot be used is left out, since one of them must not cost the others; a set that cannot be read as a
//! whole is an error, and its owner keeps the one it had.

use super::error::shorten;
use super::jwk::{PublicKey, UnusableKey};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// The usable keys of a provider.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    keys: HashMap<String, PublicKey>,
    skipped: Vec<SkippedKey>,
}

/// A key that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedKey {
    /// Its name, cut, if it has one.
    pub kid: Option<String>,
    /// Why it cannot be used.
    pub reason: UnusableKey,
}

/// Why a document is no key set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not a JSON object with an array `keys`.
    #[error("the document is no JSON Web Key Set")]
    NotAKeySet,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a key set; keys that cannot be used are left out, and of two with one name the first is kept: a later
    /// key must not be able to take the place of an earlier one.
    pub fn parse(document: &[u8]) -> Result<Self, KeySetError> {
        let Ok(document) = serde_json::from_slice::<Document>(document) else {
            return Err(KeySetError::NotAKeySet);
        };
        let mut set = Self::default();
        for jwk in &document.keys {
            if let Err(reason) = set.add(jwk) {
                let kid = jwk.get("kid").and_then(Value::as_str).map(shorten);
                set.skipped.push(SkippedKey { kid, reason });
            }
        }
        Ok(set)
    }

    /// The key of this name.
    pub fn find(&self, kid: &str) -> Option<&PublicKey> {
        self.keys.get(kid)
    }

    /// Whether there is no usable key at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The names of the keys, sorted.
    pub fn kids(&self) -> Vec<&str> {
        let mut kids: Vec<&str> = self.keys.keys().map(String::as_str).collect();
        kids.sort_unstable();
        kids
    }

    /// The keys that were left out, in the order of the document.
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    fn add(&mut self, jwk: &Value) -> Result<(), UnusableKey> {
        let (kid, key) = PublicKey::read(jwk)?;
        if self.keys.contains_key(&kid) {
            return Err(UnusableKey::SameName);
        }
        self.keys.insert(kid, key);
        Ok(())
    }
}
