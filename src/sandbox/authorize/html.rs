//! HTML, written so that nothing which somebody sent can become markup.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY},
    },
};

use crate::sandbox::paths;

/// No script at all, no picture, and no page around ours, which could lead a click. `form-action` is left open:
/// browsers hold it over the redirects after a form too, and where the app sends its user then is the app's affair.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Text as it may stand between tags and inside quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A whole page around `main`, which is markup.
pub(super) fn page(status: StatusCode, title: &str, main: &str) -> HttpResponse {
    let text = format!(
        "<!doctype html>\n<html lang=\"ko\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{style}\">\n\
         <p class=\"banner\">연습용 카카오입니다. 진짜 카카오가 아닙니다.<br>\
         A stand-in for Kakao, for trying things out. <strong>This is not Kakao</strong>: never type a password here.</p>\n\
         <main>\n{main}</main>\n</html>\n",
        style = paths::CONSENT_STYLE,
    );
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        // The form's `Origin` is `null` under `no-referrer`.
        .insert_header((REFERRER_POLICY, "same-origin"))
        .body(text)
}

/// `GET /sandbox/consent.css`
pub(in crate::sandbox) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .body(include_str!("consent.css"))
}
