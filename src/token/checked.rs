//! Access tokens whose signature has been checked: the same bytes under the same keys are not checked again.
//!
//! A client shows one access token for an hour, and a signature of ECDSA costs several times what everything else about
//! a request does. Nothing that depends on the time is kept: `exp` and `nbf` are judged on every call. It is part of the keys
//! ([`SigningKeys`](super::SigningKeys)), so that other keys begin with nothing.

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use moka::sync::Cache;
use std::sync::Arc;

/// So many tokens are remembered, of some 700 bytes each: those that were shown last and often.
const CAPACITY: u64 = 8_192;

/// SHA-256 of a whole token, its signature included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenDigest([u8; SHA256_OUTPUT_LEN]);

impl TokenDigest {
    /// Of the token as it was shown.
    pub fn of(token: &str) -> Self {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(bytes)
    }
}

/// What the tokens say whose signature is good.
pub struct Checked<C>(Cache<TokenDigest, Arc<C>>);

impl<C: Send + Sync + 'static> Checked<C> {
    /// None yet.
    pub fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// What a token says that has been checked before.
    pub fn get(&self, token: &TokenDigest) -> Option<Arc<C>> {
        self.0.get(token)
    }

    /// Remembers what a token says; its signature is good.
    pub fn keep(&self, token: TokenDigest, claims: &Arc<C>) {
        self.0.insert(token, Arc::clone(claims));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_found_by_the_whole_token_alone() {
        let checked = Checked::new();
        checked.keep(
            TokenDigest::of("head.claims.signature"),
            &Arc::new("claims"),
        );
        let found = |token: &str| checked.get(&TokenDigest::of(token)).map(|claims| *claims);
        assert_eq!(found("head.claims.signature"), Some("claims"));
        assert_eq!(found("head.claims.signaturf"), None);
        assert_eq!(found("head.claims."), None);
    }

    #[test]
    fn more_than_the_capacity_is_never_kept() {
        let checked = Checked::new();
        for number in 0..CAPACITY * 2 {
            checked.keep(TokenDigest::of(&number.to_string()), &Arc::new(number));
        }
        checked.0.run_pending_tasks();
        assert!(checked.0.entry_count() <= CAPACITY);
    }
}
