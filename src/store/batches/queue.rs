//! The queue of a batch's threads: bounded, first come first served, and no two jobs of a batch touch the same thing.

use super::Batched;
use super::pressure::Pressure;
use super::reply::{Reply, WakeUps};
use crate::store::error::StoreError;
use std::collections::hash_map::RandomState;
use std::collections::{HashSet, VecDeque};
use std::hash::BuildHasher as _;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Rows of one statement; past this a batch grows slower than it saves.
pub const MAX_BATCH: usize = 128;
/// While a batch is under way a second thread begins with so many waiting. It uses the time in which the first waits for the
/// disk; with fewer it would split what is cheaper together.
const WORTH_A_SECOND_BATCH: usize = 8;

/// Jobs that wait.
pub struct Queue<J: Batched> {
    state: Mutex<State<J>>,
    wake: Condvar,
    hashes: RandomState,
}

/// A job, with the place to answer it to.
pub struct Queued<J: Batched> {
    /// The job.
    pub job: J,
    reply: Reply<Result<J::Outcome, StoreError>>,
    /// Of everything that it touches. Two things of one hash are taken for one, which costs the second a batch's time.
    hashes: Vec<u64>,
}

/// Those who are to be woken once a batch is answered.
pub type Woken<J> = WakeUps<Result<<J as Batched>::Outcome, StoreError>>;

struct State<J: Batched> {
    waiting: VecDeque<Queued<J>>,
    pressure: Pressure,
    under_way: usize,
    /// Threads that wait for jobs, and how many of them have been called.
    idle: usize,
    called: usize,
    is_closed: bool,
}

impl<J: Batched> Queued<J> {
    /// A job that is answered to `reply`.
    pub fn new(job: J, reply: Reply<Result<J::Outcome, StoreError>>) -> Self {
        Self {
            job,
            reply,
            hashes: Vec::new(),
        }
    }

    /// Answers; who has gone away needs no answer, the work is done all the same.
    pub fn answer(self, answer: Result<J::Outcome, StoreError>, wake_ups: &mut Woken<J>) {
        if !self.reply.give(answer, wake_ups) {
            tracing::debug!("a client went away before its answer");
        }
    }
}

impl<J: Batched> Queue<J> {
    /// An empty queue.
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                // So many are answered by the next batch.
                pressure: Pressure::above(MAX_BATCH),
                under_way: 0,
                idle: 0,
                called: 0,
                is_closed: false,
            }),
            wake: Condvar::new(),
            hashes: RandomState::new(),
        }
    }

    /// Adds a job at the end.
    pub fn put(&self, mut queued: Queued<J>, now: Instant) -> Result<(), StoreError> {
        let keys = queued.job.keys();
        let hashes = keys.iter().map(|key| self.hashes.hash_one(key)).collect();
        drop(keys);
        queued.hashes = hashes;
        let mut state = self.lock();
        state.admit(now)?;
        state.waiting.push_back(queued);
        let calls = state.call_one();
        drop(state);
        if calls {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Waits for jobs and takes as many as go together; `None` once the queue is closed and empty.
    pub fn take(&self) -> Option<Vec<Queued<J>>> {
        let mut state = self.lock();
        loop {
            state.waiting.retain(|queued| !queued.reply.is_abandoned());
            if state.is_worth_a_batch() {
                state.under_way += 1;
                let batch = state.next_batch();
                if state.call_one() {
                    self.wake.notify_one();
                }
                return Some(batch);
            }
            if state.is_closed && state.waiting.is_empty() {
                return None;
            }
            state = self.wait(state);
        }
    }

    /// Ends a batch; `deferred` were found to touch the same as others and go first in the next one. Whoever calls this
    /// takes the next batch, so nobody else is called.
    pub fn done(&self, deferred: Vec<Queued<J>>) {
        let mut state = self.lock();
        state.under_way = state.under_way.saturating_sub(1);
        for queued in deferred.into_iter().rev() {
            state.waiting.push_front(queued);
        }
    }

    /// Takes everything that waits, to tell it that the database is away.
    pub fn drain(&self) -> Vec<Queued<J>> {
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

    fn wait<'s>(&'s self, mut state: MutexGuard<'s, State<J>>) -> MutexGuard<'s, State<J>> {
        state.idle += 1;
        while state.called == 0 && !state.is_closed {
            state = self
                .wake
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.called = state.called.saturating_sub(1);
        state.idle -= 1;
        state
    }

    /// A panic elsewhere leaves the list as it was: every change to it is a single step.
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J: Batched> State<J> {
    fn admit(&mut self, now: Instant) -> Result<(), StoreError> {
        if !self.is_closed && self.pressure.admits(self.waiting.len(), now) {
            return Ok(());
        }
        Err(StoreError::Unavailable(
            "too many requests wait for the database".to_owned(),
        ))
    }

    fn is_worth_a_batch(&self) -> bool {
        let least = if self.under_way == 0 {
            1
        } else {
            WORTH_A_SECOND_BATCH
        };
        self.waiting.len() >= least
    }

    /// Whether an idle thread is to be woken: a wake-up costs a system call, and one that is called already need not be
    /// called again.
    fn call_one(&mut self) -> bool {
        let calls = self.is_worth_a_batch() && self.idle > self.called;
        self.called += usize::from(calls);
        calls
    }

    fn next_batch(&mut self) -> Vec<Queued<J>> {
        let mut touched: HashSet<u64> = HashSet::new();
        let mut batch = Vec::new();
        let mut left = VecDeque::new();
        while let Some(queued) = self.waiting.pop_front() {
            let is_free = queued.hashes.iter().all(|hash| !touched.contains(hash));
            // Also for those left behind: a later job must not overtake one that touches the same.
            touched.extend(&queued.hashes);
            if is_free {
                batch.push(queued);
            } else {
                left.push_back(queued);
            }
            if batch.len() == MAX_BATCH {
                break;
            }
        }
        left.append(&mut self.waiting);
        self.waiting = left;
        batch
    }
}

#[cfg(test)]
mod tests;
