//! Makes tokens that a pretended provider would issue, or that an attacker would.

use crate::oidc::{Claims, Expected, KeySet, NonceRule, VerifyError, verify};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

pub(crate) const ISSUER: &str = "https://provider.example";
pub(crate) const CLIENT: &str = "our-client";
pub(crate) const KID: &str = "key-1";
pub(crate) const NOW: i64 = 1_800_000_000;

static KEY: LazyLock<RsaKeyPair> = LazyLock::new(|| {
    let pem = include_bytes!("../../../fixtures/keys/provider-2048.pem");
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap();
    RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap()
});

pub(super) static CLIENTS: LazyLock<Vec<String>> =
    LazyLock::new(|| vec!["another-of-ours".to_owned(), CLIENT.to_owned()]);

pub(crate) type Object = Map<String, Value>;

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn object(value: &Value) -> Object {
    value.as_object().unwrap().clone()
}

/// The JWK of the pretended provider's key.
pub(crate) fn jwk(kid: &str) -> Value {
    let public = KEY.public_key();
    json!({
        "kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig",
        "n": encode(public.modulus().big_endian_without_leading_zero()),
        "e": encode(public.exponent().big_endian_without_leading_zero()),
    })
}

pub(crate) fn jwks(kids: &[&str]) -> String {
    let keys: Vec<Value> = kids.iter().map(|kid| jwk(kid)).collect();
    json!({ "keys": keys }).to_string()
}

pub(super) fn keys() -> KeySet {
    KeySet::parse(jwks(&[KID]).as_bytes()).unwrap()
}

pub(super) fn header() -> Object {
    object(&json!({ "kid": KID, "typ": "JWT", "alg": "RS256" }))
}

pub(super) fn claims() -> Object {
    object(&json!({
        "iss": ISSUER, "aud": CLIENT, "sub": "3095134389",
        "iat": NOW - 60, "exp": NOW + 3600, "auth_time": NOW - 60,
        "nickname": "Nick", "picture": "http://k.example/p.jpg", "email": "A@example.com",
    }))
}

/// Signs whatever is given, as it is.
pub(super) fn sign_raw(header: &[u8], payload: &[u8]) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let mut signature = vec![0; KEY.public_modulus_len()];
    let random = SystemRandom::new();
    KEY.sign(
        &RSA_PKCS1_SHA256,
        &random,
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", encode(signature))
}

pub(super) fn sign(header: &Object, claims: &Object) -> String {
    sign_raw(
        serde_json::to_string(header).unwrap().as_bytes(),
        serde_json::to_string(claims).unwrap().as_bytes(),
    )
}

/// A token that is right but for what `change` does to its claims.
pub(super) fn with_claims(change: impl FnOnce(&mut Object)) -> String {
    let mut claims = claims();
    change(&mut claims);
    sign(&header(), &claims)
}

/// A token that is right but for one claim.
pub(super) fn with_claim(claim: &str, value: Value) -> String {
    with_claims(|claims| {
        claims.insert(claim.to_owned(), value);
    })
}

/// A token that is right but for a claim that is not there.
pub(super) fn without_claim(claim: &str) -> String {
    with_claims(|claims| {
        claims.remove(claim);
    })
}

/// A token that is right, and signed, but for one member of its header.
pub(super) fn with_header(member: &str, value: Value) -> String {
    let mut header = header();
    header.insert(member.to_owned(), value);
    sign(&header, &claims())
}

pub(super) fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        audiences: &CLIENTS,
        leeway: TimeDelta::seconds(10),
        max_age: None,
        nonce: NonceRule::Skip,
        access_token: None,
    }
}

/// What the verification says of `token`, with the usual keys, expectations and time.
pub(super) fn verdict(token: &str) -> Result<Claims, VerifyError> {
    verify(token, &keys(), &expected(), at(NOW))
}
