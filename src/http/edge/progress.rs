//! How far a request has come, as the middleware and the handler beneath it both see it.

use crate::http::HttpError;
use crate::http::body::BodyFault;
use actix_web::dev::ServiceRequest;
use actix_web::{HttpMessage as _, HttpRequest};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

/// A request's deadline, and whether it waits for its client.
#[derive(Debug)]
pub struct Progress {
    deadline: Instant,
    reads_body: Cell<bool>,
}

impl Progress {
    /// A request that has to be answered by `deadline`.
    pub fn until(deadline: Instant) -> Self {
        Self {
            deadline,
            reads_body: Cell::new(false),
        }
    }

    /// Makes it known to the handlers of `request`.
    pub fn attach_to(self: &Rc<Self>, request: &ServiceRequest) {
        request.extensions_mut().insert(Rc::clone(self));
    }

    /// That of `request`; `None` outside of the middleware.
    pub fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.extensions().get::<Rc<Self>>().map(Rc::clone)
    }

    /// When the request has to be answered.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Notes whether the request waits for its body.
    pub fn reads_body(&self, waits: bool) {
        self.reads_body.set(waits);
    }

    /// Whose fault it is that the time is over: the client's who did not end its body, else ours.
    pub fn blame(&self) -> HttpError {
        if self.reads_body.get() {
            BodyFault::TooSlow.into()
        } else {
            HttpError::TimedOut
        }
    }
}
