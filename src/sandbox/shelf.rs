//! Things handed out under a key until they expire.
//!
//! A stand-in under load hands out many: what has expired is thrown away now and then, at a cost that grows with what
//! is kept and not with what was ever handed out.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

/// The fewest entries that are worth a sweep.
const SWEEP_AT_LEAST: usize = 1024;

/// Entries by key, each with the instant at which it ends.
pub(super) struct Shelf<T> {
    entries: HashMap<String, (T, DateTime<Utc>)>,
    sweep_at: usize,
}

impl<T> Shelf<T> {
    pub(super) fn new() -> Self {
        Self {
            entries: HashMap::new(),
            sweep_at: SWEEP_AT_LEAST,
        }
    }

    /// Keeps `item` under `key` until `ends`.
    pub(super) fn put(&mut self, key: String, item: T, ends: DateTime<Utc>, now: DateTime<Utc>) {
        if self.entries.len() >= self.sweep_at {
            self.entries.retain(|_, (_, ends)| *ends > now);
            self.sweep_at = SWEEP_AT_LEAST.max(self.entries.len().saturating_mul(2));
        }
        self.entries.insert(key, (item, ends));
    }

    /// What lies under `key` and has not ended, with the instant at which it will.
    pub(super) fn find(&self, key: &str, now: DateTime<Utc>) -> Option<(&T, DateTime<Utc>)> {
        let (item, ends) = self.entries.get(key)?;
        (*ends > now).then_some((item, *ends))
    }

    /// Takes it away; whether it was there.
    pub(super) fn remove(&mut self, key: &str) -> bool {
        self.entries.remove(key).is_some()
    }

    /// Takes away what fits, and tells how many of these had not ended.
    pub(super) fn remove_all(&mut self, now: DateTime<Utc>, fits: impl Fn(&T) -> bool) -> usize {
        let mut removed = 0_usize;
        self.entries.retain(|_, (item, ends)| {
            let goes = fits(item);
            removed = removed.saturating_add(usize::from(goes && *ends > now));
            !goes
        });
        removed
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::{SWEEP_AT_LEAST, Shelf};

    #[test]
    fn what_has_ended_is_not_found() {
        let start = DateTime::UNIX_EPOCH;
        let ends = start + TimeDelta::seconds(10);
        let mut shelf = Shelf::new();
        shelf.put("a".to_owned(), 1, ends, start);
        assert_eq!(
            shelf.find("a", ends - TimeDelta::microseconds(1)),
            Some((&1, ends))
        );
        assert_eq!(shelf.find("a", ends), None);
    }

    #[test]
    fn a_full_shelf_is_swept_of_what_has_ended() {
        let start = DateTime::UNIX_EPOCH;
        let ends = start + TimeDelta::seconds(10);
        let mut shelf = Shelf::new();
        for number in 0..SWEEP_AT_LEAST {
            shelf.put(number.to_string(), number, ends, start);
        }
        shelf.put("late".to_owned(), 0, ends + TimeDelta::seconds(10), ends);
        assert_eq!(shelf.entries.len(), 1);
    }
}
