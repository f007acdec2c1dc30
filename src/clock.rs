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
    let [id] = uuids_v4(chance);
    id
}

/// Random UUIDs made of one draw: whoever needs several asks once.
pub fn uuids_v4<const N: usize>(chance: &dyn Chance) -> [Uuid; N] {
    let mut bytes = [[0_u8; 16]; N];
    chance.fill(bytes.as_flattened_mut());
    bytes.map(|bytes| uuid::Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Counts upwards, and notes how many bytes each draw took.
    struct Counting(Mutex<Vec<usize>>);

    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            self.0.lock().unwrap().push(bytes.len());
            for (number, byte) in (0..).zip(bytes) {
                *byte = number;
            }
        }
    }

    #[test]
    fn ids_of_one_draw_are_made_of_bytes_of_their_own() {
        let chance = Counting(Mutex::new(Vec::new()));
        let ids: [Uuid; 2] = uuids_v4(&chance);
        assert_eq!(
            ids.map(|id| id.to_string()),
            [
                "00010203-0405-4607-8809-0a0b0c0d0e0f",
                "10111213-1415-4617-9819-1a1b1c1d1e1f"
            ]
        );
        assert_eq!(*chance.0.lock().unwrap(), [32]);
    }
}
