//! Time and chance, the two things that pure code may not reach for itself.
//!
//! Use cases are handed a [`Clock`] and a [`Chance`]; everything beneath them takes `now` and bytes as arguments.
//! This is the only file that reads the wall clock or the system's source of randomness.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use chrono::{DateTime, SubsecRound as _, Utc};
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, cut to whole microseconds, which is what both databases keep.
    fn now(&self) -> DateTime<Utc>;
}

/// Gives random bytes fit for keys.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with bytes that nobody can predict.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// The operating system's source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

impl Chance for SystemChance {
    #[expect(
        clippy::expect_used,
        reason = "without randomness no key may be made; going on would be worse than stopping"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        SystemRandom::new()
            .fill(bytes)
            .expect("the system gives random bytes");
    }
}

/// A random UUID (RFC 9562, section 5.4) made of `chance`.
pub fn uuid_v4(chance: &dyn Chance) -> Uuid {
    let mut bytes = [0_u8; 16];
    chance.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
