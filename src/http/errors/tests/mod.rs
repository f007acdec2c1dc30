//! Every row of the error table, in both forms, with what the log is told.

mod account;
mod facts;
mod id_token;
mod ours;
mod redirect;
mod request;

use super::HttpError;
use super::body::respond;
use crate::domain::refresh::RefreshRefusal;
use crate::flows::Error;
use crate::flows::error::CodeRequestFault;
use crate::http::api_version::ApiVersion;
use crate::http::body::BodyFault;
use crate::oidc::{UnverifiedToken, VerifyError};
use crate::token::BearerError;
use actix_web::HttpResponse;
use actix_web::body::MessageBody as _;
use std::time::Duration;

fn text(response: HttpResponse) -> String {
    let bytes = response.into_body().try_into_bytes();
    let Ok(bytes) = bytes else { panic!("a stream") };
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Status, headers of the error's own, and the bodies: the dated one only where it differs.
fn row(error: &HttpError) -> String {
    let answer = error.answer();
    let legacy = respond(&answer, ApiVersion::Legacy, "the-id");
    let dated = respond(&answer, ApiVersion::V20240101, "the-id");
    let mut headers: Vec<String> = legacy
        .headers()
        .iter()
        .filter(|(name, _)| *name != "content-type")
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    headers.sort();
    let status = format!("{} {}", answer.status.as_u16(), headers.join(", "));
    let mut lines = vec![status.trim_end().to_owned()];
    assert_eq!(
        dated
            .headers()
            .get("x-supabase-api-version")
            .expect("an echo"),
        "2024-01-01"
    );
    assert!(!legacy.headers().contains_key("x-supabase-api-version"));
    let (legacy, dated) = (text(legacy), text(dated));
    let differs = legacy != dated;
    lines.push(legacy);
    lines.extend(differs.then_some(dated));
    lines.join("\n")
}

fn rows(errors: impl IntoIterator<Item = HttpError>) -> String {
    let rows: Vec<String> = errors.into_iter().map(|error| row(&error)).collect();
    rows.join("\n\n")
}

fn flows(errors: impl IntoIterator<Item = Error>) -> String {
    rows(errors.into_iter().map(HttpError::from))
}

fn refused(reason: VerifyError, explain: bool) -> Error {
    Error::IdTokenRefused {
        reason,
        provider: "kakao",
        kid: Some("key-1".to_owned()),
        explain,
    }
}
