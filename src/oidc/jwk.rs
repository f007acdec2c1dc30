//! One key of a provider's set (RFC 7517, section 4): whether it can verify RS256, and doing so.

use super::error::shorten;
use super::header::ALGORITHM;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde_json::Value;

/// Shortest and longest modulus, in bits (RFC 7518, section 3.3, and what the crypto library takes).
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Longest public exponent, in bytes; 65537 has three.
const LONGEST_EXPONENT: usize = 4;

/// An RSA key that verifies RS256, checked once and used for every token.
#[derive(Debug, Clone)]
pub struct PublicKey(DecodingKey);

/// Why a key of a set is left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableKey {
    /// Not an RSA key.
    #[error("it is no RSA key")]
    NotRsa,
    /// A member is missing or of the wrong type.
    #[error("a member is missing or of the wrong type")]
    Malformed,
    /// No name, so that no token can ask for it.
    #[error("it has no name")]
    Nameless,
    /// `use` or `key_ops` keep it from verifying signatures.
    #[error("it is not for verifying signatures")]
    NotForSignatures,
    /// `alg` binds it to another algorithm.
    #[error("it is for the algorithm {alg:?}")]
    OtherAlgorithm {
        /// Which, cut.
        alg: String,
    },
    /// The modulus is too short, too long or even, or the exponent no odd number of one to four bytes.
    #[error("its numbers make no sound RSA key of 2048 to 8192 bits")]
    Unsound,
    /// A usable key before it has the same name.
    #[error("a key before it has the same name")]
    SameName,
}

/// The members that every key has.
#[derive(Deserialize)]
struct Common {
    kty: String,
    #[serde(default)]
    kid: String,
    #[serde(rename = "use")]
    key_use: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
}

/// The members of an RSA public key (RFC 7518, section 6.3.1).
#[derive(Deserialize)]
struct RsaMembers {
    n: String,
    e: String,
}

impl PublicKey {
    /// Reads a key and its name.
    pub(super) fn read(jwk: &Value) -> Result<(String, Self), UnusableKey> {
        let common = members::<Common>(jwk)?;
        if common.kty != "RSA" {
            return Err(UnusableKey::NotRsa);
        }
        if common.kid.is_empty() {
            return Err(UnusableKey::Nameless);
        }
        verifies(&common)?;
        let key = Self::of(&members::<RsaMembers>(jwk)?)?;
        Ok((common.kid, key))
    }

    /// Whether this key made `signature` (in base64url) over `message` by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518,
    /// section 3.3). What cannot be told counts as no.
    pub(super) fn has_signed(&self, message: &[u8], signature: &str) -> bool {
        crypto::verify(signature, message, &self.0, Algorithm::RS256)
            .is_ok_and(|is_signed| is_signed)
    }

    fn of(rsa: &RsaMembers) -> Result<Self, UnusableKey> {
        let n = unsigned(&rsa.n)?;
        let e = unsigned(&rsa.e)?;
        let sound = MODULUS_BITS.contains(&bits(&n))
            && is_odd(&n)
            && is_odd(&e)
            && e.len() <= LONGEST_EXPONENT
            && e != [1];
        let key = DecodingKey::from_rsa_raw_components(&n, &e);
        // The library would find out at the first token; a key that cannot be used is to be left out of the set.
        let components = RsaPublicKeyComponents { n, e };
        match components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256) {
            Ok(_) if sound => Ok(Self(key)),
            _ => Err(UnusableKey::Unsound),
        }
    }
}

fn members<'a, T: Deserialize<'a>>(jwk: &'a Value) -> Result<T, UnusableKey> {
    match T::deserialize(jwk) {
        Ok(members) => Ok(members),
        Err(_) => Err(UnusableKey::Malformed),
    }
}

/// `use`, `key_ops` and `alg`, where they are given, allow RS256 signatures (RFC 7517, sections 4.2 to 4.4).
fn verifies(key: &Common) -> Result<(), UnusableKey> {
    let for_signatures = key
        .key_use
        .as_deref()
        .is_none_or(|key_use| key_use == "sig");
    let for_verifying = key
        .key_ops
        .as_ref()
        .is_none_or(|ops| ops.iter().any(|op| op == "verify"));
    if !(for_signatures && for_verifying) {
        return Err(UnusableKey::NotForSignatures);
    }
    match &key.alg {
        Some(alg) if alg != ALGORITHM => Err(UnusableKey::OtherAlgorithm { alg: shorten(alg) }),
        _ => Ok(()),
    }
}

/// A number in base64url, big-endian, without zeros before it (RFC 7518, section 2, `Base64urlUInt`).
fn unsigned(text: &str) -> Result<Vec<u8>, UnusableKey> {
    match URL_SAFE_NO_PAD.decode(text) {
        Ok(bytes) => Ok(bytes.into_iter().skip_while(|byte| *byte == 0).collect()),
        Err(_) => Err(UnusableKey::Malformed),
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|byte| byte % 2 == 1)
}

/// How many bits a number without zeros before it has.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |first| first.leading_zeros());
    (number.len() * 8).saturating_sub(unused.try_into().unwrap_or(usize::MAX))
}
