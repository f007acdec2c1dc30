//! The public half of a key: parsed and checked once, then checks signatures.

use super::{Algorithm, KeyFault, suite};
use crate::config::jwk::{Material, PrivateJwk, RsaMaterial};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{ED25519, ParsedPublicKey};

/// RFC 7518, section 3.3, sets the lower bound; the upper one keeps a check cheap.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Checks signatures of one algorithm.
pub(super) enum Verifier {
    Asymmetric(ParsedPublicKey),
    /// Boxed: it is ten times the size of the other.
    Hmac(Box<hmac::Key>),
}

impl Verifier {
    /// The public half of `jwk`.
    pub(super) fn of(jwk: &PrivateJwk) -> Result<Self, KeyFault> {
        match &jwk.material {
            Material::Rsa(rsa) => rsa_key(jwk.alg, rsa).map(Self::Asymmetric),
            Material::Ec(ec) => {
                let (_, checking) = suite::ecdsa(jwk.alg).ok_or(KeyFault::Public)?;
                let key = ParsedPublicKey::new(checking, ec.point());
                key.map(Self::Asymmetric).or(Err(KeyFault::Public))
            }
            Material::Okp(okp) => ParsedPublicKey::new(&ED25519, &okp.x)
                .map(Self::Asymmetric)
                .or(Err(KeyFault::Public)),
            Material::Oct(oct) => Ok(Self::secret(&oct.k)),
        }
    }

    /// Checks HS256 signatures with `secret`.
    pub(super) fn secret(secret: &[u8]) -> Self {
        Self::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }

    /// Whether `signature` is one of `message` under this key. An HMAC is compared in constant time.
    pub(super) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Asymmetric(key) => key.verify_sig(message, signature).is_ok(),
            Self::Hmac(key) => hmac::verify(key, message, signature).is_ok(),
        }
    }
}

fn rsa_key(algorithm: Algorithm, rsa: &RsaMaterial) -> Result<ParsedPublicKey, KeyFault> {
    let bits = bit_length(&rsa.n);
    if !RSA_BITS.contains(&bits) {
        return Err(KeyFault::ModulusSize(bits));
    }
    let (_, parameters) = suite::rsa(algorithm).ok_or(KeyFault::Public)?;
    PublicKeyComponents {
        n: &rsa.n,
        e: &rsa.e,
    }
    .to_parsed_public_key(parameters)
    .or(Err(KeyFault::Public))
}

/// Bits of a big-endian number without leading zero bytes.
fn bit_length(number: &[u8]) -> usize {
    let leading: usize = number.first().map_or(0, |byte| {
        (0..8).take_while(|bit| byte >> (7 - bit) == 0).count()
    });
    number.len() * 8 - leading
}
