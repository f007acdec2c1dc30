//! The nonce binds a token to the request that asked for it (OpenID Connect Core, section 3.1.3.7, step 11, and
//! section 15.5.2).
//!
//! Supabase's clients give the provider the lower-case hex SHA-256 of a random value and us the value itself, so that
//! who steals the token cannot use it.

use super::checks::{Evidence, given};
use super::error::VerifyError;
use super::expected::NonceRule;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

/// The token's nonce obeys the rule.
pub(super) fn nonce(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    let claim = given(evidence.payload.nonce.as_deref());
    match evidence.expected.nonce {
        NonceRule::Skip => Ok(()),
        NonceRule::Hashed { raw, required } => hashed(claim, given(raw), required),
        NonceRule::Exact(sent) => match claim {
            Some(claim) => same(claim, sent),
            None => Err(VerifyError::NonceMismatch),
        },
    }
}

fn hashed(claim: Option<&str>, raw: Option<&str>, required: bool) -> Result<(), VerifyError> {
    match (claim, raw) {
        (None, None) if required => Err(VerifyError::NonceRequired),
        (None, None) => Ok(()),
        (Some(claim), Some(raw)) => same(claim, &hex_sha256(raw)),
        _ => Err(VerifyError::NonceOneSided),
    }
}

/// Compares in constant time: how far two texts agree must not show in how long it takes.
fn same(claim: &str, expected: &str) -> Result<(), VerifyError> {
    match verify_slices_are_equal(claim.as_bytes(), expected.as_bytes()) {
        Ok(()) => Ok(()),
        Err(_) => Err(VerifyError::NonceMismatch),
    }
}

fn hex_sha256(raw: &str) -> String {
    let hash = digest(&SHA256, raw.as_bytes());
    hash.as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}
