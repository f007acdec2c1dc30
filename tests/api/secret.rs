//! Access tokens that a test makes itself, for a service that signs with a secret.

use crate::support::hs256;
use serde_json::{Value, json};

/// The secret.
pub const SECRET: &str = "a-secret-of-more-than-thirty-two-bytes-for-tests";

/// The setting that makes it the service's.
pub const BY_SECRET: (&str, &str) = ("DAEMUN_JWT_SECRET", SECRET);

/// A token of these claims.
pub fn token(claims: &Value) -> String {
    hs256::signed(SECRET, claims)
}

/// A back end's token.
pub fn admin() -> String {
    token(&json!({ "role": "service_role", "iss": "supabase" }))
}
