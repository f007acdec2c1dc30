//! The members of a key by type (RFC 7518, section 6; RFC 8037, section 2), decoded from base64url.
//!
//! None of these types has Debug or Serialize. Private members are absent where a key only verifies.

use super::Algorithm;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// The key itself.
#[derive(Clone)]
pub enum Material {
    /// `kty` RSA.
    Rsa(RsaMaterial),
    /// `kty` EC.
    Ec(EcMaterial),
    /// `kty` OKP.
    Okp(OkpMaterial),
    /// `kty` oct.
    Oct(OctMaterial),
}

/// An RSA key of two primes.
#[derive(Clone)]
pub struct RsaMaterial {
    /// Modulus, big-endian without leading zeros.
    pub n: Vec<u8>,
    /// Public exponent, likewise.
    pub e: Vec<u8>,
    /// The private members: all of them or none.
    pub private: Option<RsaPrivate>,
}

/// The private members of an RSA key.
#[derive(Clone)]
pub struct RsaPrivate {
    /// Private exponent.
    pub d: Vec<u8>,
    /// First prime.
    pub p: Vec<u8>,
    /// Second prime.
    pub q: Vec<u8>,
    /// `d mod (p - 1)`.
    pub dp: Vec<u8>,
    /// `d mod (q - 1)`.
    pub dq: Vec<u8>,
    /// `q⁻¹ mod p`.
    pub qi: Vec<u8>,
}

/// A key on P-256 or P-384; every member has the curve's length.
#[derive(Clone)]
pub struct EcMaterial {
    /// `P-256` or `P-384`.
    pub crv: &'static str,
    /// First coordinate of the public point.
    pub x: Vec<u8>,
    /// Second coordinate of the public point.
    pub y: Vec<u8>,
    /// The private scalar.
    pub d: Option<Vec<u8>>,
}

/// A key on Ed25519.
#[derive(Clone)]
pub struct OkpMaterial {
    /// The public key, 32 bytes.
    pub x: Vec<u8>,
    /// The private seed, 32 bytes.
    pub d: Option<Vec<u8>>,
}

/// A symmetric key.
#[derive(Clone)]
pub struct OctMaterial {
    /// The secret.
    pub k: Vec<u8>,
}

impl EcMaterial {
    /// The public point, uncompressed (SEC 1, section 2.3.3).
    pub fn point(&self) -> Vec<u8> {
        [&[4], self.x.as_slice(), self.y.as_slice()].concat()
    }
}

impl Material {
    /// The key's type.
    pub const fn kty(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RSA",
            Self::Ec(_) => "EC",
            Self::Okp(_) => "OKP",
            Self::Oct(_) => "oct",
        }
    }

    /// Whether `algorithm` works on keys of this type and curve.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        use Algorithm::{EdDsa, Es256, Es384, Hs256, Rs256, Rs384, Rs512};
        match self {
            Self::Rsa(_) => matches!(algorithm, Rs256 | Rs384 | Rs512),
            Self::Ec(ec) if ec.crv == "P-384" => algorithm == Es384,
            Self::Ec(_) => algorithm == Es256,
            Self::Okp(_) => algorithm == EdDsa,
            Self::Oct(_) => algorithm == Hs256,
        }
    }

    /// The members that anyone may see, base64url; none for a symmetric key.
    pub fn public_members(&self) -> Map<String, Value> {
        match self {
            Self::Rsa(rsa) => encoded([("n", &rsa.n), ("e", &rsa.e)]),
            Self::Ec(ec) => with_curve(ec.crv, encoded([("x", &ec.x), ("y", &ec.y)])),
            Self::Okp(okp) => with_curve("Ed25519", encoded([("x", &okp.x)])),
            Self::Oct(_) => Map::new(),
        }
    }

    /// The same key without its private members; `None` for a symmetric one.
    pub(super) fn public_half(&self) -> Option<Self> {
        match self {
            Self::Rsa(rsa) => Some(Self::Rsa(RsaMaterial {
                private: None,
                ..rsa.clone()
            })),
            Self::Ec(ec) => Some(Self::Ec(EcMaterial {
                d: None,
                ..ec.clone()
            })),
            Self::Okp(okp) => Some(Self::Okp(OkpMaterial {
                d: None,
                ..okp.clone()
            })),
            Self::Oct(_) => None,
        }
    }

    /// Every member, private ones too.
    pub(super) fn expose_members(&self) -> Map<String, Value> {
        let mut members = self.public_members();
        members.extend(self.private_members());
        members
    }

    fn private_members(&self) -> Map<String, Value> {
        match self {
            Self::Rsa(RsaMaterial {
                private: Some(rsa), ..
            }) => encoded([
                ("d", &rsa.d),
                ("p", &rsa.p),
                ("q", &rsa.q),
                ("dp", &rsa.dp),
                ("dq", &rsa.dq),
                ("qi", &rsa.qi),
            ]),
            Self::Ec(EcMaterial { d: Some(d), .. }) | Self::Okp(OkpMaterial { d: Some(d), .. }) => {
                encoded([("d", d)])
            }
            Self::Oct(oct) => encoded([("k", &oct.k)]),
            Self::Rsa(_) | Self::Ec(_) | Self::Okp(_) => Map::new(),
        }
    }
}

fn encoded<const N: usize>(members: [(&str, &Vec<u8>); N]) -> Map<String, Value> {
    members
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), BASE64_URL_SAFE_NO_PAD.encode(bytes).into()))
        .collect()
}

fn with_curve(crv: &str, mut members: Map<String, Value>) -> Map<String, Value> {
    members.insert("crv".to_owned(), crv.into());
    members
}
