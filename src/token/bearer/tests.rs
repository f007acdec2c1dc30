//! What is accepted of a bearer token, and why the rest is refused.

mod claims;
mod keys;
mod shown_again;

use super::{BearerError, VerifiedToken, verify_access_token};
use crate::token::SigningKeys;
use crate::token::samples::at;

const NOW: i64 = 1_790_000_000;

fn verify(keys: &SigningKeys, token: &str) -> Result<VerifiedToken, BearerError> {
    verify_access_token(keys, token, at(NOW))
}

fn malformed(result: &Result<VerifiedToken, BearerError>) -> bool {
    matches!(result, Err(BearerError::Malformed(_)))
}
