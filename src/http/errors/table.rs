//! The error table: status, code and words of every refusal and failure, each reason in one row.
//!
//! The words are Supabase Auth's, since clients compare them, but for what only this service can say. No match here has
//! a catch-all: a new reason does not compile until somebody has decided what it says. What fails on our side says
//! nothing but that it failed.

use super::HttpError;
use super::admin::admin;
use super::answer::{Answer, Kind, coded, oauth};
use super::off;
use crate::domain::contact::ContactFault;
use crate::domain::refresh::RefreshRefusal;
use crate::domain::unlink::UnlinkRefusal;
use crate::domain::update::UpdateRefusal;
use crate::flows::Error;
use crate::flows::off::Off;
use crate::http::body::{BodyFault, MAX_BODY};
use crate::http::go_text::{listed, quoted};
use crate::oidc::VerifyError;
use actix_web::http::StatusCode as S;
use std::time::Duration;

/// When a client should ask again after a failure that is over in a moment.
const IN_A_MOMENT: Duration = Duration::from_secs(1);

/// Of an `OAuthError`; with a blank, as Supabase Auth writes it.
const INVALID_REQUEST: &str = "invalid request";
const INVALID_NONCE: &str = "invalid nonce";
const OVER_LIMIT: &str = "over_request_rate_limit";
const BAD_JSON: &str = "bad_json";
const VALIDATION_FAILED: &str = "validation_failed";
const UNEXPECTED: &str = "unexpected_failure";

const UNEXPECTED_TEXT: &str = "Unexpected failure, please check server logs for more information";
const OVER_LIMIT_TEXT: &str = "Request rate limit reached";
const TIMED_OUT_TEXT: &str = "Processing this request timed out, please retry after a moment.";
const SLOW_BODY_TEXT: &str = "The request body did not arrive in time, please retry.";
const DATABASE_TEXT: &str =
    "The database is not available at the moment, please retry after a moment.";
const PROVIDER_TEXT: &str =
    "The identity provider is not available at the moment, please retry after a moment.";
const MISCONFIGURED_TEXT: &str =
    "The identity provider refuses the configuration of this service, please check server logs";
const EMAIL_EXISTS_TEXT: &str = "A user with this email address has already been registered";
const CHANNEL_TEXT: &str = "Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider.";
const ONE_SIDED_NONCE_TEXT: &str =
    "Passed nonce and nonce in id_token should either both exist or not.";
const NO_NONCE_TEXT: &str = "A nonce is required: send it raw as nonce, and let id_token hold its SHA-256 in lower-case hex.";
const BOTH_LOGINS_TEXT: &str = "Only an email address or phone number should be provided on login.";
const NO_USER_TEXT: &str = "User from sub claim in JWT does not exist";
const NO_SESSION_TEXT: &str = "Session from session_id claim in JWT does not exist";
const AUDIENCE_TEXT: &str = "Token audience doesn't match request audience";
const BEARER_TEXT: &str = "This endpoint requires a valid Bearer token";
const LINKING_TEXT: &str = "Linking requires a valid user access token in Authorization";

