//! What a refusal says, in both forms.

use crate::support::client::{Request, Response};
use serde_json::json;

/// Asserts that `request` is refused with this status, code and text, without a version header and with one. It is sent
/// twice.
#[track_caller]
pub fn assert_refused(request: &Request, status: u16, code: &str, text: &str) {
    let legacy = request.clone().send();
    assert_eq!(
        (legacy.status, legacy.json()),
        (
            status,
            json!({ "code": status, "error_code": code, "msg": text })
        )
    );
    assert_eq!(legacy.header("x-supabase-api-version"), None);
    assert_eq!(legacy.header("x-sb-error-code"), Some(code));
    let dated = in_the_newer_form(request);
    assert_eq!(
        (dated.status, dated.json()),
        (status, json!({ "code": code, "message": text }))
    );
    assert_eq!(dated.header("x-supabase-api-version"), Some("2024-01-01"));
    assert_eq!(dated.header("x-sb-error-code"), Some(code));
}

fn in_the_newer_form(request: &Request) -> Response {
    let (name, value) = crate::gate::VERSION;
    request.clone().header(name, value).send()
}
