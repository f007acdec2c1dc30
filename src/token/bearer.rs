//! Checks an access token that a client sends back: form, key, signature, `exp` and `nbf`.
//!
//! The algorithm must be on our list and the key's own; `none` cannot be on it. Neither issuer nor audience is checked
//! here, and neither subject nor expiry is required: back ends have tokens without.

mod claims;
mod error;
mod parts;

pub(super) use claims::Claims;
pub use claims::VerifiedToken;
pub use error::BearerError;

use super::checked::TokenDigest;
use super::verifier::Verifier;
use super::{Algorithm, SigningKeys};
use chrono::{DateTime, Utc};
use error::{shown, shown_kid};
use parts::Parts;
use std::sync::Arc;

/// Checks `bearer`, and tells what later checks need of it. The signature of a token that was shown before is not checked
/// again, everything else is.
pub fn verify_access_token(
    keys: &SigningKeys,
    bearer: &str,
    now: DateTime<Utc>,
) -> Result<VerifiedToken, BearerError> {
    let digest = TokenDigest::of(bearer);
    if let Some(claims) = keys.checked().get(&digest) {
        return claims.in_force(now);
    }
    let token = Parts::of(bearer)?;
    let algorithm = keys
        .accepted(&token.algorithm)
        .ok_or_else(|| BearerError::MethodInvalid {
            algorithm: shown(&token.algorithm),
        })?;
    let verifier = key_for(keys, token.kid.as_deref(), algorithm)?;
    if !verifier.accepts(token.message.as_bytes(), &token.signature) {
        return Err(BearerError::SignatureInvalid);
    }
    let claims = Arc::new(token.claims);
    // An HMAC costs no more than looking for it.
    if algorithm != Algorithm::Hs256 {
        keys.checked().keep(digest, &claims);
    }
    claims.in_force(now)
}

/// The key that the token names; else, for HS256, `JWT_SECRET`. A key serves its own algorithm alone, so that a public
/// key is never taken for a secret.
fn key_for<'k>(
    keys: &'k SigningKeys,
    kid: Option<&str>,
    algorithm: Algorithm,
) -> Result<&'k Verifier, BearerError> {
    match (keys.find(kid), keys.secret()) {
        (Some(key), _) if key.algorithm == algorithm => Ok(&key.verifier),
        (Some(_), _) if kid.is_some() => Err(BearerError::KeyOfOtherAlgorithm {
            kid: shown_kid(kid),
            algorithm,
        }),
        (_, Some(secret)) if algorithm == Algorithm::Hs256 => Ok(secret),
        _ => Err(BearerError::UnknownKid {
            kid: shown_kid(kid),
            algorithm,
        }),
    }
}

#[cfg(test)]
mod tests;
