//! The cookie by which the stand-in knows a browser again (RFC 6265).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{COOKIE, HeaderValue, SET_COOKIE},
};

use crate::sandbox::{
    options::StandInUser,
    state::{State, lock},
};

/// A name that no app's own cookie on this host has; cookies know no ports.
const NAME: &str = "stand_in_kakao";

/// Only the pages of sign-in and sign-out see it.
const ATTRIBUTES: &str = "Path=/oauth; HttpOnly; SameSite=Lax";

/// Who is signed in at the browser that asks.
pub(super) fn signed_in(state: &State, request: &HttpRequest) -> Option<StandInUser> {
    let value = find(request)?;
    let accounts = lock(&state.accounts);
    accounts.signed_in(value, state.clock.now()).cloned()
}

/// Has the browser bring `value` from now on.
pub(super) fn remember(response: HttpResponse, value: &str, speaks_tls: bool) -> HttpResponse {
    let secure = if speaks_tls { "; Secure" } else { "" };
    with(response, &format!("{NAME}={value}; {ATTRIBUTES}{secure}"))
}

/// Signs the browser out, here and there.
pub(in crate::sandbox) fn forget(
    state: &State,
    request: &HttpRequest,
    response: HttpResponse,
) -> HttpResponse {
    if let Some(value) = find(request) {
        lock(&state.accounts).sign_out(value);
    }
    with(response, &format!("{NAME}=; {ATTRIBUTES}; Max-Age=0"))
}

fn find(request: &HttpRequest) -> Option<&str> {
    request
        .headers()
        .get_all(COOKIE)
        .filter_map(|header| header.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == NAME).then_some(value))
}

fn with(mut response: HttpResponse, cookie: &str) -> HttpResponse {
    // Made of letters, digits and the above, it is always a header's value.
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}
