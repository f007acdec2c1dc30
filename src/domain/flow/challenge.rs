//! PKCE (RFC 7636): what the client that begins a flow commits itself to, and whether a verifier is what it had in mind.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// Shortest and longest challenge, in characters (RFC 7636, section 4.2).
const LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// How a challenge comes of its verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeMethod {
    /// The SHA-256 of the verifier in base64url without padding.
    S256,
    /// The verifier itself.
    Plain,
}

/// A challenge that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// How it came of the verifier.
    pub method: ChallengeMethod,
    /// The challenge.
    pub value: String,
}

/// What is wrong with `code_challenge` and `code_challenge_method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeFault {
    /// One without the other.
    #[error("challenge and method belong together")]
    Half,
    /// Too short or too long.
    #[error("challenge of a wrong length")]
    Length,
    /// A character that no challenge has.
    #[error("challenge with a wrong character")]
    Character,
    /// Neither `s256` nor `plain`.
    #[error("unknown method")]
    Method,
}

impl ChallengeMethod {
    /// Reads a method, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::S256, Self::Plain]
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(text))
    }

    /// The name in the database and, of any case, on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::S256 => "s256",
            Self::Plain => "plain",
        }
    }
}

impl Challenge {
    /// Reads both parameters; none at all asks for the implicit flow.
    pub fn parse(method: &str, value: &str) -> Result<Option<Self>, ChallengeFault> {
        if value.is_empty() != method.is_empty() {
            return Err(ChallengeFault::Half);
        }
        if value.is_empty() {
            return Ok(None);
        }
        if !LENGTHS.contains(&value.len()) {
            return Err(ChallengeFault::Length);
        }
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !value.bytes().all(is_fit) {
            return Err(ChallengeFault::Character);
        }
        let method = ChallengeMethod::parse(method).ok_or(ChallengeFault::Method)?;
        Ok(Some(Self {
            method,
            value: value.to_owned(),
        }))
    }

    /// Whether `verifier` is what the challenge came of. Its length and alphabet do not matter: clients pad it.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let shown = match self.method {
            ChallengeMethod::S256 => s256(verifier),
            ChallengeMethod::Plain => verifier.to_owned(),
        };
        verify_slices_are_equal(shown.as_bytes(), self.value.as_bytes()).is_ok()
    }
}

/// The challenge of a verifier (RFC 7636, section 4.2, S256).
pub fn s256(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}
