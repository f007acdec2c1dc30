//! Serves `/metrics` on a listener of its own: whoever can reach that address may read, and nobody else.
//!
//! It is no route of the service, whose address is open to everybody.

use super::HttpError;
use crate::telemetry::metrics::{CONTENT_TYPE, Metrics};
use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// A scraper asks every few seconds and keeps its connection.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// The running server, to be stopped with the service; signals are left to the caller.
pub fn serve_metrics(listener: TcpListener, metrics: Arc<Metrics>) -> io::Result<Server> {
    let metrics = Data::from(metrics);
    let application = move || {
        let page = web::resource("/metrics")
            .route(web::get().to(show))
            .route(web::head().to(show))
            .default_service(web::to(refuse));
        App::new()
            .app_data(metrics.clone())
            .service(page)
            .default_service(web::to(nothing_here))
    };
    let server = HttpServer::new(application)
        .workers(1)
        .keep_alive(KEEP_ALIVE)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

async fn show(metrics: Data<Metrics>) -> Result<HttpResponse, HttpError> {
    let text = metrics
        .text()
        .map_err(|_unwritable| HttpError::Misassembled("metrics"))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, CONTENT_TYPE))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}

async fn refuse() -> Result<HttpResponse, HttpError> {
    Err(HttpError::MethodNotAllowed { allow: "GET, HEAD" })
}

async fn nothing_here() -> Result<HttpResponse, HttpError> {
    Err(HttpError::NotFound)
}
