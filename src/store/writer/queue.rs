//! The queue of the writer's threads: bounded, first come first served, and no two jobs of a batch touch the same thing.

use super::job::{Job, Key};
use crate::store::error::StoreError;
use std::collections::{HashSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Rows of one statement; past this a batch grows slower than it saves.
const MAX_BATCH: usize = 128;
/// While a batch is under way a second thread begins only with so many waiting: small batches cost more than they save.
const WORTH_A_SECOND_BATCH: usize = 64;
/// More than any healthy database leaves waiting; past it a client is told to come back.
const MAX_WAITING: usize = 4096;

/// Jobs that wait.
pub struct Queue {
    state: Mutex<State>,
    wake: Condvar,
}

struct State {
    waiting: VecDeque<Job>,
    under_way: usize,
    is_closed: bool,
}

impl Queue {
    /// An empty queue.
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                under_way: 0,
                is_closed: false,
            }),
            wake: Condvar::new(),
        }
    }

    /// Adds a job at the end.
    pub fn put(&self, job: Job) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.is_closed || state.waiting.len() >= MAX_WAITING {
            return Err(StoreError::Unavailable(
                "too many requests wait for the database".to_owned(),
            ));
        }
        state.waiting.push_back(job);
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    /// Waits for jobs and takes as many as go together; `None` once the queue is closed and empty.
    pub fn take(&self) -> Option<Vec<Job>> {
        let mut state = self.lock();
        loop {
            state.waiting.retain(|job| !job.is_abandoned());
            let is_worth_it = state.under_way == 0 || state.waiting.len() >= WORTH_A_SECOND_BATCH;
            if !state.waiting.is_empty() && is_worth_it {
                state.under_way += 1;
                return Some(state.next_batch());
            }
            if state.is_closed && state.waiting.is_empty() {
                return None;
            }
            state = self
                .wake
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends a batch; `deferred` were found to touch the same as others and go first in the next one.
    pub fn done(&self, deferred: Vec<Job>) {
        let mut state = self.lock();
        state.under_way = state.under_way.saturating_sub(1);
        for job in deferred.into_iter().rev() {
            state.waiting.push_front(job);
        }
        drop(state);
        self.wake.notify_all();
    }

    /// Takes everything that waits, to tell it that the database is away.
    pub fn drain(&self) -> Vec<Job> {
        self.lock().waiting.drain(..).collect()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Lets the threads end when nothing waits any more.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.wake.notify_all();
    }

    /// A panic elsewhere leaves the list as it was: every change to it is a single step.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next_batch(&mut self) -> Vec<Job> {
        let mut touched: HashSet<Key> = HashSet::new();
        let mut batch = Vec::new();
        let mut left = VecDeque::new();
        while let Some(job) = self.waiting.pop_front() {
            let keys = job.keys();
            if batch.len() < MAX_BATCH && keys.iter().all(|key| !touched.contains(key)) {
                batch.push(job);
            } else {
                left.push_back(job);
            }
            // Also for those left behind: a later job must not overtake one that touches the same.
            touched.extend(keys);
            if batch.len() == MAX_BATCH {
                break;
            }
        }
        left.append(&mut self.waiting);
        self.waiting = left;
        batch
    }
}
