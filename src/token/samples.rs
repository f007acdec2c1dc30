//! Keys and settings for the tests of this folder. The asymmetric keys are those of RFC 7515, appendix A.3, and
//! RFC 8037, appendix A; known to everyone, they are fit for tests alone.

use super::{Algorithm, SigningKeys, generate};
use crate::clock::{Chance, SystemChance};
use crate::config::Secret;
use crate::config::jwk::PrivateJwk;
use crate::config::jwt::JwtConfig;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::time::Duration;

/// Fills with the same byte, always.
pub(super) struct Steady(pub(super) u8);

impl Chance for Steady {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

pub(super) fn ec() -> Value {
    json!({"kty": "EC", "crv": "P-256", "kid": "ec", "key_ops": ["sign", "verify"],
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})
}

pub(super) fn ed() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "kid": "ed", "key_ops": ["sign", "verify"],
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})
}

pub(super) fn oct() -> Value {
    json!({"kty": "oct", "kid": "oct", "key_ops": ["sign", "verify"],
        "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})
}

pub(super) fn with(mut jwk: Value, member: &str, value: Value) -> Value {
    jwk[member] = value;
    jwk
}

/// The same key, only to verify with.
pub(super) fn retired(jwk: Value) -> Value {
    with(jwk, "key_ops", json!(["verify"]))
}

pub(super) fn jwks(keys: &[Value]) -> Vec<PrivateJwk> {
    let text = Value::from(keys.to_vec()).to_string();
    PrivateJwk::parse_list(&text).unwrap()
}

pub(super) fn keys(list: &[Value]) -> SigningKeys {
    SigningKeys::from_jwks(&jwks(list)).unwrap()
}

pub(super) fn generated(algorithm: Algorithm) -> PrivateJwk {
    generate(algorithm, &SystemChance).unwrap()
}

/// Settings with neither keys nor secret.
pub(super) fn config() -> JwtConfig {
    JwtConfig {
        secret: None,
        key_id: None,
        keys: Vec::new(),
        valid_methods: Vec::new(),
        expiry: Duration::from_secs(3600),
        audience: "authenticated".to_owned(),
        issuer: String::new(),
        default_role: "authenticated".to_owned(),
        admin_roles: Vec::new(),
        admin_group: "admin".to_owned(),
    }
}

pub(super) fn secret() -> Secret {
    Secret::new("a secret of more than thirty-two bytes")
}

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}
