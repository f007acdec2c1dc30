//! The middleware around every route: what holds for all requests, whatever they ask for.
//!
//! In the order of a request's way: [`exchange`] names it and notes when it came, [`held_body`] holds what it sends,
//! [`cors`] answers a browser's question whether it may ask, [`progress`] carries the deadline inwards, [`Edge`] waits no
//! longer than that, turns errors (and panics) into answers, adds the headers that all answers have, and [`access_log`]
//! writes the one line of the request. [`settings`] are what it is built with.

pub mod access_log;
pub mod cors;
pub mod exchange;
pub mod held_body;
pub mod progress;
pub mod settings;

#[cfg(test)]
mod tests;

pub use progress::Progress;
pub use settings::EdgeSettings;

use crate::http::HttpError;
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::InternalError;
use exchange::Exchange;
use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, Ready, ready};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use tokio::time::timeout_at;

/// The middleware, to be wrapped around the scope of all routes.
#[derive(Clone)]
pub struct Edge(Arc<EdgeSettings>);

impl Edge {
    /// One for all workers.
    pub fn new(settings: Arc<EdgeSettings>) -> Self {
        Self(settings)
    }
}

impl<S> Transform<S, ServiceRequest> for Edge
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>
        + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = actix_web::Error;
    type Transform = EdgeService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let settings = Arc::clone(&self.0);
        let service = Rc::new(service);
        ready(Ok(EdgeService { service, settings }))
    }
}

/// The middleware at work around `S`.
pub struct EdgeService<S> {
    service: Rc<S>,
    settings: Arc<EdgeSettings>,
}

impl<S> Service<ServiceRequest> for EdgeService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>
        + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let exchange = Exchange::begin(&mut request, &self.settings);
        if let Some(answer) = cors::preflight(request.head(), &self.settings.cors) {
            let answer = exchange.finish_preflight(answer);
            return ready(Ok(request.into_response(answer))).boxed_local();
        }
        if self.settings.is_foreign(request.head()) {
            let answer = exchange.refuse(&HttpError::ForeignHost);
            return ready(Ok(request.into_response(answer))).boxed_local();
        }
        let service = Rc::clone(&self.service);
        let progress = Rc::new(Progress::until(
            exchange.started + self.settings.max_duration,
        ));
        answer_in_time(service, request, exchange, progress).boxed_local()
    }
}

/// Lets the routes answer until the deadline. Neither a timeout nor a panic leaves the request behind, so that their
/// answers go out as errors that bring their whole response along.
async fn answer_in_time<S>(
    service: Rc<S>,
    request: ServiceRequest,
    exchange: Exchange,
    progress: Rc<Progress>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
{
    progress.attach_to(&request);
    let answering = AssertUnwindSafe(async { service.call(request).await }).catch_unwind();
    let error = match timeout_at(progress.deadline().into(), answering).await {
        Ok(Ok(Ok(response))) => return Ok(exchange.finish_response(response)),
        Ok(Ok(Err(error))) => return Err(exchange.pass_on(error)),
        // The panic's own text may quote what the client sent; the hook of the logs has told the place.
        Ok(Err(_)) => HttpError::Panicked,
        Err(_) => progress.blame(),
    };
    let response = exchange.refuse(&error);
    Err(InternalError::from_response(error, response).into())
}
