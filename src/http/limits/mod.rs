//! Limits: how many requests one client may make, by kind.
//!
//! A token bucket per client and kind: [`buckets`] keeps them, [`steady`] is the time that they fill by. Who is not one
//! client is not limited: a proxy or a back end, known by its address ([`client_address`](super::client_address)) or, once
//! the bucket is empty, by an admin's token. Supabase's clients drop their session at a 429, so that a refresh is
//! answered with 503, and has a bucket that nothing else empties.

pub mod buckets;
pub mod steady;

#[cfg(test)]
mod tests;

use super::HttpError;
use super::state::HttpState;
use crate::clock::Clock;
use crate::config::limits::LimitsConfig;
use crate::flows::Caller;
use crate::flows::back_end::is_back_end;
use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use buckets::{Bucket, Buckets};
use std::sync::Arc;
use std::time::Duration;

/// Where Supabase's clients send their key.
const API_KEY: HeaderName = HeaderName::from_static("apikey");

/// What is limited; each has a bucket of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `POST /token?grant_type=id_token`.
    IdToken,
    /// `POST /token?grant_type=refresh_token`.
    RefreshToken,
    /// `POST /token?grant_type=pkce`.
    Pkce,
    /// `PUT /user`.
    UserUpdate,
    /// `POST /signup`.
    SignUp,
}

/// All buckets, for all workers.
pub struct Limits(Buckets);

impl Limits {
    /// Full buckets of the configured sizes, that fill by `clock`.
    pub fn new(config: &LimitsConfig, clock: Arc<dyn Clock>) -> Self {
        Self(Buckets::new(config, clock))
    }

    /// Counts a request, or refuses it: with 429, a refresh with 503, and with the time after which to come back.
    pub fn admit(
        &self,
        kind: Kind,
        request: &HttpRequest,
        caller: &Caller,
    ) -> Result<(), HttpError> {
        let state = HttpState::of(request)?;
        let client = state
            .addresses()
            .client(request.peer_addr(), request.headers());
        let Some(counted) = client.counted else {
            return Ok(());
        };
        let Err(wait) = self.0.take(Bucket { kind, counted }) else {
            return Ok(());
        };
        let api_key = request.headers().get(API_KEY);
        let api_key = api_key.and_then(|value| value.to_str().ok());
        if is_back_end(state.context(), api_key, caller) {
            return Ok(());
        }
        Err(refusal(kind, wait))
    }
}

fn refusal(kind: Kind, retry_after: Duration) -> HttpError {
    match kind {
        Kind::RefreshToken => HttpError::TooManyRefreshes { retry_after },
        Kind::IdToken | Kind::Pkce | Kind::UserUpdate | Kind::SignUp => {
            HttpError::TooManyRequests { retry_after }
        }
    }
}
