//! The buckets: governor counts, moka keeps them and lets those go that were not used for longest.
//!
//! A bucket that went is full again for whoever comes back, which a flood of addresses can bring about; it cannot bring
//! about more than that, and the memory stays bounded.

use super::Kind;
use super::steady::SteadyClock;
use crate::clock::Clock;
use crate::config::limits::LimitsConfig;
use crate::http::client_address::Counted;
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// The most buckets: some 20 MB.
const MOST: u64 = 100_000;
/// What a full bucket holds: as many requests pass at once, whatever the rate.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
/// In this time a bucket gets as many requests as its setting says.
const PERIOD: Duration = Duration::from_secs(300);

/// Whose bucket, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// For what.
    pub kind: Kind,
    /// Whose.
    pub counted: Counted,
}

/// The buckets of all kinds.
pub struct Buckets {
    grants: Limiter,
    others: Limiter,
    clock: SteadyClock,
}

type Limiter = RateLimiter<Bucket, Kept, SteadyClock, NoOpMiddleware<Nanos>>;

/// Where the two limiters keep their buckets, together.
#[derive(Clone)]
struct Kept(Cache<Bucket, Arc<InMemoryState>>);

impl Buckets {
    /// Full buckets.
    pub fn new(config: &LimitsConfig, clock: Arc<dyn Clock>) -> Self {
        Self::at_most(MOST, config, clock)
    }

    /// The same, of which at most `most` are kept.
    pub(super) fn at_most(most: u64, config: &LimitsConfig, clock: Arc<dyn Clock>) -> Self {
        // moka's own policy refuses a newcomer while all others are used more; a newcomer who is not kept has no limit.
        let kept = Cache::builder()
            .max_capacity(most)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        let kept = Kept(kept);
        let clock = SteadyClock::new(clock);
        let limiter = |rate| RateLimiter::new(quota(rate), kept.clone(), clock.clone());
        Self {
            grants: limiter(config.token),
            others: limiter(config.otp),
            clock,
        }
    }

    /// Takes one request out of a bucket. From an empty one nothing is taken: the error says how long until there is one
    /// in it again.
    pub fn take(&self, bucket: Bucket) -> Result<(), Duration> {
        let limiter = match bucket.kind {
            Kind::IdToken | Kind::RefreshToken | Kind::Pkce => &self.grants,
            Kind::UserUpdate | Kind::SignUp => &self.others,
        };
        limiter
            .check_key(&bucket)
            .map_err(|until| until.wait_time_from(self.clock.now()))
    }
}

fn quota(rate: u32) -> Quota {
    let interval = PERIOD.checked_div(rate).unwrap_or(PERIOD);
    Quota::with_period(interval)
        .unwrap_or(Quota::per_second(BURST))
        .allow_burst(BURST)
}

impl StateStore for Kept {
    type Key = Bucket;

    fn measure_and_replace<T, F, E>(&self, bucket: &Bucket, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let state = self.0.get_with(*bucket, Arc::default);
        state.measure_and_replace(&NotKeyed::NonKey, measure)
    }
}
