//! What the store has done since the start, and how it stands: plain numbers, for whoever wants to show them.

use std::sync::atomic::{AtomicU64, Ordering};

/// Upper bounds of the sizes that batches are counted by; a larger one than the last there is not.
pub const BATCH_SIZES: [u64; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// One more.
    pub fn up(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many by now.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where the store counts.
#[derive(Debug, Default)]
pub struct Tally {
    /// Sign-ins that made a user.
    pub new_users: Count,
    /// Sign-ins of a user who was there.
    pub returning_users: Count,
    /// Identities that were linked to a user who was signed in.
    pub linked: Count,
    /// Anonymous sign-ins.
    pub anonymous: Count,
    /// Refreshes that moved the session on.
    pub rotated: Count,
    /// Refreshes that gave the current token again.
    pub replayed: Count,
    /// Refreshes that replaced a token of the first kind.
    pub upgraded: Count,
    /// Refreshes that were refused.
    pub refused: Count,
    /// Calls that failed.
    pub failed: Count,
    /// Calls that found the database away or busy.
    pub unavailable: Count,
    /// Batches of sign-ins and refreshes.
    pub writes: BatchCounts,
    /// Batches of look-ups of those who show an access token.
    pub reads: BatchCounts,
}

/// Batches by their size.
#[derive(Debug, Default)]
pub struct BatchCounts {
    by_size: [Count; BATCH_SIZES.len()],
    members: Count,
}

/// How many batches had at most so many members, and more than the bound before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batches {
    /// Bounds, each with its batches.
    pub by_size: [(u64, u64); BATCH_SIZES.len()],
    /// Members of all batches together.
    pub members: u64,
}

/// The connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStats {
    /// Made, in use or idle.
    pub open: u32,
    /// Of those, idle.
    pub idle: u32,
    /// At most so many.
    pub most: u32,
}

impl PoolStats {
    /// Both together.
    pub fn and(&self, other: &Self) -> Self {
        Self {
            open: self.open.saturating_add(other.open),
            idle: self.idle.saturating_add(other.idle),
            most: self.most.saturating_add(other.most),
        }
    }
}

impl BatchCounts {
    /// Notes a batch by its members.
    pub fn note(&self, members: usize) {
        let members = u64::try_from(members).unwrap_or(u64::MAX);
        self.members.add(members);
        let mut sizes = BATCH_SIZES.iter().zip(&self.by_size);
        if let Some((_, count)) = sizes.find(|(most, _)| members <= **most) {
            count.up();
        }
    }

    /// The batches by now.
    pub fn read(&self) -> Batches {
        let mut by_size = BATCH_SIZES.map(|most| (most, 0));
        for ((_, count), batches) in by_size.iter_mut().zip(&self.by_size) {
            *count = batches.get();
        }
        Batches {
            by_size,
            members: self.members.get(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_counts_under_the_first_bound_that_it_does_not_pass() {
        let counts = BatchCounts::default();
        for members in [1, 2, 3, 4, 5, 64, 65, 128] {
            counts.note(members);
        }
        let batches = counts.read();
        let counts: Vec<u64> = batches.by_size.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [1, 1, 2, 1, 0, 0, 1, 2]);
        assert_eq!(batches.members, 272);
    }
}
