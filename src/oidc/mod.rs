//! Verification of ID tokens: pure, without input or output, the time an argument.
//!
//! [`verify()`] takes a token, a key set, what is [`Expected`] and the present instant, and gives [`Claims`] or the one
//! reason why not. Nothing in a token decides how it is checked, and no claim is looked at before the signature holds.
//!
//! In reading order: [`error`] the reasons; `members` strict JSON objects; `token` and `header` what is read before
//! the signature; [`keys`] and [`jwk`] the provider's key set; `payload` and `time` what is read after it; `checks` and
//! `nonce` the rules, a function each, of what is [`expected`]; `steps` their order, ending in [`claims`]; `verify` and [`explain`](mod@explain) the two that walk it.

pub mod claims;
pub mod error;
pub mod expected;
pub mod explain;
pub mod jwk;
pub mod keys;

mod checks;
mod header;
mod members;
mod nonce;
mod payload;
mod steps;
mod time;
mod token;
mod verify;

#[cfg(test)]
pub(crate) mod tests;

pub use claims::Claims;
pub use error::VerifyError;
pub use expected::{Expected, NonceRule};
pub use explain::{Check, Explanation, Outcome, explain};
pub use jwk::{PublicKey, UnusableKey};
pub use keys::{KeySet, KeySetError, SkippedKey};
pub use token::UnverifiedToken;
pub use verify::verify;
