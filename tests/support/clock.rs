//! A clock that stands still until its test moves it.

use chrono::{DateTime, TimeDelta, Utc};
use daemun::clock::Clock;
use std::sync::Mutex;

/// Tells the time that its test has set.
#[derive(Debug)]
pub struct SettableClock(Mutex<DateTime<Utc>>);

impl SettableClock {
    /// A clock that shows `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// A clock that shows an RFC 3339 instant, e.g. `2026-03-01T09:00:00Z`.
    pub fn at_text(now: &str) -> Self {
        Self::at(now.parse().expect("an RFC 3339 instant"))
    }

    /// Moves the clock to `now`, which may lie in its past.
    pub fn set(&self, now: DateTime<Utc>) {
        *self
            .0
            .lock()
            .expect("nobody panicked with the clock in hand") = now;
    }

    /// Moves the clock by `span`.
    pub fn advance(&self, span: TimeDelta) {
        let mut now = self
            .0
            .lock()
            .expect("nobody panicked with the clock in hand");
        *now += span;
    }
}

impl Default for SettableClock {
    /// A Sunday morning, with microseconds that a database must not lose.
    fn default() -> Self {
        Self::at_text("2026-03-01T09:00:00.123456Z")
    }
}

impl Clock for SettableClock {
    fn now(&self) -> DateTime<Utc> {
        *self
            .0
            .lock()
            .expect("nobody panicked with the clock in hand")
    }
}
