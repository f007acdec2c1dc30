//! What goes into a batch, in which order, and what is refused.

use super::*;
use crate::store::batches::reply::{Answer, channel};
use crate::store::gateway::Lines;
use std::time::Duration;

/// A job that touches one thing.
#[derive(Debug, PartialEq, Eq)]
struct Touch(u32, &'static str);

impl Batched for Touch {
    type Outcome = ();
    type Key<'a> = &'a str;

    fn keys(&self) -> Vec<&str> {
        vec![self.1]
    }

    fn run(_: &Lines, batch: &[&Self]) -> Result<Vec<Option<()>>, StoreError> {
        Ok(batch.iter().map(|_| Some(())).collect())
    }

    fn count(&self, (): &(), _: &Lines) {}

    fn count_batch(_: &Lines, _: usize) {}
}

type Waiting = Answer<Result<(), StoreError>>;

fn put(queue: &Queue<Touch>, job: Touch, now: Instant) -> Result<Waiting, StoreError> {
    let (reply, answer) = channel();
    queue.put(Queued::new(job, reply), now)?;
    Ok(answer)
}

/// A queue of jobs that are numbered in their order, and those who wait for them.
fn queue_of(touched: &[&'static str]) -> (Queue<Touch>, Vec<Waiting>) {
    let queue = Queue::new();
    let waiting = (0..).zip(touched).map(|(number, what)| {
        put(&queue, Touch(number, what), Instant::now()).expect("there is room")
    });
    let waiting = waiting.collect();
    (queue, waiting)
}

fn numbers(batch: Option<Vec<Queued<Touch>>>) -> Vec<u32> {
    let batch = batch.expect("not closed");
    batch.iter().map(|queued| queued.job.0).collect()
}

#[test]
fn a_batch_is_all_that_waits_in_its_order() {
    let (queue, _waiting) = queue_of(&["a", "b", "c"]);
    assert_eq!(numbers(queue.take()), [0, 1, 2]);
    assert_eq!(queue.len(), 0);
}

#[test]
fn who_touches_the_same_waits_for_the_next_batch() {
    let (queue, _waiting) = queue_of(&["a", "b", "a", "c", "a"]);
    assert_eq!(numbers(queue.take()), [0, 1, 3]);
    queue.done(Vec::new());
    assert_eq!(numbers(queue.take()), [2]);
    queue.done(Vec::new());
    assert_eq!(numbers(queue.take()), [4]);
}

#[test]
fn a_batch_ends_at_its_limit() {
    let names: Vec<&'static str> = (0..=MAX_BATCH)
        .map(|number| &*number.to_string().leak())
        .collect();
    let (queue, _waiting) = queue_of(&names);
    assert_eq!(numbers(queue.take()).len(), MAX_BATCH);
    assert_eq!(queue.len(), 1);
}

#[test]
fn who_was_put_back_goes_first() {
    let (queue, mut waiting) = queue_of(&["a", "b"]);
    let batch = queue.take().expect("two jobs");
    waiting.push(put(&queue, Touch(2, "c"), Instant::now()).expect("there is room"));
    queue.done(batch);
    assert_eq!(numbers(queue.take()), [0, 1, 2]);
}

#[test]
fn whom_nobody_waits_for_any_more_is_left_out() {
    let (queue, mut waiting) = queue_of(&["a", "b", "c"]);
    drop(waiting.remove(1));
    assert_eq!(numbers(queue.take()), [0, 2]);
}

#[test]
fn while_a_batch_is_under_way_a_second_begins_with_many_only() {
    let names: Vec<&'static str> = (0..WORTH_A_SECOND_BATCH)
        .map(|number| &*number.to_string().leak())
        .collect();
    let (queue, mut waiting) = queue_of(&["first"]);
    assert_eq!(numbers(queue.take()), [0]);
    for name in names.iter().skip(1) {
        waiting.push(put(&queue, Touch(1, name), Instant::now()).expect("there is room"));
    }
    assert!(!queue.lock().is_worth_a_batch());
    waiting.push(put(&queue, Touch(1, "last"), Instant::now()).expect("there is room"));
    assert_eq!(numbers(queue.take()).len(), WORTH_A_SECOND_BATCH);
}

#[test]
fn a_queue_that_stays_long_refuses_and_says_why() {
    let (queue, start) = (Queue::new(), Instant::now());
    let names = (0..=MAX_BATCH).map(|number| &*number.to_string().leak());
    let _waiting: Vec<Waiting> = names
        .map(|name| put(&queue, Touch(0, name), start).expect("there is room"))
        .collect();
    let later = start + Duration::from_secs(1);
    let refused = put(&queue, Touch(1, "late"), later).map(drop);
    let reason = StoreError::Unavailable("too many requests wait for the database".to_owned());
    assert_eq!(refused, Err(reason));
    assert_eq!(queue.len(), MAX_BATCH + 1);
}

#[test]
fn a_closed_queue_gives_what_waits_takes_nothing_more_and_ends() {
    let (queue, _waiting) = queue_of(&["a"]);
    queue.close();
    assert!(put(&queue, Touch(1, "b"), Instant::now()).is_err());
    assert_eq!(numbers(queue.take()), [0]);
    queue.done(Vec::new());
    assert!(queue.take().is_none());
}
