//! The private half of a key: parsed and checked once, then signs.
//!
//! Refuses private members that do not belong to the public ones beside them.

use super::{Algorithm, KeyFault, TokenError, suite};
use crate::config::jwk::{EcMaterial, Material, PrivateJwk, RsaMaterial, RsaPrivate};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair, RsaSignatureEncoding};

/// Signs with one algorithm.
pub(super) enum Signer {
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    /// Boxed: it is ten times the size of the others.
    Hmac(Box<hmac::Key>),
}

impl Signer {
    /// The private half of `jwk`; `None` if it has none.
    pub(super) fn of(jwk: &PrivateJwk) -> Result<Option<Self>, KeyFault> {
        match &jwk.material {
            Material::Rsa(rsa) => match &rsa.private {
                Some(private) => rsa_signer(jwk.alg, rsa, private).map(Some),
                None => Ok(None),
            },
            Material::Ec(ec) => match &ec.d {
                Some(d) => ecdsa_signer(jwk.alg, ec, d).map(Some),
                None => Ok(None),
            },
            Material::Okp(okp) => match &okp.d {
                Some(d) => Ed25519KeyPair::from_seed_and_public_key(d, &okp.x)
                    .map(|pair| Some(Self::Ed25519(pair)))
                    .or(Err(KeyFault::Private)),
                None => Ok(None),
            },
            Material::Oct(oct) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, &oct.k);
                Ok(Some(Self::Hmac(Box::new(key))))
            }
        }
    }

    /// The signature of `message` as JWS has it (RFC 7515, section 5.1).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        let signature = match self {
            Self::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &SystemRandom::new(), message, &mut signature)
                    .map(|()| signature)
            }
            Self::Ecdsa(pair) => pair
                .sign(&SystemRandom::new(), message)
                .map(|signature| signature.as_ref().to_vec()),
            Self::Ed25519(pair) => pair
                .try_sign(message)
                .map(|signature| signature.as_ref().to_vec()),
            Self::Hmac(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
        };
        signature.or(Err(TokenError::Signing))
    }
}

fn rsa_signer(
    algorithm: Algorithm,
    rsa: &RsaMaterial,
    private: &RsaPrivate,
) -> Result<Signer, KeyFault> {
    let (encoding, _) = suite::rsa(algorithm).ok_or(KeyFault::Private)?;
    let components = KeyPairComponents {
        public_key: PublicKeyComponents {
            n: &rsa.n,
            e: &rsa.e,
        },
        d: &private.d,
        p: &private.p,
        q: &private.q,
        dP: &private.dp,
        dQ: &private.dq,
        qInv: &private.qi,
    };
    let pair = RsaKeyPair::from_components(&components).or(Err(KeyFault::Private))?;
    Ok(Signer::Rsa(pair, encoding))
}

fn ecdsa_signer(algorithm: Algorithm, ec: &EcMaterial, d: &[u8]) -> Result<Signer, KeyFault> {
    let (signing, _) = suite::ecdsa(algorithm).ok_or(KeyFault::Private)?;
    EcdsaKeyPair::from_private_key_and_public_key(signing, d, &ec.point())
        .map(Signer::Ecdsa)
        .or(Err(KeyFault::Private))
}
