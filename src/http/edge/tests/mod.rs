//! What holds for every answer, whatever the route: tried on routes of the tests' own.

mod bodies;
mod failures;
mod lines;
mod marks;

use super::*;
use crate::clock::Chance;
use crate::flows;
use crate::http::body::RawBody;
use crate::http::edge::cors::AllowedHeaders;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderName;
use actix_web::test::{TestRequest, init_service, read_body, try_call_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse};
use std::time::Duration;

/// Always the same: its UUID is `07070707-0707-4707-8707-070707070707`.
struct Sevens;

impl Chance for Sevens {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn settings() -> EdgeSettings {
    EdgeSettings {
        max_duration: Duration::from_secs(60),
        request_id_header: Some(HeaderName::from_static("x-request-id")),
        cors: AllowedHeaders::with(&[]).expect("no names"),
        loopback_hosts_only: false,
        chance: Arc::new(Sevens),
        requests: Arc::default(),
    }
}

async fn fine() -> HttpResponse {
    HttpResponse::Ok().body("fine")
}

async fn away() -> Result<HttpResponse, HttpError> {
    let reason = "connection refused by db.internal".to_owned();
    Err(flows::Error::DatabaseUnavailable { reason }.into())
}

async fn broken() -> Result<HttpResponse, HttpError> {
    Err(flows::Error::Unexpected("table users, secret detail".to_owned()).into())
}

async fn refused() -> Result<HttpResponse, HttpError> {
    Err(flows::Error::IdTokenRequired.into())
}

async fn panics() -> HttpResponse {
    panic!("a token: secret")
}

async fn never() -> HttpResponse {
    std::future::pending().await
}

async fn takes(body: RawBody) -> HttpResponse {
    HttpResponse::Ok().body(body.bytes().len().to_string())
}

async fn answer_with(settings: EdgeSettings, request: TestRequest) -> String {
    let routes = web::scope("")
        .wrap(Edge::new(Arc::new(settings)))
        .route("/fine", web::get().to(fine))
        .route("/away", web::get().to(away))
        .route("/broken", web::get().to(broken))
        .route("/refused", web::get().to(refused))
        .route("/panics", web::get().to(panics))
        .route("/never", web::get().to(never))
        .route("/takes", web::post().to(takes));
    let app = init_service(App::new().service(routes)).await;
    match try_call_service(&app, request.to_request()).await {
        Ok(response) => shown(response).await,
        Err(error) => {
            let nobody = TestRequest::default().to_http_request();
            shown(ServiceResponse::new(nobody, error.error_response())).await
        }
    }
}

async fn answer(request: TestRequest) -> String {
    answer_with(settings(), request).await
}

async fn shown(response: ServiceResponse) -> String {
    let mut lines: Vec<String> = response
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    lines.sort();
    let status = response.status().as_u16();
    let body = read_body(response).await;
    format!(
        "{status}\n{}\n{}",
        lines.join("\n"),
        String::from_utf8_lossy(&body)
    )
}

const DATED: (&str, &str) = ("X-Supabase-Api-Version", "2024-01-01");
