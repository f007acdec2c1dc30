//! What the log may hold of an error: its reason, provider and key id, and the cause of what fails on our side.

use super::body::WEAK_PASSWORD;
use super::{Answer, HttpError, Kind};
use crate::domain::refresh::RefreshRefusal;
use crate::flows::Error;
use crate::flows::error::CodeRequestFault;
use crate::flows::redirect::RedirectError;
use crate::token::BearerError;
use actix_web::http::StatusCode;

/// The facts of one refusal or failure. None of them comes out of a token, but for its `kid`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// A word for the reason: that of the check which refused, else the code of the answer.
    pub reason: Option<&'static str>,
    /// The identity provider.
    pub provider: Option<&'static str>,
    /// The key id in the refused token's header, cut.
    pub kid: Option<String>,
    /// Kakao's error code.
    pub koe: Option<String>,
    /// Why something failed on our side; only of a 5xx.
    pub cause: Option<String>,
    /// The status that a failure would have had, where a browser was sent on instead: it decides how loud the line is.
    pub instead_of: Option<StatusCode>,
}

impl HttpError {
    /// The facts, given what the error becomes.
    pub fn facts(&self, answer: &Answer) -> Facts {
        let mut facts = Facts {
            reason: Some(code_of(answer)),
            cause: answer.status.is_server_error().then(|| self.to_string()),
            ..Facts::default()
        };
        if let Self::Flow(error) = self {
            facts.add(error);
        }
        facts
    }
}

impl Facts {
    /// Adds what is known beyond the code, where one code stands for several reasons or there is more to tell.
    fn add(&mut self, error: &Error) {
        match error {
            Error::IdTokenRequired => self.reason = Some("id_token_missing"),
            Error::ProviderRequired => self.reason = Some("provider_missing"),
            Error::LinkingNeedsBearer => self.reason = Some("linking_without_bearer"),
            Error::CodeRequest(fault) => self.reason = Some(fault_word(*fault)),
            Error::IdTokenRefused {
                reason,
                provider,
                kid,
                ..
            } => {
                self.reason = Some(reason.reason());
                self.provider = Some(provider);
                self.kid.clone_from(kid);
            }
            Error::EmailNeedsVerification { provider, .. } => self.provider = Some(provider),
            Error::CodeRefused { code } | Error::ProviderMisconfigured { code } => {
                self.koe = Some(code.clone());
            }
            Error::BadJwt(reason) => self.add_bearer(reason),
            Error::Redirect(error) => self.add_redirect(error),
            Error::Refresh(RefreshRefusal::Inactive) => self.reason = Some("session_inactive"),
            Error::Refresh(RefreshRefusal::Superseded) => self.reason = Some("session_superseded"),
            Error::Refresh(RefreshRefusal::NotIssued) => {
                self.reason = Some("refresh_token_not_issued");
            }
            Error::Refresh(RefreshRefusal::Stolen) => {
                self.reason = Some("refresh_token_reused_session_ended");
            }
            _ => {}
        }
    }

    /// The redirect's own reason, and the facts of what lies beneath. That may be a refused token, of whose claims
    /// nothing is told: a cause is told only of what fails on our side.
    fn add_redirect(&mut self, error: &RedirectError) {
        self.reason = Some(super::redirect_table::reason(error));
        self.cause = None;
        if let Some(cause) = error.cause() {
            let is_failure = super::table::flow(cause).status.is_server_error();
            self.cause = is_failure.then(|| cause.to_string());
            self.add(cause);
        }
    }

    fn add_bearer(&mut self, reason: &BearerError) {
        self.reason = Some(bearer_word(reason));
        if let BearerError::UnknownKid { kid, .. } | BearerError::KeyOfOtherAlgorithm { kid, .. } =
            reason
        {
            self.kid = Some(kid.clone());
        }
    }
}

fn code_of(answer: &Answer) -> &'static str {
    match answer.kind {
        Kind::Coded { code, .. } => code,
        Kind::OAuth { error, .. } => error,
        Kind::WeakPassword { .. } => WEAK_PASSWORD,
        Kind::Empty => "method_not_allowed",
    }
}

fn fault_word(fault: CodeRequestFault) -> &'static str {
    match fault {
        CodeRequestFault::Both => "code_and_id_token",
        CodeRequestFault::NoRedirectUri => "redirect_uri_missing",
        CodeRequestFault::RedirectUriNotAllowed => "redirect_uri_not_allowed",
        CodeRequestFault::RedirectUriOfCallback => "redirect_uri_of_callback",
        CodeRequestFault::UnknownClientId => "unknown_client_id",
    }
}

fn bearer_word(reason: &BearerError) -> &'static str {
    match reason {
        BearerError::Malformed(_) => "bearer_malformed",
        BearerError::MethodMissing => "bearer_algorithm_missing",
        BearerError::MethodInvalid { .. } => "bearer_algorithm_not_allowed",
        BearerError::UnknownKid { .. } => "bearer_unknown_kid",
        BearerError::KeyOfOtherAlgorithm { .. } => "bearer_key_of_other_algorithm",
        BearerError::SignatureInvalid => "bearer_bad_signature",
        BearerError::Expired => "bearer_expired",
        BearerError::NotYetValid => "bearer_not_yet_valid",
    }
}
