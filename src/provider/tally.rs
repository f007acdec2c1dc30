//! What calls to a provider came to since the start: plain numbers, for whoever wants to show them.

use std::sync::atomic::{AtomicU64, Ordering};

/// Where a provider counts.
#[derive(Debug, Default)]
pub struct Tally {
    /// Fetches that brought keys.
    pub fetched: AtomicU64,
    /// Fetches that brought nothing of use.
    pub fetches_failed: AtomicU64,
    /// Requests that were served with keys that should have been fetched again and could not.
    pub stale_served: AtomicU64,
    /// Codes that were exchanged.
    pub exchanged: AtomicU64,
    /// Codes that the provider refused.
    pub exchanges_refused: AtomicU64,
    /// Codes that were not exchanged because the provider refuses our configuration.
    pub exchanges_misconfigured: AtomicU64,
    /// Codes that were not exchanged because there was no answer of use, or no place to ask.
    pub exchanges_unanswered: AtomicU64,
}

/// One more.
pub(super) fn up(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}
