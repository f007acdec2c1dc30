//! The bytes of a body: at most 1 MiB, of whatever type the client calls them.

use super::BodyFault;
use crate::http::HttpError;
use crate::http::edge::Progress;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use std::rc::Rc;

/// The longest body that is taken, in bytes.
pub const MAX_BODY: usize = 1_048_576;

/// A whole body. An extractor; it has no Debug, since a body may hold tokens.
pub struct RawBody {
    bytes: Bytes,
    is_form: bool,
}

impl RawBody {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it begins as a JSON object does.
    pub fn looks_like_an_object(&self) -> bool {
        self.bytes().trim_ascii_start().starts_with(b"{")
    }

    /// Whether the client calls it a form; it may be JSON all the same.
    pub fn is_form(&self) -> bool {
        self.is_form
    }

    #[cfg(test)]
    pub(crate) fn of(bytes: &[u8], is_form: bool) -> Self {
        Self {
            bytes: Bytes::copy_from_slice(bytes),
            is_form,
        }
    }
}

impl FromRequest for RawBody {
    type Error = HttpError;
    type Future = LocalBoxFuture<'static, Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let progress = Progress::of(request);
        let is_form = is_form(request.headers());
        let announced = announced_length(request.headers());
        let payload = payload.take();
        async move {
            if announced.is_some_and(|length| length > MAX_BODY) {
                return Err(BodyFault::TooLarge.into());
            }
            let bytes = while_reading(progress, take(payload, announced)).await?;
            Ok(Self { bytes, is_form })
        }
        .boxed_local()
    }
}

/// Tells the middleware that the client is what a request waits for, so that it knows whose fault a timeout is.
async fn while_reading<T>(progress: Option<Rc<Progress>>, reading: impl Future<Output = T>) -> T {
    if let Some(progress) = &progress {
        progress.reads_body(true);
    }
    let outcome = reading.await;
    if let Some(progress) = &progress {
        progress.reads_body(false);
    }
    outcome
}

async fn take(mut payload: Payload, announced: Option<usize>) -> Result<Bytes, BodyFault> {
    let Some(first) = payload.next().await else {
        return Ok(Bytes::new());
    };
    let first = first.map_err(|error| broken(&error))?;
    if announced == Some(first.len()) {
        return Ok(first);
    }
    let mut whole = BytesMut::from(first);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        if whole.len() + chunk.len() > MAX_BODY {
            return Err(BodyFault::TooLarge);
        }
        whole.extend_from_slice(&chunk);
    }
    if whole.len() > MAX_BODY {
        return Err(BodyFault::TooLarge);
    }
    Ok(whole.freeze())
}

/// The connection ended, or the encoding of its chunks is wrong: whatever came is not what was meant.
fn broken(error: &PayloadError) -> BodyFault {
    BodyFault::not_json(match error {
        PayloadError::Incomplete(_) => "the body broke off",
        _ => "the body is framed wrongly",
    })
}

fn announced_length(headers: &HeaderMap) -> Option<usize> {
    let text = headers.get(CONTENT_LENGTH)?.to_str().ok()?;
    text.parse().ok()
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(CONTENT_TYPE).map(|value| value.to_str()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or("").trim();
    ["application/x-www-form-urlencoded", "multipart/form-data"]
        .iter()
        .any(|form| essence.eq_ignore_ascii_case(form))
}
