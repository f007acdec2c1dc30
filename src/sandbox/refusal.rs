//! Kakao's errors at the token endpoint, with the status, `error` and `error_code` that were seen there, and those of
//! its error page.
//!
//! The descriptions are words of our own. Like Kakao's they repeat what was sent, code and token included: whoever
//! logs or forwards them is to be caught by a test, not by the first incident.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{error::SandboxError, faults::TokenRefusal};

/// Why no token is handed out, or no consent asked for.
#[derive(Debug)]
pub(super) enum Refusal {
    /// KOE101: no app has this key.
    UnknownKey { client_id: String },
    /// KOE010: the client secret is missing or wrong.
    BadSecret { client_id: String },
    /// KOE006: the app did not register this redirect URI.
    RedirectUnregistered { redirect_uri: String },
    /// KOE205: the app did not configure this consent item.
    UnknownItem { item: String },
    /// KOE310: neither `authorization_code` nor `refresh_token`.
    UnsupportedGrant { grant_type: String },
    /// KOE207: a parameter that must be there is not.
    Missing { name: &'static str },
    /// KOE204: a parameter is there twice.
    Repeated { name: String },
    /// KOE320: the code is used, expired or unknown.
    CodeUnusable { code: String },
    /// KOE114: the code was issued to another app key.
    CodeOfAnotherKey { code: String },
    /// KOE303: the code was issued for another redirect URI.
    RedirectMismatch { redirect_uri: String },
    /// The verifier does not fit the challenge. Kakao's code for it is not known; KOE204 is "bad parameter".
    VerifierMismatch { code: String },
    /// KOE322: the refresh token is expired or unknown, or another key's.
    RefreshTokenUnusable { token: String },
    /// What a test asked for.
    Ordered { order: TokenRefusal, code: String },
    /// KOE003: the stand-in itself failed.
    Failed(SandboxError),
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    error_description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
}

impl Refusal {
    pub(super) fn response(&self) -> HttpResponse {
        let (status, error, error_code) = self.facts();
        HttpResponse::build(status).json(Body {
            error,
            error_description: self.description(),
            error_code,
        })
    }

    /// Status, `error` and `error_code`.
    pub(super) fn facts(&self) -> (StatusCode, &str, Option<&str>) {
        const BAD: StatusCode = StatusCode::BAD_REQUEST;
        const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;
        match self {
            Self::UnknownKey { .. } => (UNAUTHORIZED, "invalid_client", Some("KOE101")),
            Self::BadSecret { .. } => (UNAUTHORIZED, "invalid_client", Some("KOE010")),
            Self::RedirectUnregistered { .. } => (BAD, "invalid_request", Some("KOE006")),
            Self::UnknownItem { .. } => (BAD, "invalid_scope", Some("KOE205")),
            Self::UnsupportedGrant { .. } => (BAD, "unsupported_grant_type", Some("KOE310")),
            Self::Missing { .. } => (BAD, "invalid_request", Some("KOE207")),
            Self::Repeated { .. } => (BAD, "invalid_request", Some("KOE204")),
            Self::CodeUnusable { .. } => (BAD, "invalid_grant", Some("KOE320")),
            Self::CodeOfAnotherKey { .. } => (BAD, "invalid_grant", Some("KOE114")),
            Self::RedirectMismatch { .. } => (BAD, "invalid_grant", Some("KOE303")),
            Self::VerifierMismatch { .. } => (BAD, "invalid_grant", Some("KOE204")),
            Self::RefreshTokenUnusable { .. } => (BAD, "invalid_grant", Some("KOE322")),
            Self::Ordered { order, .. } => (order.status, &order.error, order.code.as_deref()),
            Self::Failed(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                Some("KOE003"),
            ),
        }
    }

    pub(super) fn description(&self) -> String {
        match self {
            Self::UnknownKey { client_id } => format!("no app has the key client_id={client_id}"),
            Self::BadSecret { client_id } => {
                format!("client_secret is missing or wrong for client_id={client_id}")
            }
            Self::RedirectUnregistered { redirect_uri } => {
                format!("the app has not registered redirect_uri={redirect_uri}")
            }
            Self::UnknownItem { item } => {
                format!("the app has not configured the consent item {item}")
            }
            Self::UnsupportedGrant { grant_type } => {
                format!("grant_type={grant_type} is not supported")
            }
            Self::Missing { name } => format!("{name} is missing"),
            Self::Repeated { name } => format!("{name} is there more than once"),
            Self::CodeUnusable { code } => format!("no such authorization code: code={code}"),
            Self::CodeOfAnotherKey { code } => {
                format!("the authorization code is another app key's: code={code}")
            }
            Self::RedirectMismatch { redirect_uri } => {
                format!("the code was not issued for redirect_uri={redirect_uri}")
            }
            Self::VerifierMismatch { code } => {
                format!("code_verifier does not fit the challenge of code={code}")
            }
            Self::RefreshTokenUnusable { token } => {
                format!("no such refresh token: refresh_token={token}")
            }
            Self::Ordered { code, .. } => format!("refused on purpose: code={code}"),
            Self::Failed(cause) => format!("the stand-in failed: {cause}"),
        }
    }
}
