//! One request and its answer: what of the request the answer and the log still need once the request is gone.

use super::access_log::{self, NO_ROUTE};
use super::cors;
use super::held_body::HeldBody;
use super::settings::EdgeSettings;
use crate::clock::uuid_v4;
use crate::http::HttpError;
use crate::http::api_version::ApiVersion;
use crate::http::errors::body::respond;
use crate::http::errors::facts::Facts;
use crate::http::routes::PREFIX;
use crate::telemetry::metrics::requests::{Answered, Requests};
use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderValue, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use std::sync::Arc;
use std::time::Instant;

/// The longest name of a request that is taken over from a proxy, in bytes.
const LONGEST_ID: usize = 128;

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// What stays of a request.
pub struct Exchange {
    /// When its head had arrived.
    pub started: Instant,
    /// Its name in the log and, of a 5xx, in the answer.
    pub id: String,
    /// Its method, of those that HTTP knows.
    pub method: &'static str,
    /// The pattern of its route; `None` where there is none. Never the path, which may hold an id.
    pub route: Option<String>,
    requests: Arc<Requests>,
    version: ApiVersion,
    has_origin: bool,
    body: Option<HeldBody>,
}

impl Exchange {
    /// Notes what will be needed.
    pub fn begin(request: &mut ServiceRequest, settings: &EdgeSettings) -> Self {
        Self {
            started: Instant::now(),
            id: given_id(request.head(), settings)
                .unwrap_or_else(|| uuid_v4(settings.chance.as_ref()).to_string()),
            method: method_name(request.head()),
            route: request.match_pattern(),
            requests: Arc::clone(&settings.requests),
            version: ApiVersion::of(request.headers()),
            has_origin: request.headers().contains_key(ORIGIN),
            body: HeldBody::of(request),
        }
    }

    /// The answer of a route, or that to the error that it returned.
    pub fn finish_response(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let (request, mut response) = response.into_parts();
        let error = response
            .error()
            .and_then(|error| error.as_error::<HttpError>());
        let response = if let Some(error) = error {
            self.refuse(error)
        } else {
            // A browser that was sent on with an error has left its facts behind.
            let facts = response.extensions_mut().remove::<Facts>();
            self.finish(response, &facts.unwrap_or_default())
        };
        ServiceResponse::new(request, response)
    }

    /// The answer to an error, in the form that the request asks for.
    pub fn refuse(self, error: &HttpError) -> HttpResponse {
        let answer = error.answer();
        let response = respond(&answer, self.version, &self.id);
        let facts = error.facts(&answer);
        self.finish(response, &facts)
    }

    /// An error that did not become a response on its way here, with its response.
    pub fn pass_on(self, error: actix_web::Error) -> actix_web::Error {
        let response = match error.as_error::<HttpError>() {
            Some(error) => self.refuse(error),
            None => self.finish(error.error_response(), &Facts::default()),
        };
        InternalError::from_response(error, response).into()
    }

    /// The answer to a preflight, which has its own marks or, if refused, none.
    pub fn finish_preflight(self, response: HttpResponse) -> HttpResponse {
        self.end(response, &Facts::default())
    }

    fn finish(self, mut response: HttpResponse, facts: &Facts) -> HttpResponse {
        cors::mark(response.headers_mut(), self.has_origin);
        self.end(response, facts)
    }

    fn end(self, mut response: HttpResponse, facts: &Facts) -> HttpResponse {
        response
            .headers_mut()
            .insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        access_log::write(&self, response.status(), facts);
        self.count(&response, facts);
        match self.body {
            Some(body) => body.go_with(response),
            None => response,
        }
    }

    /// Each route is served at two paths and is one.
    fn count(&self, response: &HttpResponse, facts: &Facts) {
        let route = self.route.as_deref().unwrap_or(NO_ROUTE);
        self.requests.count(&Answered {
            route: route.strip_prefix(PREFIX).unwrap_or(route),
            method: self.method,
            status: response.status().as_u16(),
            reason: facts.reason,
            took: self.started.elapsed(),
        });
    }
}

/// The name that a proxy gave, if it is one that a log line can hold.
fn given_id(head: &RequestHead, settings: &EdgeSettings) -> Option<String> {
    let value = head.headers().get(settings.request_id_header.as_ref()?)?;
    let bytes = value.as_bytes();
    let is_sane =
        !bytes.is_empty() && bytes.len() <= LONGEST_ID && bytes.iter().all(u8::is_ascii_graphic);
    is_sane.then(|| bytes.iter().copied().map(char::from).collect())
}

/// A client may send any word as its method; the log holds those of RFC 9110 and RFC 5789.
fn method_name(head: &RequestHead) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE",
    ];
    let method = head.method.as_str();
    KNOWN
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("OTHER")
}
