//! Makes a new key that signs.

use super::{Algorithm, TokenError};
use crate::clock::{Chance, uuid_v4};
use crate::config::jwk::{
    EcMaterial, Material, OctMaterial, OkpMaterial, PrivateJwk, RsaMaterial, RsaPrivate, SIGN,
    VERIFY,
};
use aws_lc_rs::encoding::{AsBigEndian as _, AsDer as _};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use pkcs1::RsaPrivateKey;
use pkcs1::der::asn1::{AnyRef, OctetStringRef, UintRef};
use pkcs1::der::{self, Decode as _, Reader as _, SliceReader};

/// Bytes of an HS256 secret: those of the hash, the least that RFC 7518, section 3.2, allows.
const SECRET_LENGTH: usize = 32;

/// A new key for `algorithm` (RSA: 2048 bits), whose `kid` is a random UUID of `chance`, and which signs and verifies.
pub fn generate(algorithm: Algorithm, chance: &dyn Chance) -> Result<PrivateJwk, TokenError> {
    let material = match algorithm {
        Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => rsa(),
        Algorithm::Es256 => ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
        Algorithm::Es384 => ec("P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
        Algorithm::EdDsa => ed25519(),
        Algorithm::Hs256 => Ok(secret(chance)),
    };
    Ok(PrivateJwk {
        kid: Some(uuid_v4(chance).to_string()),
        alg: algorithm,
        key_ops: vec![SIGN.to_owned(), VERIFY.to_owned()],
        material: material?,
    })
}

fn secret(chance: &dyn Chance) -> Material {
    let mut k = vec![0; SECRET_LENGTH];
    chance.fill(&mut k);
    Material::Oct(OctMaterial { k })
}

fn ec(crv: &'static str, signing: &'static EcdsaSigningAlgorithm) -> Result<Material, TokenError> {
    let pair = EcdsaKeyPair::generate(signing).map_err(failed)?;
    let d = pair.private_key().as_be_bytes().map_err(failed)?;
    // Uncompressed: a 4, then both coordinates at the curve's length.
    let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
    let (x, y) = point.split_at(point.len() / 2);
    Ok(Material::Ec(EcMaterial {
        crv,
        x: x.to_vec(),
        y: y.to_vec(),
        d: Some(d.as_ref().to_vec()),
    }))
}

fn ed25519() -> Result<Material, TokenError> {
    let pair = Ed25519KeyPair::generate().map_err(failed)?;
    let seed = pair.seed().map_err(failed)?;
    let d = seed.as_be_bytes().map_err(failed)?;
    Ok(Material::Okp(OkpMaterial {
        x: pair.public_key().as_ref().to_vec(),
        d: Some(d.as_ref().to_vec()),
    }))
}

fn rsa() -> Result<Material, TokenError> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let pkcs8 = pair.as_der().map_err(failed)?;
    let pkcs1 = inner_key(pkcs8.as_ref()).map_err(failed)?;
    let key = RsaPrivateKey::try_from(pkcs1).map_err(failed)?;
    let bytes = |number: UintRef<'_>| number.as_bytes().to_vec();
    Ok(Material::Rsa(RsaMaterial {
        n: bytes(key.modulus),
        e: bytes(key.public_exponent),
        private: Some(RsaPrivate {
            d: bytes(key.private_exponent),
            p: bytes(key.prime1),
            q: bytes(key.prime2),
            dp: bytes(key.exponent1),
            dq: bytes(key.exponent2),
            qi: bytes(key.coefficient),
        }),
    }))
}

/// The key inside a `PrivateKeyInfo` (RFC 5208, section 5): version, algorithm, and an octet string.
fn inner_key(pkcs8: &[u8]) -> der::Result<&[u8]> {
    SliceReader::new(pkcs8)?.sequence(|info| {
        u8::decode(info)?;
        AnyRef::decode(info)?;
        Ok(OctetStringRef::decode(info)?.as_bytes())
    })
}

/// The libraries' errors tell nothing that would help: whatever failed, there is no key.
fn failed<E>(_error: E) -> TokenError {
    TokenError::Generation
}

#[cfg(test)]
mod tests {
    use super::generate;
    use crate::clock::SystemChance;
    use crate::config::jwk::{Algorithm, PrivateJwk};
    use crate::token::SigningKeys;

    #[test]
    fn a_generated_key_of_every_algorithm_survives_being_written_and_loads() {
        for algorithm in Algorithm::ALL {
            let key = generate(algorithm, &SystemChance).unwrap();
            let read = PrivateJwk::parse(&key.expose_json()).unwrap();

            let keys = SigningKeys::from_jwks(&[read]).unwrap();

            assert_eq!(keys.algorithm(), algorithm);
            assert_eq!(keys.kid(), key.kid.as_deref());
        }
    }

    #[test]
    fn two_generated_keys_differ() {
        let json = || {
            generate(Algorithm::Hs256, &SystemChance)
                .unwrap()
                .expose_json()
        };

        assert_ne!(json(), json());
    }
}
