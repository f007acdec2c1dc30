//! Where a job is answered: a channel for one value, whose answers can be given to many at once.
//!
//! A wake-up from another thread is a system call and mostly a switch of threads. The members of a batch come from a handful of
//! threads, so one member of each is woken by [`WakeUps`], and it wakes the others of its thread, which costs a push to that thread's own
//! list.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};

/// A reply and the answer that it becomes. The answer is awaited by the thread that calls this.
pub fn channel<T>() -> (Reply<T>, Answer<T>) {
    let slot = Arc::new(Slot {
        thread: thread::current().id(),
        state: Mutex::new(State {
            value: Value::Awaited,
            waker: None,
            to_wake: Vec::new(),
        }),
    });
    (Reply(Arc::clone(&slot)), Answer(slot))
}

/// The side that answers. Dropped without an answer, it tells the other side that there will be none.
pub struct Reply<T>(Arc<Slot<T>>);

/// The side that waits: a future of the answer, or of `None` where there will be none.
pub struct Answer<T>(Arc<Slot<T>>);

/// Threads that are still to be woken; they are when this is dropped.
pub struct WakeUps<T>(Vec<WakeUp<T>>);

struct WakeUp<T> {
    slot: Arc<Slot<T>>,
    waker: Waker,
    others: Vec<Waker>,
}

struct Slot<T> {
    /// Of the side that waits.
    thread: ThreadId,
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Value<T>,
    waker: Option<Waker>,
    /// Others of the same thread, to be woken by this one.
    to_wake: Vec<Waker>,
}

enum Value<T> {
    Awaited,
    Given(T),
    /// There will be none.
    Withheld,
    /// It was taken, or nobody waits for it any more.
    Over,
}

impl<T> Reply<T> {
    /// Whether nobody waits any more.
    pub fn is_abandoned(&self) -> bool {
        matches!(self.0.lock().value, Value::Over)
    }

    /// Answers, and adds whoever waits to those who are to be woken. Tells whether anybody waits.
    pub fn give(self, value: T, wake_ups: &mut WakeUps<T>) -> bool {
        let mut state = self.0.lock();
        if matches!(state.value, Value::Over) {
            return false;
        }
        state.value = Value::Given(value);
        let waker = state.waker.take();
        drop(state);
        // Without one, the other side has not looked yet: it will find the value.
        if let Some(waker) = waker {
            wake_ups.add(&self.0, waker);
        }
        true
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        if matches!(state.value, Value::Awaited) {
            state.value = Value::Withheld;
            let waker = state.waker.take();
            drop(state);
            waker.into_iter().for_each(Waker::wake);
        }
    }
}

impl<T> Future for Answer<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.lock();
        let value = match std::mem::replace(&mut state.value, Value::Over) {
            Value::Awaited => {
                state.value = Value::Awaited;
                state.waker = Some(context.waker().clone());
                return Poll::Pending;
            }
            Value::Given(value) => Some(value),
            Value::Withheld | Value::Over => None,
        };
        let to_wake = std::mem::take(&mut state.to_wake);
        drop(state);
        to_wake.into_iter().for_each(Waker::wake);
        Poll::Ready(value)
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        let value = std::mem::replace(&mut state.value, Value::Over);
        let to_wake = std::mem::take(&mut state.to_wake);
        drop(state);
        drop(value);
        to_wake.into_iter().for_each(Waker::wake);
    }
}

impl<T> WakeUps<T> {
    /// Nobody yet.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    fn add(&mut self, slot: &Arc<Slot<T>>, waker: Waker) {
        let mut known = self.0.iter_mut();
        match known.find(|first| first.slot.thread == slot.thread) {
            Some(first) => first.others.push(waker),
            None => self.0.push(WakeUp {
                slot: Arc::clone(slot),
                waker,
                others: Vec::new(),
            }),
        }
    }
}

impl<T> Drop for WakeUps<T> {
    fn drop(&mut self) {
        for WakeUp {
            slot,
            waker,
            others,
        } in self.0.drain(..)
        {
            let mut state = slot.lock();
            let is_over = matches!(state.value, Value::Over);
            let others = if is_over {
                // It has looked by itself, or is gone: it will not wake anybody.
                others
            } else {
                state.to_wake = others;
                Vec::new()
            };
            drop(state);
            waker.wake();
            others.into_iter().for_each(Waker::wake);
        }
    }
}

impl<T> Slot<T> {
    /// A panic elsewhere leaves the state as it was: every change to it is a single step.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
