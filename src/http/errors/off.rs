//! The part of the error table on what there is not: Supabase Auth's words for features that are switched off. It has no
//! catch-all either.

use super::answer::{Answer, coded};
use crate::flows::off::{FactorKind, Incomplete, Off};
use actix_web::http::StatusCode as S;

const EMAIL: &str = "email_provider_disabled";
const PHONE: &str = "phone_provider_disabled";
const FEATURE: &str = "feature_disabled";
const VALIDATION: &str = "validation_failed";
const EXPIRED: &str = "otp_expired";

/// What being off becomes on the wire.
#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub(super) fn answer(off: Off) -> Answer {
    match off {
        Off::EmailSignUps => coded(S::BAD_REQUEST, EMAIL, "Email signups are disabled"),
        Off::PhoneSignUps => coded(S::BAD_REQUEST, PHONE, "Phone signups are disabled"),
        Off::AnonymousSignIns => coded(S::UNPROCESSABLE_ENTITY, "anonymous_provider_disabled", "Anonymous sign-ins are disabled"),
        Off::EmailLogins => coded(S::UNPROCESSABLE_ENTITY, EMAIL, "Email logins are disabled"),
        Off::PhoneLogins => coded(S::UNPROCESSABLE_ENTITY, PHONE, "Phone logins are disabled"),
        Off::Emails => coded(S::BAD_REQUEST, EMAIL, "Email logins are disabled"),
        Off::TextMessages => coded(S::BAD_REQUEST, PHONE, "Phone logins are disabled"),
        Off::PhoneCodes => coded(S::BAD_REQUEST, PHONE, "Unsupported phone provider"),
        Off::Code => coded(S::FORBIDDEN, EXPIRED, "Token has expired or is invalid"),
        Off::Link => coded(S::FORBIDDEN, EXPIRED, "Email link is invalid or has expired"),
        Off::Enrolment(FactorKind::Totp) => coded(S::UNPROCESSABLE_ENTITY, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP"),
        Off::Enrolment(FactorKind::Phone) => coded(S::UNPROCESSABLE_ENTITY, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone"),
        Off::Enrolment(FactorKind::WebAuthn) => coded(S::UNPROCESSABLE_ENTITY, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn"),
        Off::Factor => coded(S::NOT_FOUND, "mfa_factor_not_found", "Factor not found"),
        Off::Passkeys => coded(S::NOT_FOUND, "passkey_disabled", "Passkeys are disabled"),
        Off::Saml => coded(S::NOT_FOUND, "saml_provider_disabled", "SAML 2.0 is disabled"),
        Off::SsoProvider => coded(S::NOT_FOUND, "sso_provider_not_found", "SSO Identity Provider not found"),
        Off::OAuthServer => coded(S::NOT_FOUND, FEATURE, "OAuth server is disabled"),
        Off::Scim => coded(S::NOT_FOUND, FEATURE, "SCIM server is disabled"),
        Off::CustomProviders => coded(S::NOT_FOUND, FEATURE, "Custom OAuth providers are disabled"),
    }
}

/// What is said of a request that lacks something besides.
#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub(super) fn incomplete(lack: Incomplete) -> Answer {
    match lack {
        Incomplete::ResendToBoth => invalid("Only an email address or phone number should be provided."),
        Incomplete::ResendType => invalid("Missing one of these types: signup, email_change, sms, phone_change"),
        Incomplete::ResendEmail => invalid("Type provided requires an email address"),
        Incomplete::ResendPhone => invalid("Type provided requires a phone number"),
        Incomplete::ResendToNobody => invalid("Missing email address or phone number"),
        Incomplete::CodeToBoth => invalid("Only an email address or phone number should be provided"),
        Incomplete::CodeToNobody => invalid("One of email or phone must be set"),
        Incomplete::VerifyType => invalid("Verify requires a verification type"),
        Incomplete::VerifyLink => invalid("Verify requires a token or a token hash"),
        Incomplete::VerifyToken => invalid("Verify requires either a token or a token hash"),
        Incomplete::VerifyWhom => invalid("Only an email address or phone number should be provided on verify"),
        Incomplete::VerifyEmail => coded(S::UNPROCESSABLE_ENTITY, VALIDATION, "Invalid email format"),
        Incomplete::VerifyHash => invalid("Only the token_hash and type should be provided"),
        Incomplete::VerifyLinkType => invalid("Invalid email verification type"),
        Incomplete::FactorKind => invalid("factor_type needs to be totp, phone, or webauthn"),
        Incomplete::FactorId => coded(S::NOT_FOUND, VALIDATION, "factor_id must be an UUID"),
        Incomplete::Anonymous => coded(S::FORBIDDEN, "no_authorization", "Anonymous user not allowed to perform these actions"),
        Incomplete::ReauthenticationOfNobody => invalid("Reauthentication requires the user to have an email or a phone number"),
        Incomplete::EmailNotConfirmed => coded(S::UNPROCESSABLE_ENTITY, "email_not_confirmed", "Please verify your email first."),
        Incomplete::PhoneNotConfirmed => coded(S::UNPROCESSABLE_ENTITY, "phone_not_confirmed", "Please verify your phone first."),
        Incomplete::NoEmail => invalid("An email address is required"),
    }
}

fn invalid(text: &'static str) -> Answer {
    coded(S::BAD_REQUEST, VALIDATION, text)
}
