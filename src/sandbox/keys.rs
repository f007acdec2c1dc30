//! The stand-in's RSA keys: two that it publishes, as Kakao does, one of which signs.
//!
//! They are made when needed and live in memory alone, so that no private key is part of the program. The keys' ids
//! come from the given chance; the primes come from the cryptographic library's own randomness, which takes no other.

use std::{panic, sync::Arc, thread};

use aws_lc_rs::{
    encoding::AsDer as _,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
        RsaEncoding,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::clock::Chance;

use super::{error::SandboxError, requests::hex};

/// Which of the stand-in's keys signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyChoice {
    /// The published key that signs at present.
    Signing,
    /// The other published key.
    Other,
    /// A key that was never published.
    Foreign,
}

/// How a signature is made; Kakao knows [`Scheme::Rs256`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
}

/// The two keys that a stand-in publishes.
#[derive(Clone)]
pub struct StandInKeys {
    pub(super) signing: Arc<SandboxKey>,
    pub(super) other: Arc<SandboxKey>,
}

/// An RSA-2048 key with its id.
pub(super) struct SandboxKey {
    kid: String,
    pair: KeyPair,
}

/// A key as Kakao publishes it: these members and no more.
#[derive(Serialize)]
pub(super) struct PublicJwk {
    kid: String,
    kty: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    n: String,
    e: String,
}

impl StandInKeys {
    /// Makes two keys, side by side.
    pub fn generate(chance: &dyn Chance) -> Result<Self, SandboxError> {
        let (signing, other) = thread::scope(|scope| {
            let signing = scope.spawn(|| SandboxKey::generate(chance));
            let other = SandboxKey::generate(chance);
            let signing = signing
                .join()
                .unwrap_or_else(|cause| panic::resume_unwind(cause));
            (signing, other)
        });
        Ok(Self {
            signing: Arc::new(signing?),
            other: Arc::new(other?),
        })
    }

    /// The keys after a rotation: `new` signs, the one that did so far remains published.
    pub(super) fn rotated_to(&self, new: SandboxKey) -> Self {
        Self {
            signing: Arc::new(new),
            other: Arc::clone(&self.signing),
        }
    }
}

impl SandboxKey {
    pub(super) fn generate(chance: &dyn Chance) -> Result<Self, SandboxError> {
        // Kakao's key ids are 30 hex digits.
        let mut kid = [0_u8; 15];
        chance.fill(&mut kid);
        Ok(Self {
            kid: hex(&kid),
            pair: KeyPair::generate(KeySize::Rsa2048).map_err(SandboxError::KeyGeneration)?,
        })
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn jwk(&self) -> PublicJwk {
        let public = self.pair.public_key();
        PublicJwk {
            kid: self.kid.clone(),
            kty: "RSA",
            alg: "RS256",
            usage: "sig",
            n: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            e: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        }
    }

    /// The `SubjectPublicKeyInfo` (RFC 5280, section 4.1) in DER.
    pub(super) fn public_der(&self) -> Result<Vec<u8>, SandboxError> {
        let der = self
            .pair
            .public_key()
            .as_der()
            .map_err(SandboxError::KeyGeneration)?;
        Ok(der.as_ref().to_vec())
    }

    /// The compact serialisation (RFC 7515, section 7.1) of header and payload, whatever they are.
    pub(super) fn sign(
        &self,
        scheme: Scheme,
        header: &[u8],
        payload: &[u8],
    ) -> Result<String, SandboxError> {
        let mut token = URL_SAFE_NO_PAD.encode(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                scheme.encoding(),
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .map_err(SandboxError::Signature)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&signature, &mut token);
        Ok(token)
    }
}

impl Scheme {
    fn encoding(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Rs256 => &RSA_PKCS1_SHA256,
            Self::Rs384 => &RSA_PKCS1_SHA384,
            Self::Rs512 => &RSA_PKCS1_SHA512,
            Self::Ps256 => &RSA_PSS_SHA256,
        }
    }
}
