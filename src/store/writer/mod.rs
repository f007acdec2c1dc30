//! The writer: sign-ins and refreshes queue, and a batch of them is one transaction of set-based statements.
//!
//! Nobody is answered before the commit. In reading order: `job` (what waits, and running a batch of it), `sign_in` and
//! `refresh` (the statements), `told` (counting what became of them). Queueing and answering are those of every batch
//! ([`batches`](super::batches)).

mod job;
mod refresh;
mod sign_in;
mod told;

pub use refresh::{CurrentToken, RefreshJob, RefreshOutcome, Refreshed, UpgradeKey};
pub use sign_in::{SessionSeed, SignInFailure, SignInJob, SignInOutcome, SignedIn, sign_in_within};

use super::batches::Batches;
use super::error::StoreError;
use super::gateway::Lines;
use job::{Job, Outcome};

/// The queue and its threads, which end when this is dropped.
pub struct Writer(Batches<Job>);

impl Writer {
    /// Starts `threads` threads over the connections.
    pub fn start(lines: &Lines, threads: usize) -> Self {
        Self(Batches::start("writer", lines, threads))
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.0.waiting()
    }

    /// Queues a sign-in and waits for its commit.
    pub async fn sign_in(&self, job: SignInJob) -> Result<SignInOutcome, StoreError> {
        match self.0.ask(Job::SignIn(Box::new(job))).await? {
            Outcome::SignIn(outcome) => Ok(outcome),
            Outcome::Refresh(_) => Err(mistaken()),
        }
    }

    /// Queues a refresh and waits for its commit.
    pub async fn refresh(&self, job: RefreshJob) -> Result<RefreshOutcome, StoreError> {
        match self.0.ask(Job::Refresh(Box::new(job))).await? {
            Outcome::Refresh(outcome) => Ok(outcome),
            Outcome::SignIn(_) => Err(mistaken()),
        }
    }
}

fn mistaken() -> StoreError {
    StoreError::Failed("an answer to another question".to_owned())
}
