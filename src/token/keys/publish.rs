//! What is told of a key: the header of the tokens that it signs, and its place in the JWKS.

use crate::config::jwk::{self, PrivateJwk};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// `alg`, `kid` unless there is none, `typ`, and nothing else: two clients refuse a header with more.
pub(super) fn header_of(jwk: &PrivateJwk) -> String {
    let mut header = json!({"alg": jwk.alg.name(), "typ": "JWT"});
    if let (Some(kid), Some(members)) = (&jwk.kid, header.as_object_mut()) {
        members.insert("kid".to_owned(), kid.as_str().into());
    }
    format!("{}.", BASE64_URL_SAFE_NO_PAD.encode(header.to_string()))
}

/// The JWKS of the asymmetric keys among `jwks`, in their order.
pub(super) fn public_set(jwks: &[PrivateJwk]) -> String {
    let published = jwks.iter().filter_map(public_jwk);
    json!({"keys": published.collect::<Vec<_>>()}).to_string()
}

fn public_jwk(jwk: &PrivateJwk) -> Option<Value> {
    let mut members = jwk.material.public_members();
    if members.is_empty() {
        return None;
    }
    members.insert("kty".to_owned(), jwk.material.kty().into());
    members.insert("alg".to_owned(), jwk.alg.name().into());
    members.insert("use".to_owned(), "sig".into());
    members.insert("key_ops".to_owned(), json!([jwk::VERIFY]));
    if let Some(kid) = &jwk.kid {
        members.insert("kid".to_owned(), kid.as_str().into());
    }
    Some(Value::Object(members))
}
