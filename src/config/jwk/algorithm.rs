//! The signature algorithms of our own tokens (RFC 7518, section 3.1; RFC 8037, section 3.1).
//!
//! A closed list: `none` and everything else cannot be written down.

use std::fmt;
use std::str::FromStr;

/// A signature algorithm that our own tokens may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256, the one that every Supabase client checks locally.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
    /// HMAC with SHA-256.
    Hs256,
}

/// The name of an algorithm that our own tokens cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsupportedAlgorithm {
    /// Supabase Auth has it, and it is the one of Supabase Auth's that we lack.
    #[error("ES512 is not supported; use ES256, ES384 or RS256")]
    Es512,
    /// Any other name.
    #[error("the algorithm must be one of RS256, RS384, RS512, ES256, ES384, EdDSA, HS256")]
    Unknown,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
        Self::Hs256,
    ];

    /// The name in a JOSE header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Hs256 => "HS256",
        }
    }
}

impl FromStr for Algorithm {
    type Err = UnsupportedAlgorithm;

    fn from_str(name: &str) -> Result<Self, UnsupportedAlgorithm> {
        let known = Self::ALL.into_iter().find(|known| known.name() == name);
        known.ok_or(match name {
            "ES512" => UnsupportedAlgorithm::Es512,
            _ => UnsupportedAlgorithm::Unknown,
        })
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
