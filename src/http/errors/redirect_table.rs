//! The part of the error table that is the redirect flow's: what each reason becomes, and its word in the log.

use super::answer::{Answer, coded, oauth};
use crate::domain::flow::{CallbackRefusal, ChallengeFault, ExchangeRefusal};
use crate::flows::redirect::{ProviderFault, RedirectError};
use actix_web::http::StatusCode as S;

const BAD_CALLBACK: &str = "bad_oauth_callback";
const BAD_STATE: &str = "bad_oauth_state";
const VALIDATION_FAILED: &str = "validation_failed";
const UNEXPECTED: &str = "unexpected_failure";
const USER_NOT_FOUND: &str = "user_not_found";

const HALF_TEXT: &str = "PKCE flow requires code_challenge_method and code_challenge";
const LENGTH_TEXT: &str = "code challenge has to be between 43 and 128 characters";
const CHARACTER_TEXT: &str = "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes";
const IMPLICIT_TEXT: &str =
    "The implicit flow is disabled: send code_challenge and code_challenge_method";
const NO_TARGET_TEXT: &str = "There is nowhere to send the browser to: redirect_to is not allowed, and no SITE_URL is configured";
const CODE_MISSING_TEXT: &str = "OAuth callback with missing authorization code missing";
const NO_PROFILE_TEXT: &str = "Error getting user profile from external provider";
const NO_EMAIL_TEXT: &str = "Error getting user email from external provider";
const INVITE_TEXT: &str = "Invited email does not match emails from external provider";
const INCOMPLETE_TEXT: &str =
    "invalid request: both auth code and code verifier should be non-empty";
const VERIFIER_TEXT: &str = "code challenge does not match previously saved code verifier";

/// What an error of the redirect flow becomes.
#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub fn answer(error: &RedirectError) -> Answer {
    match error {
        RedirectError::UnsupportedProvider(fault) => coded(S::BAD_REQUEST, VALIDATION_FAILED, format!("Unsupported provider: {fault}")),
        RedirectError::InvitedUserNotFound => coded(S::NOT_FOUND, USER_NOT_FOUND, "User identified by token not found"),
        RedirectError::Challenge(fault) => coded(S::BAD_REQUEST, VALIDATION_FAILED, challenge(*fault)),
        RedirectError::ImplicitFlowDisabled => coded(S::BAD_REQUEST, VALIDATION_FAILED, IMPLICIT_TEXT),
        RedirectError::NoTarget => coded(S::BAD_REQUEST, VALIDATION_FAILED, NO_TARGET_TEXT),
        RedirectError::NulCharacter(name) => coded(S::BAD_REQUEST, VALIDATION_FAILED, format!("{name} must not contain a NUL character")),

        RedirectError::StateMissing => coded(S::BAD_REQUEST, BAD_CALLBACK, "OAuth state parameter missing"),
        RedirectError::StateInvalid => coded(S::BAD_REQUEST, BAD_STATE, "OAuth state parameter is invalid"),
        RedirectError::State(CallbackRefusal::NotFound) => coded(S::BAD_REQUEST, BAD_STATE, "OAuth state not found or expired"),
        RedirectError::State(CallbackRefusal::Expired) => coded(S::BAD_REQUEST, BAD_STATE, "OAuth state has expired"),
        RedirectError::State(CallbackRefusal::AlreadyUsed) => coded(S::BAD_REQUEST, "flow_state_already_used", "State has already been used"),
        RedirectError::LinkingTargetNotFound => coded(S::UNPROCESSABLE_ENTITY, USER_NOT_FOUND, "Linking target user not found"),

        // Its own words reach the app through the browser; a body says no more than that.
        RedirectError::ProviderSaid { .. } => oauth("access_denied", "The identity provider sent the browser back with an error"),
        RedirectError::CodeMissing => coded(S::BAD_REQUEST, BAD_CALLBACK, CODE_MISSING_TEXT),
        RedirectError::ProviderGone(fault) => coded(S::BAD_REQUEST, "oauth_provider_not_supported", format!("Unsupported provider: {fault}")),
        RedirectError::CodeNotExchanged { opening, .. } => coded(S::INTERNAL_SERVER_ERROR, UNEXPECTED, format!("Unable to exchange external code: {opening}")),
        RedirectError::NoProfile { .. } => coded(S::INTERNAL_SERVER_ERROR, UNEXPECTED, NO_PROFILE_TEXT),
        RedirectError::NoEmail => coded(S::INTERNAL_SERVER_ERROR, UNEXPECTED, NO_EMAIL_TEXT),
        RedirectError::InviteNotFound => coded(S::NOT_FOUND, "invite_not_found", "Invite not found"),
        RedirectError::InviteMismatch => coded(S::BAD_REQUEST, VALIDATION_FAILED, INVITE_TEXT),

        RedirectError::ExchangeIncomplete => coded(S::BAD_REQUEST, VALIDATION_FAILED, INCOMPLETE_TEXT),
        RedirectError::Exchange(ExchangeRefusal::NotFound) => coded(S::NOT_FOUND, "flow_state_not_found", "invalid flow state, no valid flow state found"),
        RedirectError::Exchange(ExchangeRefusal::Expired) => coded(S::UNPROCESSABLE_ENTITY, "flow_state_expired", "invalid flow state, flow state has expired"),
        RedirectError::Exchange(ExchangeRefusal::BadVerifier) => coded(S::BAD_REQUEST, "bad_code_verifier", VERIFIER_TEXT),
    }
}

