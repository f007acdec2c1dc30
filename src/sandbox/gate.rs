//! What every request passes before its route: the host is checked, the arrival counted, a planned fault
//! played.

use std::io;

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, to_bytes},
    dev::{ServiceRequest, ServiceResponse},
    error::{ErrorInternalServerError, ErrorServiceUnavailable},
    http::header::LOCATION,
    middleware::Next,
    web::{Bytes, Data},
};
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use tokio::task::yield_now;

use super::{faults::Fault, state::State};

/// More than anyone should read from an identity provider.
const OVERSIZE: usize = 2 * 1024 * 1024;

/// The middleware.
pub(super) async fn guard(
    state: Data<State>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !state.hosts.admit(request.head()) {
        return Ok(request.into_response(misdirected()));
    }
    // Struck before it is counted: who sees the arrival may rely on the fault being taken.
    let struck = state.faults.strike(request.path());
    state.faults.count(request.path());
    let Some((fault, mut released)) = struck else {
        return next.call(request).await;
    };
    let answer = match fault {
        Fault::Hang => {
            released.changed().await.map_err(ErrorServiceUnavailable)?;
            return next.call(request).await;
        }
        Fault::Oversized => return padded(next.call(request).await?).await,
        Fault::Status(status) => HttpResponse::build(status).json(json!({"error": "on_purpose"})),
        Fault::Redirect(to) => redirect(to),
        Fault::NotJson => html(),
        Fault::CutOff => cut_off(),
        Fault::Body(text) => HttpResponse::Ok()
            .content_type("application/json")
            .body(text),
    };
    Ok(request.into_response(answer))
}

/// 421 Misdirected Request (RFC 9110, section 15.5.20).
fn misdirected() -> HttpResponse {
    HttpResponse::MisdirectedRequest().json(json!({
        "error": "misdirected_request",
        "error_description": "the stand-in Kakao answers to 127.0.0.1, localhost, [::1] and its issuer's host alone",
    }))
}

fn redirect(to: String) -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, to)).finish()
}

fn html() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html")
        .body("<!doctype html><title>Kakao</title><p>Not what you asked for.")
}

/// Announces a kilobyte and breaks off after one byte of it.
fn cut_off() -> HttpResponse {
    let begun = stream::once(async { Ok(Bytes::from_static(b"{")) });
    let broken = stream::once(async {
        // What was written so far leaves only while the body is waited for.
        yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    HttpResponse::Ok()
        .content_type("application/json")
        .no_chunking(1024)
        .streaming(begun.chain(broken))
}

/// The same answer with blanks behind it: still JSON, so that nothing but its size is wrong with it.
async fn padded(answer: ServiceResponse<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let (request, response) = answer.into_parts();
    let (response, body) = response.into_parts();
    let mut bytes = to_bytes(body)
        .await
        .map_err(ErrorInternalServerError)?
        .to_vec();
    bytes.resize(bytes.len().saturating_add(OVERSIZE), b' ');
    Ok(ServiceResponse::new(
        request,
        response.set_body(BoxBody::new(bytes)),
    ))
}
