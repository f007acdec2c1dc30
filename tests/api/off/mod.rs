//! What is off: every endpoint of Supabase Auth's that has no use case here answers with its code and words for the feature
//! switched off, in both forms.
//!
//! The tables: [`strangers`], [`users`], [`admins`]; apart from these [`links`], which answer by what is wrong with them.

mod admins;
mod links;
mod strangers;
mod users;

use crate::gate::Gate;
use crate::support::client::Request;
use crate::words::assert_refused;

/// Status, code and text.
pub type Words = (u16, &'static str, &'static str);

/// A request, by method, target and body, and what is said of it.
pub type Row = (&'static str, &'static str, &'static str, Words);

pub const UUID: &str = "6f0b0000-0000-4000-8000-000000000000";
pub const NO_TOKEN: Words = (
    401,
    "no_authorization",
    "This endpoint requires a valid Bearer token",
);
pub const NO_ADMIN: Words = (403, "not_admin", "User not allowed");
pub const OAUTH: Words = (404, "feature_disabled", "OAuth server is disabled");
pub const SAML: Words = (404, "saml_provider_disabled", "SAML 2.0 is disabled");
pub const SCIM: Words = (404, "feature_disabled", "SCIM server is disabled");
pub const PASSKEYS: Words = (404, "passkey_disabled", "Passkeys are disabled");
pub const FACTOR: Words = (404, "mfa_factor_not_found", "Factor not found");
pub const EMAIL: Words = (422, "email_provider_disabled", "Email logins are disabled");
pub const NO_MAIL: Words = (400, "email_provider_disabled", "Email logins are disabled");
pub const NO_TEXT: Words = (400, "phone_provider_disabled", "Phone logins are disabled");
pub const CODE: Words = (403, "otp_expired", "Token has expired or is invalid");
pub const LINK: Words = (403, "otp_expired", "Email link is invalid or has expired");
pub const CUSTOM: Words = (
    404,
    "feature_disabled",
    "Custom OAuth providers are disabled",
);
pub const PROVIDER: Words = (
    404,
    "sso_provider_not_found",
    "SSO Identity Provider not found",
);

pub const fn invalid(text: &'static str) -> Words {
    (400, "validation_failed", text)
}

pub fn ask(gate: &Gate, method: &str, path: &str, body: &str) -> Request {
    let request = gate.service.client().request(method, path);
    request
        .header("Content-Type", "application/json")
        .body(body)
}

#[track_caller]
pub fn refused(request: &Request, (status, code, words): Words) {
    assert_refused(request, status, code, words);
}