/// The reason in the log, where one code stands for several.
#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub fn reason(error: &RedirectError) -> &'static str {
    match error {
        RedirectError::UnsupportedProvider(fault) | RedirectError::ProviderGone(fault) => provider(fault),
        RedirectError::InvitedUserNotFound => "invited_user_not_found",
        RedirectError::Challenge(_) => "bad_code_challenge",
        RedirectError::ImplicitFlowDisabled => "implicit_flow_disabled",
        RedirectError::NoTarget => "no_redirect_target",
        RedirectError::NulCharacter(_) => "nul_character",
        RedirectError::StateMissing => "state_missing",
        RedirectError::StateInvalid => "state_invalid",
        RedirectError::State(CallbackRefusal::NotFound) => "state_not_found",
        RedirectError::State(CallbackRefusal::Expired) => "state_expired",
        RedirectError::State(CallbackRefusal::AlreadyUsed) => "state_already_used",
        RedirectError::LinkingTargetNotFound => "linking_target_not_found",
        RedirectError::ProviderSaid { .. } => "provider_refused",
        RedirectError::CodeMissing => "callback_without_code",
        RedirectError::CodeNotExchanged { .. } => "code_not_exchanged",
        RedirectError::NoProfile { .. } => "no_profile",
        RedirectError::NoEmail => "no_email",
        RedirectError::InviteNotFound => "invite_not_found",
        RedirectError::InviteMismatch => "invite_mismatch",
        RedirectError::ExchangeIncomplete => "exchange_incomplete",
        RedirectError::Exchange(ExchangeRefusal::NotFound) => "flow_state_not_found",
        RedirectError::Exchange(ExchangeRefusal::Expired) => "flow_state_expired",
        RedirectError::Exchange(ExchangeRefusal::BadVerifier) => "bad_code_verifier",
    }
}

fn challenge(fault: ChallengeFault) -> &'static str {
    match fault {
        ChallengeFault::Half => HALF_TEXT,
        ChallengeFault::Length => LENGTH_TEXT,
        ChallengeFault::Character => CHARACTER_TEXT,
        ChallengeFault::Method => "Invalid code_challenge_method",
    }
}

fn provider(fault: &ProviderFault) -> &'static str {
    match fault {
        ProviderFault::NotFound(_) | ProviderFault::CustomNotFound(_) => "provider_unknown",
        ProviderFault::Disabled => "provider_disabled",
        ProviderFault::NoClientId => "client_id_missing",
        ProviderFault::NoSecret => "client_secret_missing",
        ProviderFault::NoRedirectUri => "redirect_uri_not_configured",
    }
}
