//! Writes an answer in the form that the request asks for: legacy, or that of 2024-01-01.

use super::{Answer, Kind};
use crate::http::api_version::{ApiVersion, HEADER, VERSION_2024_01_01};
use crate::http::wire::json::encode;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// The code of an `HTTPError`, for those who look for it outside of the body.
const ERROR_CODE_HEADER: &str = "x-sb-error-code";

/// The code of a password that is too weak.
pub const WEAK_PASSWORD: &str = "weak_password";

/// Said where not even an error can be written.
const LAST_WORD: &str = r#"{"code":500,"error_code":"unexpected_failure","msg":"Unexpected failure, please check server logs for more information"}"#;

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Legacy {
        code: u16,
        error_code: &'a str,
        msg: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        error_id: Option<&'a str>,
    },
    Dated {
        code: &'a str,
        message: &'a str,
    },
    LegacyWeak {
        code: u16,
        error_code: &'static str,
        msg: &'a str,
        weak_password: Weakness<'a>,
    },
    DatedWeak {
        code: &'static str,
        message: &'a str,
        weak_password: Weakness<'a>,
    },
    OAuth {
        error: &'a str,
        error_description: &'a str,
    },
}

/// What a password lacks.
#[derive(Serialize)]
struct Weakness<'a> {
    reasons: &'a [&'static str],
}

/// The response. `request_id` names the request in the body of a 5xx in the legacy form, so that the line of the log can
/// be found; an empty one is left out.
pub fn respond(answer: &Answer, version: ApiVersion, request_id: &str) -> HttpResponse {
    let mut builder = HttpResponse::build(answer.status);
    if version == ApiVersion::V20240101 {
        builder.insert_header((HEADER, VERSION_2024_01_01));
    }
    if let Some(seconds) = answer.retry_after {
        builder.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    if let Some(header) = answer.header {
        builder.insert_header(header);
    }
    match body_of(answer, version, request_id) {
        Some(body) => with_body(builder, answer, &body),
        None => builder.finish(),
    }
}

fn with_body(mut builder: HttpResponseBuilder, answer: &Answer, body: &Body<'_>) -> HttpResponse {
    if let Kind::Coded { code, .. } = answer.kind {
        builder.insert_header((ERROR_CODE_HEADER, code));
    }
    // In the newer form Supabase Auth leaves the header out.
    if matches!(body, Body::LegacyWeak { .. }) {
        builder.insert_header((ERROR_CODE_HEADER, WEAK_PASSWORD));
    }
    builder.insert_header((CONTENT_TYPE, "application/json"));
    match encode(body) {
        Ok(bytes) => builder.body(bytes),
        Err(_) => builder
            .status(StatusCode::INTERNAL_SERVER_ERROR)
            .body(LAST_WORD),
    }
}

fn body_of<'a>(answer: &'a Answer, version: ApiVersion, request_id: &'a str) -> Option<Body<'a>> {
    let is_ours = answer.status.is_server_error() && !request_id.is_empty();
    match (&answer.kind, version) {
        (Kind::Coded { code, text }, ApiVersion::Legacy) => Some(Body::Legacy {
            code: answer.status.as_u16(),
            error_code: code,
            msg: text,
            error_id: is_ours.then_some(request_id),
        }),
        (Kind::Coded { code, text }, ApiVersion::V20240101) => Some(Body::Dated {
            code,
            message: text,
        }),
        (Kind::OAuth { error, description }, _) => Some(Body::OAuth {
            error,
            error_description: description,
        }),
        (Kind::WeakPassword { text, reasons }, ApiVersion::Legacy) => Some(Body::LegacyWeak {
            code: answer.status.as_u16(),
            error_code: WEAK_PASSWORD,
            msg: text,
            weak_password: Weakness { reasons },
        }),
        (Kind::WeakPassword { text, reasons }, ApiVersion::V20240101) => Some(Body::DatedWeak {
            code: WEAK_PASSWORD,
            message: text,
            weak_password: Weakness { reasons },
        }),
        (Kind::Empty, _) => None,
    }
}
