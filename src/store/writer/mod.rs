//! The writer: sign-ins and refreshes queue, and a thread takes all that wait and runs them as one transaction of
//! set-based statements.
//!
//! Nobody waits for a timer: a lone sign-in is a batch of one. Nobody is answered before the commit. If a batch fails its
//! members run again one by one, so that only the guilty one fails. In reading order: `job`, `queue`, `sign_in`
//! and `refresh` (the statements of a batch), `settle` (running it and answering everyone), `told` (counting that).

mod job;
mod queue;
mod refresh;
mod settle;
mod sign_in;
mod told;

pub use refresh::{CurrentToken, RefreshJob, RefreshOutcome, Refreshed, UpgradeKey};
pub use sign_in::{SessionSeed, SignInFailure, SignInJob, SignInOutcome, SignedIn, sign_in_within};

use super::error::StoreError;
use super::gateway::Lines;
use job::Job;
use queue::Queue;
use std::sync::Arc;
use tokio::sync::oneshot;

/// The queue and its threads, which end when this is dropped.
pub struct Writer {
    queue: Arc<Queue>,
}

impl Writer {
    /// Starts `threads` threads over the connections.
    pub fn start(lines: &Lines, threads: usize) -> Self {
        let queue = Arc::new(Queue::new());
        for number in 0..threads.max(1) {
            let (queue, lines) = (Arc::clone(&queue), lines.clone());
            let spawned = std::thread::Builder::new()
                .name(format!("writer-{number}"))
                .spawn(move || settle::run(&queue, &lines));
            if let Err(error) = spawned {
                tracing::error!(%error, "a writer thread could not be started");
            }
        }
        Self { queue }
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Queues a sign-in and waits for its commit.
    pub async fn sign_in(&self, job: SignInJob) -> Result<SignInOutcome, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue.put(Job::SignIn(Box::new(job), reply))?;
        received(answer.await)
    }

    /// Queues a refresh and waits for its commit.
    pub async fn refresh(&self, job: RefreshJob) -> Result<RefreshOutcome, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue.put(Job::Refresh(Box::new(job), reply))?;
        received(answer.await)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

fn received<T>(
    answer: Result<Result<T, StoreError>, oneshot::error::RecvError>,
) -> Result<T, StoreError> {
    answer.unwrap_or_else(|_gone| Err(StoreError::Failed("the writer gave up on a job".to_owned())))
}
