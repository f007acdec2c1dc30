//! How many sign-ins and refreshes may be in hand at once, from before they wait for the database to their answer.
//!
//! The queue alone does not tell: where more ask than can be answered, those whose batch is through and who wait for a core to
//! have their token signed soon are many more than those in the queue, and each makes all others slower.
//!
//! Whoever waits for a provider is not in hand: a slow provider is no reason to refuse anybody.

use super::pressure::Pressure;
use crate::store::error::StoreError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// So many keep both writers busy with batches and one more on its way.
const IN_HAND: usize = 160;

/// Counts those who are in.
#[derive(Debug, Clone)]
pub struct Turnstile(Arc<Mutex<Inside>>);

/// Somebody who is in, until this is dropped.
#[derive(Debug)]
pub struct InHand(Turnstile);

#[derive(Debug)]
struct Inside {
    count: usize,
    pressure: Pressure,
}

impl Default for Turnstile {
    /// Nobody is in.
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Inside {
            count: 0,
            pressure: Pressure::above(IN_HAND),
        })))
    }
}

impl Turnstile {
    /// Whether another may come in at `now`: not where there have been too many for too long.
    pub fn admit(&self, now: Instant) -> Result<(), StoreError> {
        let mut inside = self.lock();
        let count = inside.count;
        if inside.pressure.admits(count, now) {
            return Ok(());
        }
        Err(StoreError::Unavailable(
            "too many requests are in hand".to_owned(),
        ))
    }

    /// Counts one who has been admitted.
    pub fn enter(&self) -> InHand {
        self.lock().count += 1;
        InHand(self.clone())
    }

    /// A panic elsewhere leaves the count as it was: every change to it is a single step.
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        let mut inside = self.0.lock();
        inside.count = inside.count.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn full() -> (Turnstile, Vec<InHand>) {
        let turnstile = Turnstile::default();
        let inside = (0..=IN_HAND).map(|_| turnstile.enter()).collect();
        (turnstile, inside)
    }

    #[test]
    fn a_rush_is_let_in() {
        let (turnstile, _inside) = full();
        assert_eq!(turnstile.admit(Instant::now()), Ok(()));
    }

    #[test]
    fn where_too_many_stay_in_the_next_is_refused_until_enough_have_left() {
        let start = Instant::now();
        let later = start + Duration::from_secs(1);
        let (turnstile, mut inside) = full();
        assert_eq!(turnstile.admit(start), Ok(()));
        let reason = StoreError::Unavailable("too many requests are in hand".to_owned());
        assert_eq!(turnstile.admit(later), Err(reason));
        inside.truncate(IN_HAND - 1);
        assert_eq!(turnstile.admit(later), Ok(()));
    }
}
