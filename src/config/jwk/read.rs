//! Reads a key from the members of a JSON object, and checks its structure.

use super::{
    Algorithm, EcMaterial, JwkFault, Material, OctMaterial, OkpMaterial, PrivateJwk, RsaMaterial,
    RsaPrivate,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

const PRIVATE_RSA: [&str; 6] = ["d", "p", "q", "dp", "dq", "qi"];

/// Reads a key. Members that are not the key's own are ignored; a `null` counts as absent.
pub(super) fn private_jwk(members: &Map<String, Value>) -> Result<PrivateJwk, JwkFault> {
    let members = Members(members);
    if members.text("use")?.is_some_and(|purpose| purpose != "sig") {
        return Err(JwkFault::NotForSignatures);
    }
    let material = members.material()?;
    Ok(PrivateJwk {
        kid: members
            .text("kid")?
            .filter(|kid| !kid.is_empty())
            .map(str::to_owned),
        alg: members.algorithm(&material)?,
        key_ops: members.operations()?,
        material,
    })
}

struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    fn material(&self) -> Result<Material, JwkFault> {
        match self.required_text("kty")? {
            "RSA" => self.rsa().map(Material::Rsa),
            "EC" => self.ec().map(Material::Ec),
            "OKP" => self.okp().map(Material::Okp),
            "oct" => self.oct().map(Material::Oct),
            _ => Err(JwkFault::UnknownKeyType),
        }
    }

    fn rsa(&self) -> Result<RsaMaterial, JwkFault> {
        if self.value("oth").is_some() {
            return Err(JwkFault::MultiPrime);
        }
        Ok(RsaMaterial {
            n: without_leading_zeros(self.required("n")?),
            e: without_leading_zeros(self.required("e")?),
            private: self.private_rsa()?,
        })
    }

    /// All six members or none: a signature by `d` alone would be slow, and nothing would tell whether it belongs.
    fn private_rsa(&self) -> Result<Option<RsaPrivate>, JwkFault> {
        if PRIVATE_RSA.iter().all(|name| self.value(name).is_none()) {
            return Ok(None);
        }
        Ok(Some(RsaPrivate {
            d: self.required("d")?,
            p: self.required("p")?,
            q: self.required("q")?,
            dp: self.required("dp")?,
            dq: self.required("dq")?,
            qi: self.required("qi")?,
        }))
    }

    fn ec(&self) -> Result<EcMaterial, JwkFault> {
        let (crv, length) = match self.required_text("crv")? {
            "P-256" => ("P-256", 32),
            "P-384" => ("P-384", 48),
            "P-521" => return Err(super::UnsupportedAlgorithm::Es512.into()),
            _ => return Err(JwkFault::UnknownCurve("P-256 or P-384")),
        };
        Ok(EcMaterial {
            crv,
            x: of_length("x", length, self.required("x")?)?,
            y: of_length("y", length, self.required("y")?)?,
            d: self
                .bytes("d")?
                .map(|d| of_length("d", length, d))
                .transpose()?,
        })
    }

    fn okp(&self) -> Result<OkpMaterial, JwkFault> {
        if self.required_text("crv")? != "Ed25519" {
            return Err(JwkFault::UnknownCurve("Ed25519"));
        }
        Ok(OkpMaterial {
            x: of_length("x", 32, self.required("x")?)?,
            d: self
                .bytes("d")?
                .map(|d| of_length("d", 32, d))
                .transpose()?,
        })
    }

    fn oct(&self) -> Result<OctMaterial, JwkFault> {
        let k = self.required("k")?;
        if k.is_empty() {
            return Err(JwkFault::EmptySecret);
        }
        Ok(OctMaterial { k })
    }

    /// What `alg` says or, without it, what the key's type is commonly used for.
    fn algorithm(&self, material: &Material) -> Result<Algorithm, JwkFault> {
        let algorithm = match (self.text("alg")?, material) {
            (Some(name), _) => name.parse()?,
            (None, Material::Rsa(_)) => Algorithm::Rs256,
            (None, Material::Ec(ec)) if ec.crv == "P-384" => Algorithm::Es384,
            (None, Material::Ec(_)) => Algorithm::Es256,
            (None, Material::Okp(_)) => Algorithm::EdDsa,
            (None, Material::Oct(_)) => Algorithm::Hs256,
        };
        if material.fits(algorithm) {
            Ok(algorithm)
        } else {
            Err(JwkFault::AlgorithmMismatch)
        }
    }

    fn operations(&self) -> Result<Vec<String>, JwkFault> {
        let operations = match self.value("key_ops") {
            None => return Ok(Vec::new()),
            Some(Value::Array(operations)) => operations,
            Some(_) => return Err(JwkFault::MalformedOperations),
        };
        let text = |operation: &Value| operation.as_str().map(str::to_owned);
        let operations: Option<Vec<String>> = operations.iter().map(text).collect();
        operations.ok_or(JwkFault::MalformedOperations)
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &'static str) -> Result<Option<&'a str>, JwkFault> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(JwkFault::NotText(name)),
        }
    }

    fn required_text(&self, name: &'static str) -> Result<&'a str, JwkFault> {
        self.text(name)?.ok_or(JwkFault::Missing(name))
    }

    fn bytes(&self, name: &'static str) -> Result<Option<Vec<u8>>, JwkFault> {
        let decode = |text| BASE64_URL_SAFE_NO_PAD.decode(text);
        // The decoder's message would repeat a byte of the secret.
        let decoded = self.text(name)?.map(decode).transpose();
        decoded.or(Err(JwkFault::NotBase64Url(name)))
    }

    fn required(&self, name: &'static str) -> Result<Vec<u8>, JwkFault> {
        self.bytes(name)?.ok_or(JwkFault::Missing(name))
    }
}

/// Some libraries write a sign byte before the modulus; RFC 7518, section 6.3.1.1 has none.
fn without_leading_zeros(mut number: Vec<u8>) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.drain(..zeros);
    number
}

fn of_length(member: &'static str, expected: usize, bytes: Vec<u8>) -> Result<Vec<u8>, JwkFault> {
    if bytes.len() == expected {
        Ok(bytes)
    } else {
        Err(JwkFault::WrongLength { member, expected })
    }
}
