//! Loads keys and proves them: the private members belong to the public ones, and a signature made for trial passes
//! its own check.

use super::super::signer::Signer;
use super::super::verifier::Verifier;
use super::super::{Algorithm, KeyError, KeyFault};
use crate::config::jwk::PrivateJwk;

/// What a key signs once to show that it can.
const PROBE: &[u8] = b"a signature for trial";

/// A key that tokens may name.
pub(in crate::token) struct VerifyingKey {
    pub(in crate::token) kid: Option<String>,
    pub(in crate::token) algorithm: Algorithm,
    pub(in crate::token) verifier: Verifier,
}

/// What a set of keys comes to.
pub(super) struct Loaded<'a> {
    pub(super) signing: &'a PrivateJwk,
    pub(super) signer: Signer,
    pub(super) keys: Vec<VerifyingKey>,
}

/// Loads every key of `jwks`. Exactly one must sign, and no two may have the same `kid`.
pub(super) fn load(jwks: &[PrivateJwk]) -> Result<Loaded<'_>, KeyError> {
    let (position, signing) = the_one_that_signs(jwks)?;
    let mut keys = Vec::with_capacity(jwks.len());
    let mut signing_half = None;
    for (jwk, place) in jwks.iter().zip(1..) {
        let (key, signer) = prove(jwk).map_err(|fault| unusable(jwk, place, fault))?;
        refuse_duplicate(&keys, &key, place)?;
        keys.push(key);
        if jwk.signs() {
            signing_half = signer;
        }
    }
    Ok(Loaded {
        signing,
        signer: signing_half
            .ok_or_else(|| unusable(signing, position, KeyFault::PrivateMissing))?,
        keys,
    })
}

/// The key with the operation `sign`, and its place, counted from 1.
fn the_one_that_signs(jwks: &[PrivateJwk]) -> Result<(usize, &PrivateJwk), KeyError> {
    let signing = (1..).zip(jwks).filter(|(_, jwk)| jwk.signs());
    match signing.collect::<Vec<_>>().as_slice() {
        [] => Err(KeyError::NoSigningKey),
        [one] => Ok(*one),
        several => Err(KeyError::SeveralSigningKeys(several.len())),
    }
}

/// Loads both halves of a key, the private one where there is one, and lets them prove each other.
fn prove(jwk: &PrivateJwk) -> Result<(VerifyingKey, Option<Signer>), KeyFault> {
    let verifier = Verifier::of(jwk)?;
    let signer = Signer::of(jwk)?;
    if let Some(signer) = &signer {
        let signature = signer.sign(PROBE).or(Err(KeyFault::Probe))?;
        if !verifier.accepts(PROBE, &signature) {
            return Err(KeyFault::Probe);
        }
    }
    let key = VerifyingKey {
        kid: jwk.kid.clone(),
        algorithm: jwk.alg,
        verifier,
    };
    Ok((key, signer))
}

fn refuse_duplicate(
    before: &[VerifyingKey],
    key: &VerifyingKey,
    place: usize,
) -> Result<(), KeyError> {
    if before.iter().any(|other| other.kid == key.kid) {
        let name = name_of(key.kid.as_ref(), place);
        return Err(KeyError::DuplicateKid(name));
    }
    Ok(())
}

fn unusable(jwk: &PrivateJwk, place: usize, fault: KeyFault) -> KeyError {
    KeyError::Unusable {
        key: name_of(jwk.kid.as_ref(), place),
        fault,
    }
}

fn name_of(kid: Option<&String>, place: usize) -> String {
    kid.map_or_else(|| format!("number {place}"), |kid| format!("{kid:?}"))
}
