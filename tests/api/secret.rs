//! Access tokens that a test makes itself, for a service that signs with a secret.

use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use serde_json::{Value, json};

/// The secret.
pub const SECRET: &str = "a-secret-of-more-than-thirty-two-bytes-for-tests";

/// The setting that makes it the service's.
pub const BY_SECRET: (&str, &str) = ("DAEMUN_JWT_SECRET", SECRET);

/// A token of these claims.
pub fn token(claims: &Value) -> String {
    let message = format!(
        "{}.{}",
        B64.encode(r#"{"alg":"HS256","typ":"JWT"}"#),
        B64.encode(claims.to_string())
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", B64.encode(tag))
}

/// A back end's token.
pub fn admin() -> String {
    token(&json!({ "role": "service_role", "iss": "supabase" }))
}
