//! Errors that a browser takes to the app: in the query of the address that it is sent to and, where the app began the
//! flow, in its fragment too.

use super::HttpError;
use super::answer::{Answer, Kind};
use super::body::respond;
use super::facts::Facts;
use crate::flows;
use crate::flows::redirect::RedirectError;
use crate::flows::redirect::callback::Astray;
use crate::http::api_version::ApiVersion;
use crate::http::location::{with_fragment, with_query};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION, REFERRER_POLICY};
use actix_web::{HttpRequest, HttpResponse};

/// The longest text of a provider's that is handed on, in characters.
const LONGEST_TEXT: usize = 1024;

/// What the app reads.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    error: String,
    code: String,
    description: String,
}

/// The answer to a browser that went astray: to the app, if it is known which; else to the site; else no further.
pub fn astray(
    request: &HttpRequest,
    site: Option<&str>,
    astray: Astray,
) -> Result<HttpResponse, HttpError> {
    let Astray { target, error } = astray;
    let error = HttpError::Flow(error);
    let answer = error.answer();
    let told = Told::of(&error, &answer);
    let mut response = match (target, site) {
        (Some(target), _) => sent_on(StatusCode::FOUND, &told.at(&target)),
        (None, Some(site)) => {
            // Whoever follows no redirects reads the body.
            let mut response = respond(&answer, ApiVersion::of(request.headers()), "");
            *response.status_mut() = StatusCode::SEE_OTHER;
            go_to(response.headers_mut(), &told.in_query(site));
            response
        }
        (None, None) => return Err(error),
    };
    let facts = Facts {
        instead_of: Some(loudness(&error, &answer)),
        ..error.facts(&answer)
    };
    response.extensions_mut().insert(facts);
    Ok(response)
}

/// A redirect that nobody keeps. What the address holds is for its host alone, so that no later page names it as where it
/// came from.
pub fn sent_on(status: StatusCode, address: &str) -> HttpResponse {
    let mut response = HttpResponse::new(status);
    go_to(response.headers_mut(), address);
    response
}

fn go_to(headers: &mut HeaderMap, address: &str) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(address) = HeaderValue::from_str(address) {
        headers.insert(LOCATION, address);
    }
}

/// A failure that lies beneath is as loud as it would be by itself.
fn loudness(error: &HttpError, answer: &Answer) -> StatusCode {
    match error {
        HttpError::Flow(flows::Error::Redirect(redirect)) => match redirect.cause() {
            Some(cause) => super::table::flow(cause).status,
            None if matches!(redirect, RedirectError::NoEmail) => StatusCode::FOUND,
            None => answer.status,
        },
        _ => answer.status,
    }
}

impl Told {
    fn of(error: &HttpError, answer: &Answer) -> Self {
        if let HttpError::Flow(flows::Error::Redirect(RedirectError::ProviderSaid {
            error,
            description,
        })) = error
        {
            let error: String = error.chars().take(LONGEST_TEXT).collect();
            return Self {
                code: error.clone(),
                error,
                description: description.chars().take(LONGEST_TEXT).collect(),
            };
        }
        match &answer.kind {
            Kind::Coded { code, text } => Self {
                error: error_of(code, answer.status).to_owned(),
                code: (*code).to_owned(),
                description: text.clone().into_owned(),
            },
            Kind::OAuth { error, description } => Self {
                error: (*error).to_owned(),
                code: (*error).to_owned(),
                description: description.clone().into_owned(),
            },
            Kind::WeakPassword { text, .. } => Self {
                error: error_of("weak_password", answer.status).to_owned(),
                code: "weak_password".to_owned(),
                description: text.clone(),
            },
            Kind::Empty => Self {
                error: "server_error".to_owned(),
                code: String::new(),
                description: String::new(),
            },
        }
    }

    /// In query and fragment, since some clients read the one and some the other.
    fn at(&self, target: &str) -> String {
        let mut parameters = vec![("error", self.error.as_str()), ("sb", "")];
        let others = [
            ("error_code", self.code.as_str()),
            ("error_description", self.description.as_str()),
        ];
        parameters.extend(others.into_iter().filter(|(_, value)| !value.is_empty()));
        with_fragment(&self.in_query(target), &parameters)
    }

    fn in_query(&self, target: &str) -> String {
        with_query(
            target,
            &[
                ("error", &self.error),
                ("error_code", &self.code),
                ("error_description", &self.description),
            ],
        )
    }
}

/// `error` (RFC 6749, section 4.1.2.1) of what has a code of ours.
fn error_of(code: &str, status: StatusCode) -> &'static str {
    match (code, status.as_u16()) {
        ("signup_disabled" | "user_banned" | "provider_email_needs_verification", _) | (_, 403) => {
            "access_denied"
        }
        (_, 400) => "invalid_request",
        (_, 401) => "unauthorized_client",
        (_, 503) => "temporarily_unavailable",
        _ => "server_error",
    }
}
