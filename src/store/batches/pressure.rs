//! How long a queue may be, and how many may be in hand.
//!
//! A stall of the disk, or everybody's phone ringing at once, makes a queue that is gone again in a moment: it may grow, and
//! all of it is answered. A queue that stays is another matter: whoever joins it waits for nothing, since no more can be done than
//! is done. Then no more may wait than the next batch takes, and the others are told at once to come back.

use std::time::{Duration, Instant};

/// More than this never wait, whatever the reason.
const LONG: usize = 4_096;
/// How long a queue may be longer than that before it counts as one that stays.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long nobody must have been refused before a long queue is taken for a passing one again.
const CALM: Duration = Duration::from_secs(1);

/// What is remembered of the queue's length.
#[derive(Debug)]
pub struct Pressure {
    /// So many may always be there.
    short: usize,
    long_since: Option<Instant>,
    refused_at: Option<Instant>,
}

impl Pressure {
    /// None yet: up to `short` there is none.
    pub fn above(short: usize) -> Self {
        Self {
            short,
            long_since: None,
            refused_at: None,
        }
    }

    /// Whether one more may wait where `waiting` do.
    pub fn admits(&mut self, waiting: usize, now: Instant) -> bool {
        if waiting < self.short {
            self.long_since = None;
            return true;
        }
        let long_since = *self.long_since.get_or_insert(now);
        let is_passing = now.duration_since(long_since) < PATIENCE && self.is_calm(now);
        let admits = is_passing && waiting < LONG;
        if !admits {
            self.refused_at = Some(now);
        }
        admits
    }

    fn is_calm(&self, now: Instant) -> bool {
        self.refused_at
            .is_none_or(|refused| now.duration_since(refused) >= CALM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: usize = 128;

    fn at(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_short_queue_takes_everybody() {
        let (mut pressure, start) = (Pressure::above(SHORT), Instant::now());
        for hour in 0..10 {
            let now = start + Duration::from_secs(3_600 * hour);
            assert!(pressure.admits(SHORT - 1, now));
        }
    }

    #[test]
    fn a_rush_may_wait_up_to_the_long_limit() {
        let (mut pressure, start) = (Pressure::above(SHORT), Instant::now());
        assert!(pressure.admits(SHORT, start));
        assert!(pressure.admits(LONG - 1, at(start, 249)));
        assert!(!pressure.admits(LONG, at(start, 249)));
    }

    #[test]
    fn a_queue_that_stays_long_is_cut_to_what_the_next_batch_takes() {
        let (mut pressure, start) = (Pressure::above(SHORT), Instant::now());
        assert!(pressure.admits(SHORT, start));
        assert!(!pressure.admits(SHORT, at(start, 250)));
        assert!(pressure.admits(SHORT - 1, at(start, 251)));
    }

    #[test]
    fn one_that_was_short_in_between_begins_anew() {
        let (mut pressure, start) = (Pressure::above(SHORT), Instant::now());
        assert!(pressure.admits(SHORT, start));
        assert!(pressure.admits(SHORT - 1, at(start, 200)));
        assert!(pressure.admits(SHORT, at(start, 300)));
    }

    #[test]
    fn while_people_are_refused_a_queue_that_got_short_may_not_grow_long_again() {
        let (mut pressure, start) = (Pressure::above(SHORT), Instant::now());
        assert!(pressure.admits(SHORT, start));
        assert!(!pressure.admits(SHORT, at(start, 250)));
        assert!(pressure.admits(SHORT - 1, at(start, 260)));
        assert!(!pressure.admits(SHORT, at(start, 270)));
        assert!(!pressure.admits(SHORT, at(start, 1_269)));
    }

    #[test]
    fn a_second_without_refusals_forgets_them() {
        let (mut pressure, start) = (Pressure::above(SHORT), Instant::now());
        assert!(pressure.admits(SHORT, start));
        assert!(!pressure.admits(SHORT, at(start, 250)));
        assert!(pressure.admits(SHORT - 1, at(start, 300)));
        assert!(pressure.admits(SHORT, at(start, 1_250)));
    }
}
