//! Whether a form was sent by a page of the stand-in's own.
//!
//! A browser says so with every form that it posts, by `Origin`, newer ones by `Sec-Fetch-Site` too. Who sends neither
//! is no browser, and has no cookie that another could make it use.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderName, HeaderValue, ORIGIN},
};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether nothing says that another site sent it.
pub(super) fn is_ours(request: &HttpRequest) -> bool {
    let scheme = if request.app_config().secure() {
        "https"
    } else {
        "http"
    };
    // The gate has seen to it that there is one, and that it is ours.
    let Some(Ok(host)) = request.headers().get(HOST).map(HeaderValue::to_str) else {
        return false;
    };
    let own = format!("{scheme}://{host}");
    let says_nothing_but = |name: HeaderName, ours: &str| {
        let said = request.headers().get_all(name);
        said.into_iter()
            .all(|value| value.as_bytes().eq_ignore_ascii_case(ours.as_bytes()))
    };
    says_nothing_but(ORIGIN, &own) && says_nothing_but(FETCH_SITE, "same-origin")
}
