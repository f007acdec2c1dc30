//! Our own tokens: access tokens (JWTs) and refresh tokens, the keys under them, and secrets at rest. Pure: no I/O,
//! no clock. Parts, in reading order:
//!
//! - [`keys`]: the set of keys, one of which signs, out of the settings or a kept one; beneath it [`error`], `suite`,
//!   `signer` and `verifier` (the two halves of a key, on aws-lc-rs), and [`generate`](mod@generate) (a new key).
//! - [`access`]: the claims of an access token, and signing one.
//! - [`bearer`]: checking a token that a client sends back; `checked` remembers those whose signature is good.
//! - [`refresh`]: both kinds of refresh token.
//! - [`flow_key`]: what redirect flows prove themselves to a provider with.
//! - [`encryption`]: how secrets are kept in the database.

pub mod access;
pub mod bearer;
mod checked;
pub mod encryption;
pub mod error;
pub mod flow_key;
pub mod generate;
pub mod keys;
pub mod refresh;

#[cfg(test)]
mod samples;
mod signer;
mod suite;
mod verifier;

pub use crate::config::jwk::Algorithm;
pub use access::{AccessClaims, AmrEntry, sign_access_token};
pub use bearer::{BearerError, VerifiedToken, verify_access_token};
pub use error::{KeyError, KeyFault, TokenError};
pub use flow_key::{FlowKey, MalformedFlowKey};
pub use generate::generate;
pub use keys::SigningKeys;
