//! Jobs that queue, and threads that take all that wait and run them together.
//!
//! A statement for sixty-four rows costs little more than one for a single row, and so does the wake-up of a thread: so whoever
//! asks the database for what everybody asks of it waits in a `queue`, a thread `settle`s a whole batch at once, and the
//! `reply` to each wakes the threads of those who asked once, not once for each of them. Nobody waits for a timer: a lone job
//! is a batch of one. If a batch fails its members run again one by one, so that only the guilty one fails. How long a queue
//! may be is `pressure`'s matter, and at the door the [`turnstile`]'s.

mod pressure;
mod queue;
mod reply;
mod settle;
pub mod turnstile;

use super::error::StoreError;
use super::gateway::Lines;
use queue::{Queue, Queued};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

/// A job of which many can be run at once.
pub trait Batched: Send + Sized + 'static {
    /// What becomes of it.
    type Outcome: Send + 'static;
    /// What two members of one batch must not both touch; the second waits for the next batch.
    type Key<'a>: Hash
    where
        Self: 'a;

    /// Everything that it touches, as far as that is known before the database is asked.
    fn keys(&self) -> Vec<Self::Key<'_>>;

    /// Runs a batch; `None` for a member that must wait for the next one.
    fn run(lines: &Lines, batch: &[&Self]) -> Result<Vec<Option<Self::Outcome>>, StoreError>;

    /// Counts what became of a job.
    fn count(&self, outcome: &Self::Outcome, lines: &Lines);

    /// Counts a batch by its members.
    fn count_batch(lines: &Lines, members: usize);
}

/// A queue and its threads, which end when this is dropped.
pub struct Batches<J: Batched> {
    queue: Arc<Queue<J>>,
}

impl<J: Batched> Batches<J> {
    /// Starts `threads` threads, with this name and a number, over the connections.
    pub fn start(name: &str, lines: &Lines, threads: usize) -> Self {
        let queue = Arc::new(Queue::new());
        for number in 0..threads.max(1) {
            let (queue, lines) = (Arc::clone(&queue), lines.clone());
            let spawned = std::thread::Builder::new()
                .name(format!("{name}-{number}"))
                .spawn(move || settle::run(&queue, &lines));
            if let Err(error) = spawned {
                tracing::error!(%error, "a {name} thread could not be started");
            }
        }
        Self { queue }
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Queues a job and waits until its batch is through.
    pub async fn ask(&self, job: J) -> Result<J::Outcome, StoreError> {
        let (reply, answer) = reply::channel();
        self.queue.put(Queued::new(job, reply), Instant::now())?;
        answer.await.unwrap_or_else(|| {
            Err(StoreError::Failed(
                "a batch gave up on one of its jobs".to_owned(),
            ))
        })
    }
}

impl<J: Batched> Drop for Batches<J> {
    fn drop(&mut self) {
        self.queue.close();
    }
}
