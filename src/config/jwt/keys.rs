//! `JWT_KEYS` and `JWT_VALID_METHODS`: what can be said of keys without using them.
//!
//! A message names a key by its place in the array and repeats nothing of it.

use crate::config::jwk::{Algorithm, JwkFault, Material, PrivateJwk, UnsupportedAlgorithm};
use crate::config::problem::{KeyProblem, Problem};
use crate::config::values;
use std::collections::BTreeSet;

/// Reads a JSON array of private JWKs (RFC 7517), exactly one of which signs; an empty one is as good as none.
pub(super) fn parse(value: &str) -> Result<Vec<PrivateJwk>, Problem> {
    let elements: Vec<serde_json::Value> =
        serde_json::from_str(value).map_err(|error| KeyProblem::NotAnArray {
            line: error.line(),
            column: error.column(),
        })?;
    let numbered = elements.into_iter().zip(1..);
    let keys = numbered
        .map(|(element, entry)| key(&element, entry))
        .collect::<Result<Vec<_>, _>>()?;
    check_ids(&keys)?;
    match keys.iter().filter(|key| key.signs()).count() {
        _ if keys.is_empty() => Ok(keys),
        1 => Ok(keys),
        found => Err(KeyProblem::SigningKeys { found }.into()),
    }
}

/// The algorithms that are accepted of incoming tokens.
pub(super) fn algorithms(value: &str) -> Result<Vec<String>, Problem> {
    let numbered = values::entries(value).zip(1..);
    let check = |(name, entry): (&str, usize)| {
        if is_known(name) {
            Ok(name.to_owned())
        } else {
            Err(KeyProblem::UnknownMethod { entry }.into())
        }
    };
    numbered.map(check).collect()
}

fn key(element: &serde_json::Value, entry: usize) -> Result<PrivateJwk, KeyProblem> {
    // What a key without `alg` is for would be a guess, and Supabase Auth guesses otherwise than we would.
    if element.is_object() && element.get("alg").is_none_or(serde_json::Value::is_null) {
        return Err(KeyProblem::NoAlgorithm { entry });
    }
    let key = PrivateJwk::parse(&element.to_string()).map_err(|fault| refusal(fault, entry))?;
    if key.signs() && !is_private(&key.material) {
        let fault = JwkFault::Missing("d");
        return Err(KeyProblem::Unusable { entry, fault });
    }
    Ok(key)
}

/// The commonest mistakes have words of their own.
fn refusal(fault: JwkFault, entry: usize) -> KeyProblem {
    match fault {
        JwkFault::NotAnObject | JwkFault::Missing("kty") => KeyProblem::NotAJwk { entry },
        JwkFault::UnsupportedAlgorithm(UnsupportedAlgorithm::Es512) => KeyProblem::Es512 { entry },
        JwkFault::UnsupportedAlgorithm(UnsupportedAlgorithm::Unknown) => {
            KeyProblem::UnknownAlgorithm { entry }
        }
        fault => KeyProblem::Unusable { entry, fault },
    }
}

/// Whether a key has what a signature takes.
fn is_private(material: &Material) -> bool {
    match material {
        Material::Rsa(rsa) => rsa.private.is_some(),
        Material::Ec(ec) => ec.d.is_some(),
        Material::Okp(okp) => okp.d.is_some(),
        Material::Oct(_) => true,
    }
}

/// The key of a token is chosen by `kid`, so that two may not share one; none at all counts as one.
fn check_ids(keys: &[PrivateJwk]) -> Result<(), KeyProblem> {
    let mut seen = BTreeSet::new();
    for (key, entry) in keys.iter().zip(1..) {
        if !seen.insert(key.kid.as_deref()) {
            return Err(KeyProblem::DuplicateId { entry });
        }
    }
    Ok(())
}

fn is_known(algorithm: &str) -> bool {
    algorithm.parse::<Algorithm>().is_ok()
}
