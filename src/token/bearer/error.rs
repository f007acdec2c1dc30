//! Why a bearer token is refused. The words are Supabase Auth's where clients may compare them; of the token they show
//! its `kid` and its algorithm alone, cut to a sane length.

use crate::token::Algorithm;

/// The longest `kid` or algorithm that is shown, in characters.
const SHOWN: usize = 64;

/// Why a bearer token is refused; Display is what follows "invalid JWT: unable to parse or verify signature, ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BearerError {
    /// It is no JWT (RFC 7519, section 7.2), for the reason given.
    #[error("token is malformed: {0}")]
    Malformed(&'static str),
    /// The header names no algorithm.
    #[error("token is unverifiable: signing method (alg) is unspecified")]
    MethodMissing,
    /// The algorithm is of no configured key, or not among `JWT_VALID_METHODS`.
    #[error("token signature is invalid: signing method {algorithm} is invalid")]
    MethodInvalid {
        /// What the header says.
        algorithm: String,
    },
    /// No key is known by this `kid`.
    #[error(
        "token is unverifiable: error while executing keyfunc: unrecognized JWT kid {kid} for algorithm {algorithm}"
    )]
    UnknownKid {
        /// What the header says, `<nil>` if nothing.
        kid: String,
        /// What the header says.
        algorithm: Algorithm,
    },
    /// The key of this `kid` is for another algorithm.
    #[error("token signature is invalid: the key {kid} is not for algorithm {algorithm}")]
    KeyOfOtherAlgorithm {
        /// What the header says.
        kid: String,
        /// What the header says.
        algorithm: Algorithm,
    },
    /// The signature is not the key's.
    #[error("token signature is invalid: signature is invalid")]
    SignatureInvalid,
    /// `exp` is not in the future.
    #[error("token has invalid claims: token is expired")]
    Expired,
    /// `nbf` is in the future.
    #[error("token has invalid claims: token is not valid yet")]
    NotYetValid,
}

/// `text` cut, its control characters escaped.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(SHOWN) {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A `kid` as Supabase Auth shows one.
pub(super) fn shown_kid(kid: Option<&str>) -> String {
    kid.map_or_else(|| "<nil>".to_owned(), shown)
}
