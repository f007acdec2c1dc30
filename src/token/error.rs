//! Why keys are refused at the start, and why a token cannot be signed. Nothing of a key but its `kid` is in them.

use super::Algorithm;
use crate::config::jwk::{JwkFault, UnsupportedAlgorithm};

/// Why the configured or the kept keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A key's structure is at fault.
    #[error(transparent)]
    Jwk(#[from] JwkFault),
    /// A key's numbers are at fault.
    #[error("the key {key} cannot be used: {fault}")]
    Unusable {
        /// Its `kid`, or its place.
        key: String,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// No key has the operation `sign`.
    #[error("no key signs: exactly one must have \"sign\" among its key_ops")]
    NoSigningKey,
    /// More than one key has the operation `sign`.
    #[error(
        "{0} keys sign: exactly one may have \"sign\" among its key_ops, the others only \"verify\""
    )]
    SeveralSigningKeys(usize),
    /// Two keys have the same `kid`, or both have none.
    #[error("the key {0} is not the only one with its kid: each key needs its own")]
    DuplicateKid(String),
    /// `JWT_VALID_METHODS` names what we lack.
    #[error("JWT_VALID_METHODS: {0}")]
    UnsupportedMethod(#[from] UnsupportedAlgorithm),
    /// `JWT_VALID_METHODS` lacks the algorithm of the key that signs, so that our own tokens would be refused.
    #[error("JWT_VALID_METHODS lacks {0}, with which tokens are signed")]
    SigningMethodNotValid(Algorithm),
}

/// What is wrong with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// An RSA modulus that is too short or too long.
    #[error("its RSA modulus has {0} bits, and must have 2048 to 8192")]
    ModulusSize(usize),
    /// The public members are no key of their type.
    #[error("its public members are not a key of its type")]
    Public,
    /// The private members are no key, or not the one that the public members belong to.
    #[error("its private members do not belong to its public ones")]
    Private,
    /// The key is to sign, and its private members are absent.
    #[error("it is to sign, and has no private members")]
    PrivateMissing,
    /// A signature that the key made did not pass its own check.
    #[error("a signature that it made for trial is not valid")]
    Probe,
}

/// Why a token could not be signed or a key not be made: a failure of ours, never of a client.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The claims cannot be written as JSON.
    #[error("the claims cannot be written as JSON")]
    Claims(#[from] serde_json::Error),
    /// The cryptographic library could not sign.
    #[error("the token could not be signed")]
    Signing,
    /// The cryptographic library could not make a key.
    #[error("no key could be made")]
    Generation,
}
