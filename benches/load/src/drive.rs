//! Lets many connections work at once: as fast as they are answered (closed loop), or at a rate (open loop), where latency
//! counts from when a request was due, so that a stall of the server shows in everything that was due meanwhile.

use crate::http::Connection;
use crate::tally::Tally;
use crate::target::Target;
use crate::work::{Mode, Tokens, Worker};
use anyhow::{Context as _, Result};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, LocalSet};

/// One run.
pub struct Run<'r> {
    /// What is asked for.
    pub mode: Mode,
    /// Of whom.
    pub target: &'r Target,
    /// By how many connections.
    pub connections: usize,
    /// Requests a second; as many as are answered, where there is none.
    pub rate: Option<f64>,
    /// How long.
    pub duration: Duration,
    /// ID tokens, each used once.
    pub tokens: Tokens,
    /// ID tokens of those who hold a session before the clock starts; as many as connections.
    pub holders: &'r [String],
}

/// What came of it.
pub struct Came {
    /// What was seen.
    pub tally: Tally,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

/// When the requests of an open loop are due.
struct Schedule {
    start: Instant,
    end: Instant,
    every: Option<Duration>,
    next: AtomicU64,
}

impl Run<'_> {
    /// Runs it in this thread. `at_start` is called when every connection stands ready.
    pub fn run(&self, at_start: impl FnOnce() -> Result<()>) -> Result<Came> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        LocalSet::new().block_on(&runtime, self.drive(at_start))
    }

    async fn drive(&self, at_start: impl FnOnce() -> Result<()>) -> Result<Came> {
        let mut ready = Vec::with_capacity(self.connections);
        for number in 0..self.connections {
            let mut connection = Connection::open(self.target.address)
                .await
                .with_context(|| format!("{} takes no connection", self.target.address))?;
            let tokens = self.tokens.clone();
            let mut worker = Worker::new(self.mode, self.target.clone(), tokens, number);
            if self.mode.needs_session() {
                let token = self
                    .holders
                    .get(number)
                    .context("too few people hold a session")?;
                worker.begin(&mut connection, token).await?;
            }
            ready.push((connection, worker));
        }
        at_start()?;
        let start = Instant::now();
        let schedule = Rc::new(Schedule {
            start,
            end: start + self.duration,
            every: self.rate.map(|rate| Duration::from_secs_f64(1.0 / rate)),
            next: AtomicU64::new(0),
        });
        let mut working = JoinSet::new();
        for (connection, worker) in ready {
            working.spawn_local(work(connection, worker, Rc::clone(&schedule)));
        }
        let mut tally = Tally::new()?;
        while let Some(done) = working.join_next().await {
            tally.add(&done??)?;
        }
        Ok(Came {
            tally,
            elapsed: start.elapsed(),
        })
    }
}

async fn work(mut connection: Connection, mut worker: Worker, when: Rc<Schedule>) -> Result<Tally> {
    let mut tally = Tally::new()?;
    while let Some(due) = when.next_due() {
        // The timer is good to a millisecond, which is longer than an answer may take: a closed loop does not touch it.
        if due > Instant::now() {
            tokio::time::sleep_until(due.into()).await;
        }
        let Some((holds_session, request)) = worker.next() else {
            break;
        };
        match connection.exchange(&request).await {
            Ok(answer) => match worker.take(&connection, answer, holds_session) {
                Ok(()) => tally.answered(due.elapsed()),
                Err(kind) => tally.failed(kind),
            },
            Err(error) => {
                tally.failed(format!("connection: {}", error.kind()));
                connection = Connection::open(worker.address()).await?;
            }
        }
    }
    Ok(tally)
}

impl Schedule {
    /// When the next request is due; `None` once the time is over.
    fn next_due(&self) -> Option<Instant> {
        let due = match self.every {
            None => Instant::now(),
            Some(every) => {
                let number = self.next.fetch_add(1, Ordering::Relaxed);
                self.start + every.mul_f64(number as f64)
            }
        };
        (due < self.end).then_some(due)
    }
}
