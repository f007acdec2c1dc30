//! The one function that decides whether an ID token is accepted.

use super::checks::Evidence;
use super::claims::Claims;
use super::error::VerifyError;
use super::expected::Expected;
use super::keys::KeySet;
use super::payload::Payload;
use super::steps::CLAIM_STEPS;
use super::token::UnverifiedToken;
use chrono::{DateTime, Utc};

/// Verifies `token` with the provider's `keys` against what is `expected` of it at `now` (OpenID Connect Core,
/// section 3.1.3.7). An error is the first reason to refuse it.
pub fn verify(
    token: &str,
    keys: &KeySet,
    expected: &Expected<'_>,
    now: DateTime<Utc>,
) -> Result<Claims, VerifyError> {
    UnverifiedToken::parse(token)?.verify(keys, expected, now)
}

impl UnverifiedToken<'_> {
    /// Verifies a token that is already taken apart; see [`verify`].
    pub fn verify(
        &self,
        keys: &KeySet,
        expected: &Expected<'_>,
        now: DateTime<Utc>,
    ) -> Result<Claims, VerifyError> {
        self.signature(keys)?;
        let payload = Payload::read(self.payload()?)?;
        let evidence = Evidence {
            payload: &payload,
            expected,
            now,
        };
        for step in &CLAIM_STEPS {
            (step.check)(&evidence)?;
        }
        Claims::of(payload)
    }
}
