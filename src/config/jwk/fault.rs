//! What can be wrong with a key's structure. No fault repeats what stood in the key.

use super::UnsupportedAlgorithm;

/// Why a JSON Web Key cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkFault {
    /// The text is not JSON.
    #[error("it is not JSON (line {line}, column {column})")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The text is JSON, but not an array of keys.
    #[error("it is not a JSON array; write one key as [{{…}}]")]
    NotAnArray,
    /// A key is not a JSON object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// A member that the key's type needs is absent.
    #[error("the member {0} is missing")]
    Missing(&'static str),
    /// A member is not a string.
    #[error("the member {0} is not a string")]
    NotText(&'static str),
    /// A member is not base64url without padding (RFC 7515, section 2).
    #[error("the member {0} is not base64url without padding")]
    NotBase64Url(&'static str),
    /// A member of fixed length is longer or shorter.
    #[error("the member {member} must have {expected} bytes")]
    WrongLength {
        /// Which one.
        member: &'static str,
        /// How many bytes it stands for.
        expected: usize,
    },
    /// `kty` names no type that we have.
    #[error("kty must be RSA, EC, OKP or oct")]
    UnknownKeyType,
    /// `crv` names no curve of this type that we have.
    #[error("crv must be {0}")]
    UnknownCurve(&'static str),
    /// `alg` names an algorithm that we lack.
    #[error("alg: {0}")]
    UnsupportedAlgorithm(#[from] UnsupportedAlgorithm),
    /// `alg` is not for a key of this type or curve.
    #[error("alg does not fit kty or crv")]
    AlgorithmMismatch,
    /// `use` is not `sig`.
    #[error("use must be sig")]
    NotForSignatures,
    /// `key_ops` is not an array of strings.
    #[error("key_ops is not an array of strings")]
    MalformedOperations,
    /// An RSA key of more than two primes.
    #[error("an RSA key of more than two primes (oth) is not supported")]
    MultiPrime,
    /// A symmetric key of no bytes.
    #[error("the secret k is empty")]
    EmptySecret,
    /// A key in a list is at fault.
    #[error("key {position}: {fault}")]
    InList {
        /// Its place, counted from 1.
        position: usize,
        /// What is wrong with it.
        fault: Box<JwkFault>,
    },
}

impl From<serde_json::Error> for JwkFault {
    /// Keeps the place alone: serde's own message may repeat the text.
    fn from(error: serde_json::Error) -> Self {
        Self::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}