impl HttpError {
    /// What this becomes on the wire.
    #[rustfmt::skip] // A table reads as a table: a reason, a row.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Flow(error) => flow(error),
            Self::Body(fault) => body(fault),
            Self::NotFound => coded(S::NOT_FOUND, "not_found", "There is nothing at this path"),
            Self::MethodNotAllowed { allow } => Answer::new(S::METHOD_NOT_ALLOWED, Kind::Empty).with_header("Allow", allow),
            Self::ForeignHost => coded(S::MISDIRECTED_REQUEST, "foreign_host", "Only requests to this machine's own name are answered"),
            Self::UnsupportedGrantType => coded(S::BAD_REQUEST, "invalid_credentials", "unsupported_grant_type"),
            Self::Web3Disabled => coded(S::UNPROCESSABLE_ENTITY, "web3_provider_disabled", "Web3 provider is disabled"),
            Self::EmailLoginsDisabled => coded(S::UNPROCESSABLE_ENTITY, "email_provider_disabled", "Email logins are disabled"),
            Self::PhoneLoginsDisabled => coded(S::UNPROCESSABLE_ENTITY, "phone_provider_disabled", "Phone logins are disabled"),
            Self::BothEmailAndPhone => coded(S::BAD_REQUEST, VALIDATION_FAILED, BOTH_LOGINS_TEXT),
            Self::NeitherEmailNorPhone => coded(S::BAD_REQUEST, VALIDATION_FAILED, "missing email or phone"),
            Self::TooManyRequests { retry_after } => coded(S::TOO_MANY_REQUESTS, OVER_LIMIT, OVER_LIMIT_TEXT).retry_after(*retry_after),
            Self::TooManyRefreshes { retry_after } => coded(S::SERVICE_UNAVAILABLE, OVER_LIMIT, OVER_LIMIT_TEXT).retry_after(*retry_after),
            Self::TimedOut => coded(S::GATEWAY_TIMEOUT, "request_timeout", TIMED_OUT_TEXT),
            Self::Panicked => coded(S::INTERNAL_SERVER_ERROR, UNEXPECTED, "Internal Server Error"),
            Self::Unwritable(_) | Self::Misassembled(_) => coded(S::INTERNAL_SERVER_ERROR, UNEXPECTED, UNEXPECTED_TEXT),
        }
    }
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub(super) fn flow(error: &Error) -> Answer {
    match error {
        Error::IdTokenRequired => oauth(INVALID_REQUEST, "id_token required"),
        Error::ProviderRequired => oauth(INVALID_REQUEST, "provider or client_id and issuer required"),
        Error::LinkingNeedsBearer => oauth(INVALID_REQUEST, LINKING_TEXT),
        Error::ProviderDisabled { issuer } => coded(S::BAD_REQUEST, "provider_disabled", format!("Provider (issuer {}) is not enabled", quoted(issuer))),
        Error::CustomProviderNotFound { provider } => coded(S::BAD_REQUEST, VALIDATION_FAILED, format!("Custom provider {} not found", quoted(provider))),
        Error::UnknownProvider { provider } => coded(S::BAD_REQUEST, VALIDATION_FAILED, format!("Custom OIDC provider {} not allowed", quoted(provider))),
        Error::CodeRequest(fault) => oauth(INVALID_REQUEST, fault.to_string()),

        Error::IdTokenRefused { reason, explain, .. } => id_token(reason, *explain),
        Error::CodeRefused { code } => oauth("invalid_grant", format!("Kakao refused the code: {code}")),
        Error::ProviderMisconfigured { .. } => coded(S::INTERNAL_SERVER_ERROR, "provider_misconfigured", MISCONFIGURED_TEXT),
        Error::ProviderUnavailable { retry_after, .. } => coded(S::SERVICE_UNAVAILABLE, "provider_unavailable", PROVIDER_TEXT).retry_after(*retry_after),

        Error::SignUpDisabled => coded(S::UNPROCESSABLE_ENTITY, "signup_disabled", "Signups not allowed for this instance"),
        Error::UserBanned => coded(S::FORBIDDEN, "user_banned", "User is banned"),
        Error::EmailNeedsVerification { provider, has_email } => coded(S::UNPROCESSABLE_ENTITY, "provider_email_needs_verification", unverified(provider, *has_email)),
        Error::ManualLinkingDisabled => coded(S::NOT_FOUND, "manual_linking_disabled", "Manual linking is disabled"),
        Error::IdentityAlreadyLinked => coded(S::UNPROCESSABLE_ENTITY, "identity_already_exists", "Identity is already linked"),
        Error::IdentityLinkedToAnother => coded(S::UNPROCESSABLE_ENTITY, "identity_already_exists", "Identity is already linked to another user"),
        Error::EmailExists => coded(S::BAD_REQUEST, "email_exists", EMAIL_EXISTS_TEXT),

        Error::NoAuthorization => coded(S::UNAUTHORIZED, "no_authorization", BEARER_TEXT),
        Error::BadJwt(reason) => coded(S::FORBIDDEN, "bad_jwt", format!("invalid JWT: unable to parse or verify signature, {reason}")),
        Error::MissingSub => coded(S::FORBIDDEN, "bad_jwt", "invalid claim: missing sub claim"),
        Error::SubNotUuid => coded(S::BAD_REQUEST, "bad_jwt", "invalid claim: sub claim must be a UUID"),
        Error::UserNotFound => coded(S::FORBIDDEN, "user_not_found", NO_USER_TEXT),
        Error::SessionIdNotUuid => coded(S::FORBIDDEN, "bad_jwt", "invalid claim: session_id claim must be a UUID"),
        Error::SessionNotFound => coded(S::FORBIDDEN, "session_not_found", NO_SESSION_TEXT),
        Error::AudienceMismatch => coded(S::BAD_REQUEST, VALIDATION_FAILED, AUDIENCE_TEXT),

        Error::SignUpWithBoth => coded(S::BAD_REQUEST, VALIDATION_FAILED, "Only an email address or phone number should be provided on signup."),
        Error::IdentityIdNotUuid => coded(S::NOT_FOUND, VALIDATION_FAILED, "identity_id must be an UUID"),
        Error::UnexpectedAudience => coded(S::FORBIDDEN, "unexpected_audience", AUDIENCE_TEXT),
        Error::Unlink(refusal) => unlink(*refusal),
        Error::Update(refusal) => update(refusal),
        Error::Off(off) => off::answer(*off),
        Error::Redirect(error) => super::redirect_table::answer(error),
        Error::Incomplete(lack) => off::incomplete(*lack),
        Error::Contact(fault) => contact(*fault),

        Error::UnsupportedLogoutScope { scope } => coded(S::BAD_REQUEST, VALIDATION_FAILED, format!("Unsupported logout scope {}", quoted(scope))),

        Error::NotARefreshToken => coded(S::BAD_REQUEST, VALIDATION_FAILED, "Refresh token is not valid"),
        Error::Refresh(refusal) => refresh(*refusal),

        Error::Admin(refusal) => admin(refusal),

        Error::DatabaseUnavailable { .. } => coded(S::SERVICE_UNAVAILABLE, "database_unavailable", DATABASE_TEXT).retry_after(IN_A_MOMENT),
        Error::TimedOut => coded(S::GATEWAY_TIMEOUT, "request_timeout", TIMED_OUT_TEXT),
        Error::Unexpected(_) => coded(S::INTERNAL_SERVER_ERROR, UNEXPECTED, UNEXPECTED_TEXT),
    }
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
fn update(refusal: &UpdateRefusal) -> Answer {
    match refusal {
        UpdateRefusal::Contact(fault) => contact(*fault),
        UpdateRefusal::Channel => coded(S::BAD_REQUEST, VALIDATION_FAILED, CHANNEL_TEXT),
        UpdateRefusal::PasswordTooLong => coded(S::BAD_REQUEST, VALIDATION_FAILED, "Password cannot be longer than 72 characters"),
        UpdateRefusal::WeakPassword(weakness) => Answer::new(S::UNPROCESSABLE_ENTITY, Kind::WeakPassword { text: weakness.message.clone(), reasons: weakness.reasons.clone() }),
        UpdateRefusal::NotAdmin => coded(S::FORBIDDEN, "not_admin", "Updating app_metadata requires admin privileges"),
        UpdateRefusal::PasswordOfAnonymous => coded(S::UNPROCESSABLE_ENTITY, VALIDATION_FAILED, "Updating password of an anonymous user without an email or phone is not allowed"),
        UpdateRefusal::ManagedBySso => coded(S::UNPROCESSABLE_ENTITY, "user_sso_managed", "Updating email, phone, password of a SSO account only possible via SSO"),
        UpdateRefusal::EmailTaken => coded(S::UNPROCESSABLE_ENTITY, "email_exists", EMAIL_EXISTS_TEXT),
        UpdateRefusal::PhoneTaken => coded(S::UNPROCESSABLE_ENTITY, "phone_exists", "A user with this phone number has already been registered"),
        UpdateRefusal::EmailOff => off::answer(Off::EmailLogins),
        UpdateRefusal::PhoneOff => off::answer(Off::PhoneLogins),
    }
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub(super) fn contact(fault: ContactFault) -> Answer {
    match fault {
        ContactFault::EmailTooLong => coded(S::BAD_REQUEST, VALIDATION_FAILED, "An email address is too long"),
        ContactFault::EmailMalformed => coded(S::BAD_REQUEST, VALIDATION_FAILED, "Unable to validate email address: invalid format"),
        ContactFault::PhoneMalformed => coded(S::BAD_REQUEST, VALIDATION_FAILED, "Invalid phone number format (E.164 required)"),
    }
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
fn unlink(refusal: UnlinkRefusal) -> Answer {
    match refusal {
        UnlinkRefusal::LastIdentity => coded(S::UNPROCESSABLE_ENTITY, "single_identity_not_deletable", "User must have at least 1 identity after unlinking"),
        UnlinkRefusal::NotFound => coded(S::UNPROCESSABLE_ENTITY, "identity_not_found", "Identity doesn't exist"),
        UnlinkRefusal::EmailConflict => coded(S::UNPROCESSABLE_ENTITY, "email_conflict_identity_not_deletable", "Unable to unlink identity due to email conflict"),
    }
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
fn refresh(refusal: RefreshRefusal) -> Answer {
    match refusal {
        RefreshRefusal::NotFound => refused("refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"),
        RefreshRefusal::Banned => refused("user_banned", "Invalid Refresh Token: User Banned"),
        RefreshRefusal::NoSession => refused("session_not_found", "Invalid Refresh Token: No Valid Session Found"),
        RefreshRefusal::Expired => refused("session_expired", "Invalid Refresh Token: Session Expired"),
        RefreshRefusal::Inactive => refused("session_expired", "Invalid Refresh Token: Session Expired (Inactivity)"),
        RefreshRefusal::Superseded => refused("session_expired", "Invalid Refresh Token: Session Expired (Revoked by Newer Login)"),
        RefreshRefusal::OfOauthClient => oauth("invalid_client", "Client authentication required for OAuth session"),
        RefreshRefusal::NotIssued => refused(VALIDATION_FAILED, "Invalid Refresh Token: Not Issued By This Server"),
        RefreshRefusal::AlreadyUsed => refused("refresh_token_already_used", "Invalid Refresh Token: Already Used"),
        RefreshRefusal::Stolen => refused("refresh_token_already_used", "Invalid Refresh Token: Already Used").with_header("sb-auth-refresh-token-rotated", "true"),
    }
}

fn refused(code: &'static str, text: &'static str) -> Answer {
    coded(S::BAD_REQUEST, code, text)
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
fn body(fault: &BodyFault) -> Answer {
    match fault {
        BodyFault::TooLarge => coded(S::PAYLOAD_TOO_LARGE, "request_entity_too_large", format!("Request body too large (max {MAX_BODY} bytes)")),
        BodyFault::TooSlow => coded(S::REQUEST_TIMEOUT, "request_timeout", SLOW_BODY_TEXT),
        BodyFault::NotJson(detail) => coded(S::BAD_REQUEST, BAD_JSON, format!("Could not parse request body as JSON: {detail}")),
        BodyFault::NulCharacter(member) => coded(S::BAD_REQUEST, VALIDATION_FAILED, format!("{member} must not contain a NUL character")),
    }
}

fn unverified(provider: &str, has_email: bool) -> String {
    if has_email {
        format!(
            "Unverified email with {provider}. A confirmation email has been sent to your {provider} email"
        )
    } else {
        format!(
            "Unverified email with {provider}. Verify the email with {provider} in order to sign in"
        )
    }
}

#[rustfmt::skip] // A table reads as a table: a reason, a row.
fn id_token(reason: &VerifyError, explain: bool) -> Answer {
    match reason {
        VerifyError::MissingSubject => oauth(INVALID_REQUEST, "Missing sub claim in id_token"),
        VerifyError::UnacceptableAudience { audience } => oauth(INVALID_REQUEST, format!("Unacceptable audience in id_token: {}", listed(audience))),
        VerifyError::NonceOneSided => oauth(INVALID_REQUEST, ONE_SIDED_NONCE_TEXT),
        VerifyError::NonceMismatch => oauth(INVALID_NONCE, "Nonces mismatch"),
        VerifyError::NonceRequired => oauth(INVALID_REQUEST, NO_NONCE_TEXT),
        VerifyError::TooLong { .. }
        | VerifyError::NotThreeParts { .. }
        | VerifyError::NotBase64Url { .. }
        | VerifyError::NotAnObject { .. }
        | VerifyError::DuplicateMember { .. }
        | VerifyError::AlgorithmMissing
        | VerifyError::AlgorithmNotAllowed { .. }
        | VerifyError::TypeNotAllowed
        | VerifyError::CriticalExtension
        | VerifyError::UnencodedPayload
        | VerifyError::EmbeddedKey { .. }
        | VerifyError::KeyIdMissing
        | VerifyError::UnknownKid { .. }
        | VerifyError::BadSignature
        | VerifyError::WrongType { .. }
        | VerifyError::TimeOutOfRange { .. }
        | VerifyError::MissingClaim { .. }
        | VerifyError::SecurityEvent
        | VerifyError::IssuerMismatch
        | VerifyError::Expired
        | VerifyError::NotYetValid
        | VerifyError::IssuedInFuture
        | VerifyError::TooOld
        | VerifyError::AccessTokenMismatch
        | VerifyError::SubjectTooLong
        | VerifyError::SubjectWithNul
        | VerifyError::AuthorizedPartyMismatch => bad_id_token(reason, explain),
    }
}

/// One text for whoever probes tokens; with `EXTERNAL_KAKAO_EXPLAIN_REFUSALS` a developer is told the reason too.
fn bad_id_token(reason: &VerifyError, explain: bool) -> Answer {
    if explain {
        oauth(INVALID_REQUEST, format!("Bad ID token: {reason}"))
    } else {
        oauth(INVALID_REQUEST, "Bad ID token")
    }
}
