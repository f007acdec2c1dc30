//! How old is too old: pure functions of two instants, so that a test can move the clock.
//!
//! A clock that was set back makes an age negative; that counts as "too old" and as "cooled down", since the other
//! way round nothing might be fetched for years.

use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How long a failed fetch is remembered, and how long an unknown key causes no second fetch.
pub(super) const COOL_DOWN: Duration = Duration::from_secs(10);

/// How what is kept is to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// As it is.
    Fresh,
    /// As it is, while a new one is fetched: the last fifth of its time.
    Ageing,
    /// Only if no new one can be had.
    Stale,
}

/// The age at `now` of what was fetched at `at` and is fresh for `ttl`.
pub(super) fn age(at: DateTime<Utc>, ttl: TimeDelta, now: DateTime<Utc>) -> Age {
    let age = now.signed_duration_since(at);
    if age < TimeDelta::zero() || age >= ttl {
        Age::Stale
    } else if age >= ttl - ttl / 5 {
        Age::Ageing
    } else {
        Age::Fresh
    }
}

/// What remains at `now` of the cool-down that began at `at`, in whole seconds rounded up.
pub(super) fn cooling(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    let Ok(elapsed) = now.signed_duration_since(at).to_std() else {
        return None;
    };
    let left = COOL_DOWN.checked_sub(elapsed)?;
    let begun = u64::from(left.subsec_nanos() > 0);
    (!left.is_zero()).then(|| Duration::from_secs(left.as_secs() + begun))
}
