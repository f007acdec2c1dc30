//! The keys of our own tokens: exactly one signs, the others only check what was signed before.
//!
//! Every key is proved when it is loaded: the private members belong to the public ones, and a signature made for
//! trial passes its own check. What anyone may know of them is rendered once, as the JWKS (RFC 7517, section 5).

mod load;
mod publish;

pub(super) use load::VerifyingKey;

use super::bearer::Claims;
use super::checked::Checked;
use super::signer::Signer;
use super::verifier::Verifier;
use super::{Algorithm, KeyError, TokenError};
use crate::config::Secret;
use crate::config::jwk::{self, Material, OctMaterial, PrivateJwk};
use crate::config::jwt::JwtConfig;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use load::{Loaded, load};
use serde::Serialize;
use std::fmt;

/// The keys that sign and check our own tokens.
pub struct SigningKeys {
    kid: Option<String>,
    algorithm: Algorithm,
    signer: Signer,
    /// The JOSE header of every token that is signed, encoded, with the dot after it.
    header: String,
    keys: Vec<VerifyingKey>,
    secret: Option<Verifier>,
    methods: Vec<Algorithm>,
    jwks: String,
    checked: Checked<Claims>,
}

impl SigningKeys {
    /// The keys that the settings name: those of `JWT_KEYS` or, without any, `JWT_SECRET`. `None` if there is neither:
    /// then the key that the store keeps is the one to use, by [`SigningKeys::from_kept`].
    pub fn from_config(config: &JwtConfig) -> Result<Option<Self>, KeyError> {
        // An empty secret would be one that everyone knows.
        let secret = config.secret.as_ref();
        let secret = secret.filter(|secret| !secret.expose().is_empty());
        let keys = match (config.keys.as_slice(), secret) {
            ([], None) => return Ok(None),
            ([], Some(secret)) => Self::from_secret(secret, config.key_id.as_deref())?,
            (keys, None) => Self::from_jwks(keys)?,
            (keys, Some(secret)) => Self::from_jwks(keys)?.with_secret(secret),
        };
        keys.accepting(&config.valid_methods).map(Some)
    }

    /// The keys that the store keeps: the one that signs, `json` as [`PrivateJwk::expose_json`] wrote it, and the public
    /// halves of those that signed before.
    pub fn from_kept<'j>(
        json: &'j str,
        retired: impl IntoIterator<Item = &'j str>,
        config: &JwtConfig,
    ) -> Result<Self, KeyError> {
        let jwks = std::iter::once(json).chain(retired).map(PrivateJwk::parse);
        let jwks = jwks.collect::<Result<Vec<_>, _>>()?;
        Self::from_jwks(&jwks)?.accepting(&config.valid_methods)
    }

    /// The keys of `jwks`, exactly one of which has the operation `sign`.
    pub fn from_jwks(jwks: &[PrivateJwk]) -> Result<Self, KeyError> {
        let Loaded {
            signing,
            signer,
            keys,
        } = load(jwks)?;
        Ok(Self {
            kid: signing.kid.clone(),
            algorithm: signing.alg,
            signer,
            header: publish::header_of(signing),
            methods: algorithms_of(&keys),
            keys,
            secret: None,
            jwks: publish::public_set(jwks),
            checked: Checked::new(),
        })
    }

    /// HS256 with a secret, whose `kid` is optional.
    fn from_secret(secret: &Secret, kid: Option<&str>) -> Result<Self, KeyError> {
        let key = PrivateJwk {
            kid: kid.filter(|kid| !kid.is_empty()).map(str::to_owned),
            alg: Algorithm::Hs256,
            key_ops: vec![jwk::SIGN.to_owned(), jwk::VERIFY.to_owned()],
            material: Material::Oct(OctMaterial {
                k: secret.expose().as_bytes().to_vec(),
            }),
        };
        Ok(Self::from_jwks(&[key])?.with_secret(secret))
    }

    /// Lets HS256 tokens that name no key of the set be checked with `secret`.
    fn with_secret(mut self, secret: &Secret) -> Self {
        self.secret = Some(Verifier::secret(secret.expose().as_bytes()));
        self
    }

    /// Replaces the algorithms that incoming tokens may have, unless `methods` is empty.
    fn accepting(mut self, methods: &[String]) -> Result<Self, KeyError> {
        if methods.is_empty() {
            return Ok(self);
        }
        let methods = methods.iter().map(|name| name.parse());
        self.methods = methods.collect::<Result<_, _>>()?;
        if self.methods.contains(&self.algorithm) {
            Ok(self)
        } else {
            Err(KeyError::SigningMethodNotValid(self.algorithm))
        }
    }

    /// The `kid` of the key that signs.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The algorithm of the key that signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The algorithms of all keys, each once, in the order of the keys.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        algorithms_of(&self.keys)
    }

    /// The public keys as the JSON text of a JWKS (`/.well-known/jwks.json`), in the order of the settings; symmetric
    /// keys are left out.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }

    /// Signs any claims: header, payload and signature in compact form (RFC 7515, section 7.1).
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, TokenError> {
        let payload = serde_json::to_vec(claims)?;
        // A signature of ECDSA or HMAC takes at most 128 characters; one of RSA makes the buffer grow once.
        let mut token = String::with_capacity(self.header.len() + payload.len() * 4 / 3 + 132);
        token.push_str(&self.header);
        BASE64_URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let signature = self.signer.sign(token.as_bytes())?;
        token.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The algorithm of this name, if incoming tokens may have it.
    pub(super) fn accepted(&self, name: &str) -> Option<Algorithm> {
        let mut methods = self.methods.iter().copied();
        methods.find(|method| method.name() == name)
    }

    /// The key of this `kid`, or the one without.
    pub(super) fn find(&self, kid: Option<&str>) -> Option<&VerifyingKey> {
        self.keys.iter().find(|key| key.kid.as_deref() == kid)
    }

    /// The tokens that these keys have signed as was found out before.
    pub(super) fn checked(&self) -> &Checked<Claims> {
        &self.checked
    }

    /// `JWT_SECRET`, for HS256 tokens that name no key of the set.
    pub(super) fn secret(&self) -> Option<&Verifier> {
        self.secret.as_ref()
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({}, {:?})", self.algorithm, self.kid)
    }
}

fn algorithms_of(keys: &[VerifyingKey]) -> Vec<Algorithm> {
    let mut algorithms = Vec::new();
    for key in keys {
        if !algorithms.contains(&key.algorithm) {
            algorithms.push(key.algorithm);
        }
    }
    algorithms
}

#[cfg(test)]
mod tests;
