//! Randomness that is the same in every run: SHA-256 of a seed and a counter.

use aws_lc_rs::digest::{SHA256, digest};
use daemun::clock::Chance;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of bytes that its seed decides. Two callers at once share the sequence, in the order in which they come.
#[derive(Debug)]
pub struct SeededChance {
    seed: u64,
    blocks: AtomicU64,
}

impl SeededChance {
    /// The sequence of `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            blocks: AtomicU64::new(0),
        }
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(SHA256.output_len()) {
            let number = self.blocks.fetch_add(1, Ordering::Relaxed);
            let input = [self.seed.to_be_bytes(), number.to_be_bytes()].concat();
            let block = digest(&SHA256, &input);
            chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
        }
    }
}
