//! A private key as a JSON Web Key (RFC 7517; RFC 7518, section 6; RFC 8037), as `JWT_KEYS` lists them.
//!
//! Owns the key's structure: which members there are, that they are base64url, and that the algorithm fits the key's
//! type. Refuses what it cannot read without repeating any of it. Whether the numbers make a key is proved by `token`.
//! Parts: [`Algorithm`], [`Material`], [`JwkFault`], and how a key is read.

mod algorithm;
mod fault;
mod material;
mod read;

pub use algorithm::{Algorithm, UnsupportedAlgorithm};
pub use fault::JwkFault;
pub use material::{EcMaterial, Material, OctMaterial, OkpMaterial, RsaMaterial, RsaPrivate};

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};
use std::fmt;

/// The operation (RFC 7517, section 4.3) that marks the one key that signs.
pub const SIGN: &str = "sign";
/// The operation of a key that checks signatures.
pub const VERIFY: &str = "verify";

/// A private or symmetric key. Its Debug tells nothing, and only [`PrivateJwk::expose_json`] serialises it.
#[derive(Clone)]
pub struct PrivateJwk {
    /// Key id; an empty one counts as none.
    pub kid: Option<String>,
    /// The algorithm that the key is for, and for no other.
    pub alg: Algorithm,
    /// `sign`, `verify`, or both; others are kept and have no effect.
    pub key_ops: Vec<String>,
    /// The key itself.
    pub material: Material,
}

impl PrivateJwk {
    /// Reads one JSON object.
    pub fn parse(json: &str) -> Result<Self, JwkFault> {
        match serde_json::from_str(json)? {
            Value::Object(members) => read::private_jwk(&members),
            _ => Err(JwkFault::NotAnObject),
        }
    }

    /// Reads a JSON array of keys; a fault names the key by its place, counted from 1.
    pub fn parse_list(json: &str) -> Result<Vec<Self>, JwkFault> {
        let Value::Array(keys) = serde_json::from_str(json)? else {
            return Err(JwkFault::NotAnArray);
        };
        let read = |(index, key): (usize, Value)| {
            match key {
                Value::Object(members) => read::private_jwk(&members),
                _ => Err(JwkFault::NotAnObject),
            }
            .map_err(|fault| JwkFault::InList {
                position: index + 1,
                fault: Box::new(fault),
            })
        };
        keys.into_iter().enumerate().map(read).collect()
    }

    /// Whether this is a key that signs.
    pub fn signs(&self) -> bool {
        self.key_ops.iter().any(|operation| operation == SIGN)
    }

    /// The key without its private members, which only verifies; `None` for a symmetric one, all of which is private.
    pub fn public_half(&self) -> Option<Self> {
        Some(Self {
            kid: self.kid.clone(),
            alg: self.alg,
            key_ops: vec![VERIFY.to_owned()],
            material: self.material.public_half()?,
        })
    }

    /// The key with its private members, as one line of JSON with sorted member names.
    pub fn expose_json(&self) -> String {
        let mut members = self.material.expose_members();
        members.extend([
            ("kty".to_owned(), self.material.kty().into()),
            ("alg".to_owned(), self.alg.name().into()),
            ("use".to_owned(), "sig".into()),
            ("key_ops".to_owned(), self.key_ops.clone().into()),
        ]);
        if let Some(kid) = &self.kid {
            members.insert("kid".to_owned(), kid.clone().into());
        }
        Value::Object(members).to_string()
    }
}

impl fmt::Debug for PrivateJwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateJwk(…)")
    }
}

impl<'de> Deserialize<'de> for PrivateJwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        read::private_jwk(&members).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
