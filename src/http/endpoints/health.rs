//! `GET /health`: the process lives. `GET /health/ready`: it can serve, since its database answers.

use super::{document, json};
use crate::flows;
use crate::http::HttpError;
use crate::http::state::HttpState;
use crate::http::wire::json::encode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

#[derive(Serialize)]
struct Health {
    version: &'static str,
    name: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
struct Readiness {
    status: &'static str,
}

/// The document of `/health`.
pub fn render() -> Result<Bytes, serde_json::Error> {
    let health = Health {
        version: concat!("v", env!("CARGO_PKG_VERSION")),
        name: env!("CARGO_PKG_NAME"),
        description: env!("CARGO_PKG_DESCRIPTION"),
    };
    encode(&health).map(Bytes::from)
}

/// 200, always: who restarts a service because its database is away gains nothing.
pub async fn alive(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    Ok(document(&HttpState::of(&request)?.documents().health))
}

/// 200, or 503 with `Retry-After` while the database does not answer.
pub async fn ready(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    context.store.check().await.map_err(flows::Error::from)?;
    json(HttpResponse::Ok(), &Readiness { status: "ready" })
}
