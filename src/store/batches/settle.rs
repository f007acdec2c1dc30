//! Running a batch: all of it at once, and if that fails each member by itself.

use super::Batched;
use super::queue::{Queue, Queued, Woken};
use super::reply::WakeUps;
use crate::store::error::StoreError;
use crate::store::gateway::Lines;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a thread does until the queue is closed.
pub fn run<J: Batched>(queue: &Queue<J>, lines: &Lines) {
    while let Some(batch) = queue.take() {
        J::count_batch(lines, batch.len());
        let mut wake_ups = WakeUps::new();
        // A panic is a bug, yet it may cost only the batch that met it: its callers are told when their replies drop.
        let settled = catch_unwind(AssertUnwindSafe(|| {
            settle(queue, lines, batch, &mut wake_ups)
        }));
        let deferred = settled.unwrap_or_else(|_panic| {
            tracing::error!("a thread of the database panicked; its batch was given up");
            Vec::new()
        });
        queue.done(deferred);
    }
}

/// Runs a batch and answers its members, but for those that have to wait for the next one, which it returns.
fn settle<J: Batched>(
    queue: &Queue<J>,
    lines: &Lines,
    batch: Vec<Queued<J>>,
    wake_ups: &mut Woken<J>,
) -> Vec<Queued<J>> {
    let jobs: Vec<&J> = batch.iter().map(|queued| &queued.job).collect();
    match J::run(lines, &jobs) {
        Ok(outcomes) => answer(lines, batch, outcomes, wake_ups),
        Err(StoreError::Unavailable(reason)) => {
            // Whoever waits behind would wait for the same.
            for queued in batch.into_iter().chain(queue.drain()) {
                queued.answer(Err(StoreError::Unavailable(reason.clone())), wake_ups);
            }
            Vec::new()
        }
        Err(error) if batch.len() == 1 => {
            for queued in batch {
                queued.answer(Err(error.clone()), wake_ups);
            }
            Vec::new()
        }
        Err(error) => {
            tracing::warn!(%error, members = batch.len(), "a batch failed; its members run one by one");
            batch
                .into_iter()
                .flat_map(|queued| settle(queue, lines, vec![queued], wake_ups))
                .collect()
        }
    }
}

fn answer<J: Batched>(
    lines: &Lines,
    batch: Vec<Queued<J>>,
    outcomes: Vec<Option<J::Outcome>>,
    wake_ups: &mut Woken<J>,
) -> Vec<Queued<J>> {
    let mut deferred = Vec::new();
    for (queued, outcome) in batch.into_iter().zip(outcomes) {
        match outcome {
            Some(outcome) => {
                queued.job.count(&outcome, lines);
                queued.answer(Ok(outcome), wake_ups);
            }
            None => deferred.push(queued),
        }
    }
    deferred
}
