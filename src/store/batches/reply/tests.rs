//! Answers arrive, and threads are woken once.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A task that waits for an answer.
struct Task {
    woken: Arc<Woken>,
    answer: Option<Answer<u8>>,
}

impl Task {
    fn new() -> (Reply<u8>, Self) {
        let (reply, answer) = channel();
        let woken = Arc::default();
        let answer = Some(answer);
        (reply, Self { woken, answer })
    }

    fn poll(&mut self) -> Poll<Option<u8>> {
        let waker = Waker::from(Arc::clone(&self.woken));
        let answer = self.answer.as_mut().expect("still waiting");
        Pin::new(answer).poll(&mut Context::from_waker(&waker))
    }

    fn wake_ups(&self) -> usize {
        self.woken.0.load(Ordering::SeqCst)
    }
}

/// Three tasks of this thread that wait, and their replies.
fn three_waiting() -> (Vec<Reply<u8>>, [Task; 3]) {
    let (mut replies, mut tasks) = (Vec::new(), [(); 3].map(|()| None));
    for place in &mut tasks {
        let (reply, mut task) = Task::new();
        assert_eq!(task.poll(), Poll::Pending);
        replies.push(reply);
        *place = Some(task);
    }
    (replies, tasks.map(|task| task.expect("made above")))
}

fn give_all(replies: Vec<Reply<u8>>) -> WakeUps<u8> {
    let mut wake_ups = WakeUps::new();
    for (value, reply) in (1..).zip(replies) {
        assert!(reply.give(value, &mut wake_ups));
    }
    wake_ups
}

#[test]
fn nobody_is_woken_before_all_answers_are_given() {
    let (replies, tasks) = three_waiting();
    let wake_ups = give_all(replies);
    assert_eq!(tasks.each_ref().map(Task::wake_ups), [0, 0, 0]);
    drop(wake_ups);
}

#[test]
fn of_one_thread_one_is_woken_and_wakes_the_others_when_it_looks() {
    let (replies, mut tasks) = three_waiting();
    drop(give_all(replies));
    assert_eq!(tasks.each_ref().map(Task::wake_ups), [1, 0, 0]);
    assert_eq!(tasks[0].poll(), Poll::Ready(Some(1)));
    assert_eq!(tasks.each_ref().map(Task::wake_ups), [1, 1, 1]);
    assert_eq!(tasks[1].poll(), Poll::Ready(Some(2)));
    assert_eq!(tasks[2].poll(), Poll::Ready(Some(3)));
}

#[test]
fn one_that_goes_away_instead_of_looking_wakes_the_others_all_the_same() {
    let (replies, mut tasks) = three_waiting();
    drop(give_all(replies));
    drop(tasks[0].answer.take());
    assert_eq!(tasks.each_ref().map(Task::wake_ups), [1, 1, 1]);
}

#[test]
fn where_the_first_has_looked_by_itself_everybody_is_woken() {
    let (replies, mut tasks) = three_waiting();
    let wake_ups = give_all(replies);
    assert_eq!(tasks[0].poll(), Poll::Ready(Some(1)));
    drop(wake_ups);
    assert_eq!(tasks.each_ref().map(Task::wake_ups), [1, 1, 1]);
}

#[test]
fn tasks_of_other_threads_are_woken_by_themselves() {
    let (reply, mut task) = Task::new();
    assert_eq!(task.poll(), Poll::Pending);
    let (other_reply, mut other) = thread::spawn(Task::new).join().expect("no panic");
    assert_eq!(other.poll(), Poll::Pending);
    drop(give_all(vec![reply, other_reply]));
    assert_eq!([task.wake_ups(), other.wake_ups()], [1, 1]);
}

#[test]
fn an_answer_given_before_anybody_looks_is_found() {
    let (reply, mut task) = Task::new();
    drop(give_all(vec![reply]));
    assert_eq!(task.poll(), Poll::Ready(Some(1)));
}

#[test]
fn a_reply_that_is_dropped_says_that_there_will_be_none() {
    let (reply, mut task) = Task::new();
    assert_eq!(task.poll(), Poll::Pending);
    drop(reply);
    assert_eq!(task.wake_ups(), 1);
    assert_eq!(task.poll(), Poll::Ready(None));
}

#[test]
fn a_reply_knows_that_nobody_waits_any_more() {
    let (reply, task) = Task::new();
    assert!(!reply.is_abandoned());
    drop(task);
    assert!(reply.is_abandoned());
    assert!(!reply.give(1, &mut WakeUps::new()));
}
