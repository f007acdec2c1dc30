//! `GET` and `POST /callback`: a browser comes back from the provider and is sent on to the app.

use crate::flows::Caller;
use crate::flows::IssuedSession;
use crate::flows::redirect::callback::{self, CallbackRequest, Landing};
use crate::http::HttpError;
use crate::http::body::RawBody;
use crate::http::caller::AskedBy;
use crate::http::errors::redirected::{astray, sent_on};
use crate::http::location::{with_query, with_tokens};
use crate::http::parameters::Parameters;
use crate::http::state::HttpState;
use crate::http::wire::session::headers as session_headers;
use crate::provider::ProviderToken;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

/// With its parameters in the query.
pub async fn by_get(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    answer(&request, &[], &caller).await
}

/// With its parameters in a form, or in the query all the same.
pub async fn by_post(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let form: &[u8] = if body.is_form() { body.bytes() } else { &[] };
    answer(&request, form, &caller).await
}

async fn answer(
    request: &HttpRequest,
    form: &[u8],
    caller: &Caller,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(request)?.context();
    let parameters = Parameters::read(form, request.query_string());
    let brought = CallbackRequest {
        state: parameters.get("state"),
        code: parameters.get("code"),
        error: parameters.get("error"),
        error_description: parameters.get("error_description"),
    };
    match callback::come_back(context, brought, caller).await {
        Ok(Landing::Code { target, code }) => {
            let address = with_query(&target, &[("code", &code)]);
            Ok(sent_on(StatusCode::FOUND, &address))
        }
        Ok(Landing::Session { target, issued }) => {
            let address = with_session(&target, &issued);
            Ok(with_headers(sent_on(StatusCode::FOUND, &address), &issued))
        }
        Err(lost) => astray(request, context.redirects.site(), lost),
    }
}

/// What every answer with a session tells in its headers.
fn with_headers(mut response: HttpResponse, issued: &IssuedSession) -> HttpResponse {
    for (name, value) in session_headers(issued) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The session in the fragment, which no browser sends to a server.
fn with_session(target: &str, issued: &IssuedSession) -> String {
    let (expires_in, expires_at) = (issued.expires_in.to_string(), issued.expires_at.to_string());
    let mut parameters = vec![
        ("access_token", issued.access_token.as_str()),
        ("expires_at", &expires_at),
        ("expires_in", &expires_in),
        ("refresh_token", &issued.refresh_token),
        ("sb", ""),
        ("token_type", "bearer"),
    ];
    let of_provider = [
        ("provider_token", &issued.provider_token),
        ("provider_refresh_token", &issued.provider_refresh_token),
    ];
    parameters.extend(of_provider.into_iter().filter_map(|(name, token)| {
        let token = token.as_ref().map(ProviderToken::expose)?;
        Some((name, token))
    }));
    with_tokens(target, &parameters)
}
