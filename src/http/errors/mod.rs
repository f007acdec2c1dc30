//! Errors: what is refused and what fails, as HTTP.
//!
//! [`HttpError`] adds what only this layer can find wrong to the reasons of the use cases. [`table`] is the one place
//! that says what each of them becomes: an [`answer`] of status, code and text. [`body`] writes an answer in the form
//! that the request asks for, [`facts`] picks what the log may hold of it. Parts of the table are [`off`] (what there is
//! not), `admin` (what admins ask for) and [`redirect_table`] (the redirect flow, whose errors [`redirected`] hands to a
//! browser).

mod admin;
pub mod answer;
pub mod body;
pub mod facts;
pub mod off;
pub mod redirect_table;
pub mod redirected;
pub mod table;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Kind};

use crate::flows;
use crate::http::body::BodyFault;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::time::Duration;

/// Why a request is not answered as it hoped.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// A use case says no, or fails.
    #[error(transparent)]
    Flow(#[from] flows::Error),
    /// The body cannot be had, or is not what the endpoint takes.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// Nothing is served at this path.
    #[error("no such path")]
    NotFound,
    /// The path is served, by other methods.
    #[error("method not allowed")]
    MethodNotAllowed {
        /// Which ones, as `Allow` lists them.
        allow: &'static str,
    },
    /// A `Host` other than this machine's, while only that is answered.
    #[error("not this machine's own name")]
    ForeignHost,
    /// A grant that nobody knows, or none.
    #[error("unsupported grant type")]
    UnsupportedGrantType,
    /// The grant `web3`.
    #[error("web3 is off")]
    Web3Disabled,
    /// The grant `password`, with an e-mail.
    #[error("e-mail logins are off")]
    EmailLoginsDisabled,
    /// The grant `password`, with a phone.
    #[error("phone logins are off")]
    PhoneLoginsDisabled,
    /// The grant `password`, with both.
    #[error("both e-mail and phone")]
    BothEmailAndPhone,
    /// The grant `password`, with neither.
    #[error("neither e-mail nor phone")]
    NeitherEmailNorPhone,
    /// The client has made too many requests of this kind.
    #[error("too many requests")]
    TooManyRequests {
        /// When it may make the next one.
        retry_after: Duration,
    },
    /// The client has refreshed too often. A 429 would sign its user out.
    #[error("too many refreshes of one client")]
    TooManyRefreshes {
        /// When it may do so again.
        retry_after: Duration,
    },
    /// The request's time is over.
    #[error("the request took too long")]
    TimedOut,
    /// Code of ours panicked. The place is in the log already.
    #[error("a panic: a bug of ours")]
    Panicked,
    /// An answer of ours could not be written.
    #[error("answer not written: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// The service was put together wrongly.
    #[error("state missing: {0}")]
    Misassembled(&'static str),
}

/// What actix asks of an error that a handler returns. The middleware writes the answer again, in the form that the
/// request asks for, so that this one, complete as it is, is only seen where there is no middleware.
impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        self.answer().status
    }

    fn error_response(&self) -> HttpResponse {
        body::respond(
            &self.answer(),
            crate::http::api_version::ApiVersion::Legacy,
            "",
        )
    }
}
