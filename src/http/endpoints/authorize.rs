//! `GET /authorize` and `GET /user/identities/authorize`: a browser is sent to the provider.

use super::json;
use crate::flows::redirect::authorize::{self, BeginRequest, PASSED_ON};
use crate::http::HttpError;
use crate::http::caller::AskedBy;
use crate::http::errors::redirected::sent_on;
use crate::http::parameters::Parameters;
use crate::http::state::HttpState;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, REFERER};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

/// A header that says where the browser is to go in the end; it beats the parameter of that name.
const REDIRECT_TO: &str = "redirect_to";

#[derive(Serialize)]
struct Address<'a> {
    url: &'a str,
}

/// Begins a sign-in.
pub async fn sign_in(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let (asked, _) = asked(&request);
    let address = authorize::sign_in(context, asked, &caller).await?;
    Ok(sent_on(StatusCode::FOUND, &address))
}

/// Begins a link. A client that sends the user's token in a header cannot have a browser do that, so it asks for the
/// address.
pub async fn link(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let (asked, skips_redirect) = asked(&request);
    let address = authorize::link(context, asked, &caller).await?;
    if !skips_redirect {
        return Ok(sent_on(StatusCode::FOUND, &address));
    }
    let mut builder = HttpResponse::Ok();
    builder.insert_header((CACHE_CONTROL, "no-store"));
    json(builder, &Address { url: &address })
}

/// What is asked for, and whether the address is to be told instead of followed.
fn asked(request: &HttpRequest) -> (BeginRequest, bool) {
    let parameters = Parameters::read(&[], request.query_string());
    let passed_on = PASSED_ON
        .iter()
        .map(|name| ((*name).to_owned(), parameters.get(name)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let begin = BeginRequest {
        provider: parameters.get("provider"),
        scopes: parameters.get("scopes"),
        code_challenge: parameters.get("code_challenge"),
        code_challenge_method: parameters.get("code_challenge_method"),
        invite_token: parameters.get("invite_token"),
        nonce: parameters.get("nonce"),
        passed_on,
        targets: targets(request, &parameters),
    };
    (begin, parameters.get("skip_http_redirect") == "true")
}

/// The header, or else the parameter; then the page that the browser comes from.
pub(super) fn targets(request: &HttpRequest, parameters: &Parameters) -> Vec<String> {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        let text = String::from_utf8_lossy(value.as_bytes());
        Some(text.into_owned()).filter(|text| !text.is_empty())
    };
    let asked = header(REDIRECT_TO).unwrap_or_else(|| parameters.get(REDIRECT_TO));
    let mut targets = vec![asked];
    targets.extend(header(REFERER.as_str()));
    targets
}
