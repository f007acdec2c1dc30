//! The time that buckets fill by: our clock's, made to go forward only.
//!
//! A wall clock that is set back would leave every bucket in use empty for as long as it was set back by. So a step back
//! is made up for, and time goes on from where it was; a step forward fills the buckets, which harms nobody.

use crate::clock::Clock;
use governor::nanos::Nanos;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Less than this is no step back: two threads read the clock and are overtaken by each other.
const TOLERANCE: u64 = 1_000_000_000;

/// Nanoseconds since 1970, and since then never back by a second or more.
#[derive(Clone)]
pub struct SteadyClock(Arc<Inner>);

struct Inner {
    clock: Arc<dyn Clock>,
    /// What is added to the clock's time: all its steps back.
    made_up: AtomicU64,
    /// The latest time that was told.
    latest: AtomicU64,
}

impl SteadyClock {
    /// Goes by `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            clock,
            made_up: AtomicU64::new(0),
            latest: AtomicU64::new(0),
        }))
    }

    fn wall(&self) -> u64 {
        let micros = self.0.clock.now().timestamp_micros();
        u64::try_from(micros).unwrap_or(0).saturating_mul(1000)
    }
}

impl governor::clock::Clock for SteadyClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let made_up = self.0.made_up.load(Ordering::Relaxed);
        let told = self.wall().saturating_add(made_up);
        let latest = self.0.latest.load(Ordering::Relaxed);
        if told.saturating_add(TOLERANCE) < latest {
            // Of several threads that see the same step one makes up for it.
            let behind = latest.saturating_sub(told);
            let new = made_up.saturating_add(behind);
            let relaxed = Ordering::Relaxed;
            let exchanged = self
                .0
                .made_up
                .compare_exchange(made_up, new, relaxed, relaxed);
            tracing::debug!(
                first = exchanged.is_ok(),
                "the clock was set back; limits go on as before"
            );
            return latest.into();
        }
        if told > latest {
            self.0.latest.fetch_max(told, Ordering::Relaxed);
        }
        told.into()
    }
}
