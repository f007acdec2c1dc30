//! Keeps a chunked body until its answer goes out, so that a client who never ends it is let go.
//!
//! The server waits without limit for the end of a chunked body that a handler has dropped, since it means to use the
//! connection again. While somebody still holds the body, it closes the connection behind the answer instead.

use actix_web::HttpMessage as _;
use actix_web::HttpResponse;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use futures_util::Stream;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A body, held.
pub struct HeldBody(Rc<RefCell<Payload>>);

/// The same body, as handlers read it.
struct LentBody(Rc<RefCell<Payload>>);

impl HeldBody {
    /// Holds the body of `request`, of which its handler reads on; `None` where it is not chunked.
    pub fn of(request: &mut ServiceRequest) -> Option<Self> {
        if !request.headers().contains_key(TRANSFER_ENCODING) {
            return None;
        }
        let shared = Rc::new(RefCell::new(request.take_payload()));
        let lent: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> =
            Box::pin(LentBody(Rc::clone(&shared)));
        request.set_payload(lent.into());
        Some(Self(shared))
    }

    /// Lets go of it once the server has looked at `response`.
    pub fn go_with(self, response: &mut HttpResponse) {
        response.extensions_mut().insert(self.0);
    }
}

impl Stream for LentBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}
