//! When requests go out: at once after an answer (closed loop), or when they are due, whatever the answers (open loop).
//!
//! tokio's timer is good to a millisecond, which is longer than an answer may take. A thread of its own sleeps until the next
//! request is due, to about 0.1 ms, and gives the connections a permit for it.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The shortest sleep of a schedule that has many requests due at once in any case.
const SHORTEST: Duration = Duration::from_micros(500);
/// A schedule with less than this between two requests.
const CLOSE: Duration = Duration::from_micros(100);

/// When the requests of a run go out.
pub struct Schedule {
    times: Times,
    /// Until when requests go out that were due before the end.
    last: Instant,
    next: Cell<u64>,
    due: Arc<Semaphore>,
    _pace: Option<Pace>,
}

/// When the requests of an open loop are due; a closed loop's `every` is `None`.
#[derive(Debug, Clone, Copy)]
struct Times {
    start: Instant,
    end: Instant,
    every: Option<Duration>,
}

/// The thread that gives permits; it ends with the value.
struct Pace {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Schedule {
    /// From now for `duration`, `rate` requests a second or as many as are answered, for `connections` that wait. What was
    /// due and could not be sent for want of a free connection is sent late, for up to `overtime`.
    pub fn start(
        duration: Duration,
        rate: Option<f64>,
        connections: usize,
        overtime: Duration,
    ) -> Self {
        let start = Instant::now();
        let times = Times {
            start,
            end: start + duration,
            every: rate.map(|rate| Duration::from_secs_f64(1.0 / rate)),
        };
        let due = Arc::new(Semaphore::new(0));
        Self {
            last: times.end + overtime,
            _pace: times
                .every
                .map(|every| Pace::start(times, every, connections, Arc::clone(&due))),
            times,
            next: Cell::new(0),
            due,
        }
    }

    /// Waits until the next request goes out, and tells since when it has been due; `None` once the time is over.
    pub async fn next(&self) -> Option<Instant> {
        let Some(every) = self.times.every else {
            let now = Instant::now();
            return (now < self.times.end).then_some(now);
        };
        self.due.acquire().await.ok()?.forget();
        let number = self.next.replace(self.next.get() + 1);
        let due = self.times.start + every.mul_f64(number as f64);
        (due < self.times.end && Instant::now() < self.last).then_some(due)
    }

    /// Whether the time is over.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.last
    }

    /// How many requests were due in all, in an open loop.
    pub fn due(&self) -> Option<u64> {
        self.times
            .every
            .map(|every| self.times.due_by(self.times.end, every))
    }
}

impl Times {
    /// How many requests are due by `now`: the first at the start, none from the end on.
    fn due_by(&self, now: Instant, every: Duration) -> u64 {
        let length = self.end.saturating_duration_since(self.start);
        let past = now.saturating_duration_since(self.start);
        let all = length.as_secs_f64() / every.as_secs_f64();
        let due = past.as_secs_f64() / every.as_secs_f64();
        (due.floor() as u64 + 1).min(all.ceil() as u64)
    }
}

impl Pace {
    fn start(times: Times, every: Duration, connections: usize, due: Arc<Semaphore>) -> Self {
        let (stop, stopped) = channel();
        let thread = thread::spawn(move || pace(times, every, connections, &due, &stopped));
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            eprintln!("the thread that keeps the pace panicked");
        }
    }
}

fn pace(
    times: Times,
    every: Duration,
    connections: usize,
    due: &Semaphore,
    stopped: &Receiver<()>,
) {
    let shortest = if every < CLOSE {
        SHORTEST
    } else {
        Duration::ZERO
    };
    let mut given = 0;
    loop {
        let now = Instant::now();
        let by_now = times.due_by(now, every);
        due.add_permits(usize::try_from(by_now - given).unwrap_or(0));
        given = by_now;
        if now >= times.end {
            // Everybody who waits learns that nothing more is due.
            due.add_permits(connections);
            return;
        }
        let next = times.end.min(times.start + every.mul_f64(given as f64));
        let sleep = next.saturating_duration_since(Instant::now()).max(shortest);
        if stopped.recv_timeout(sleep) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Schedule, Times};
    use std::time::{Duration, Instant};

    #[test]
    fn as_many_requests_are_due_as_the_rate_says() {
        let start = Instant::now();
        let every = Duration::from_millis(10);
        let times = Times {
            start,
            end: start + Duration::from_millis(35),
            every: Some(every),
        };
        let due = [0, 9, 10, 29, 30, 34, 35, 99]
            .map(|millis| times.due_by(start + Duration::from_millis(millis), every));
        assert_eq!(due, [1, 1, 2, 3, 4, 4, 4, 4]);
    }

    #[tokio::test]
    async fn an_open_loop_gives_out_every_request_no_earlier_than_it_is_due() {
        let length = Duration::from_millis(50);
        let schedule = Schedule::start(length, Some(1_000.0), 1, length);
        let mut seen = 0;
        while let Some(due) = schedule.next().await {
            assert!(Instant::now() >= due);
            seen += 1;
        }
        assert_eq!((seen, schedule.due()), (50, Some(50)));
    }

    #[tokio::test]
    async fn everybody_who_waits_learns_that_the_time_is_over() {
        let schedule = Schedule::start(Duration::from_millis(1), Some(1.0), 2, Duration::ZERO);
        let wait = || async { while schedule.next().await.is_some() {} };
        tokio::join!(wait(), wait());
        assert!(schedule.is_over());
    }
}
