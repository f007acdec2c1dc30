//! Who asks, as far as the HTTP layer can tell.

use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Kept back of a request's time: a provider that hangs is to be a 503 of ours, not a time-out.
const TIME_TO_ANSWER: Duration = Duration::from_secs(1);

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
    /// What a call to a provider may take: what remains of the request's time, less what it takes to answer that the
    /// provider did not.
    pub fn remaining_for_provider(&self) -> Duration {
        self.deadline
            .saturating_duration_since(Instant::now())
            .saturating_sub(TIME_TO_ANSWER)
    }
}
