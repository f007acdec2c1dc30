//! Who asks, as far as the HTTP layer can tell.

use std::net::IpAddr;
use std::time::{Duration, Instant};

/// A request's origin and the time that it has.
#[derive(Clone)]
pub struct Caller {
    /// The client's address (`wire.md`'s rule on forwarded addresses has been applied).
    pub address: IpAddr,
    /// `User-Agent`, valid UTF-8, at most 512 characters, without NUL.
    pub user_agent: Option<String>,
    /// `X-JWT-AUD`, if sent and not empty.
    pub audience: Option<String>,
    /// The whole `Authorization` header, if sent; it may hold a token, so `Caller` has no Debug.
    pub authorization: Option<String>,
    /// When the request has to be answered.
    pub deadline: Instant,
}

impl Caller {
    /// What remains of the request's time.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}
