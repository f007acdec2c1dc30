//! `JWT_KEYS` and `JWT_VALID_METHODS`: what can be said of keys without using them.
//!
//! A message names a key by its place in the array; a parser's own words could quote the key.

use crate::config::jwk::PrivateJwk;
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
    match keys.iter().filter(|key| signs(key)).count() {
        _ if keys.is_empty() => Ok(keys),
        1 => Ok(keys),
        found => Err(KeyProblem::SigningKeys { found }.into()),
    }
}

/// Whether a key is there to sign with.
pub(super) fn signs(key: &PrivateJwk) -> bool {
    key.key_ops.iter().any(|operation| operation == "sign")
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
    if element.get("kty").is_none() {
        return Err(KeyProblem::NotAJwk { entry });
    }
    match element.get("alg").and_then(serde_json::Value::as_str) {
        None => Err(KeyProblem::NoAlgorithm { entry }),
        Some("ES512") => Err(KeyProblem::Es512 { entry }),
        Some(name) if !is_known(name) => Err(KeyProblem::UnknownAlgorithm { entry }),
        Some(_) => {
            PrivateJwk::parse(&element.to_string()).map_err(|_fault| KeyProblem::NotAJwk { entry })
        }
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
    matches!(
        algorithm,
        "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "EdDSA" | "HS256"
    )
}
