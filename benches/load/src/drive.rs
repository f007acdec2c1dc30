//! Lets many connections work at once: as fast as they are answered (closed loop), or at a rate (open loop), where latency
//! counts from when a request was due, so that a stall of the server shows in everything that was due meanwhile.

use crate::http::Connection;
use crate::schedule::Schedule;
use crate::tally::Tally;
use crate::target::Target;
use crate::work::{Mode, Session, Tokens, Worker};
use anyhow::{Context as _, Result};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, LocalSet};

/// Before a server that takes no connection is asked again.
const PAUSE: Duration = Duration::from_millis(10);

/// One run.
pub struct Run<'r> {
    /// What is asked for.
    pub mode: Mode,
    /// Of whom; of several in turn.
    pub targets: &'r [Target],
    /// By how many connections.
    pub connections: usize,
    /// Requests a second; as many as are answered, where there is none.
    pub rate: Option<f64>,
    /// More is asked than can be answered, or even sent: latency counts from the sending, and what is not sent when the time
    /// is over is not sent at all.
    pub overload: bool,
    /// How long.
    pub duration: Duration,
    /// ID tokens.
    pub tokens: Tokens,
    /// Sessions, dealt out to the connections.
    pub sessions: Vec<Session>,
}

/// What came of it.
pub struct Came {
    /// What was seen.
    pub tally: Tally,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// How many requests were due, in an open loop.
    pub due: Option<u64>,
    /// The sessions, as the last answers left them.
    pub sessions: Vec<Session>,
}

impl Run<'_> {
    /// Runs it in this thread. `at_start` is called when every connection stands ready, `at_end` after the last answer.
    pub fn run<T>(
        self,
        at_start: impl FnOnce() -> Result<()>,
        at_end: impl FnOnce() -> Result<T>,
    ) -> Result<(Came, T)> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        LocalSet::new().block_on(&runtime, self.drive(at_start, at_end))
    }

    async fn drive<T>(
        self,
        at_start: impl FnOnce() -> Result<()>,
        at_end: impl FnOnce() -> Result<T>,
    ) -> Result<(Came, T)> {
        let mut dealt: Vec<Vec<Session>> = Vec::new();
        dealt.resize_with(self.connections, Vec::new);
        for (number, session) in self.sessions.into_iter().enumerate() {
            if let Some(hand) = dealt.get_mut(number % self.connections) {
                hand.push(session);
            }
        }
        let mut ready = Vec::with_capacity(self.connections);
        for ((number, sessions), target) in dealt
            .into_iter()
            .enumerate()
            .zip(self.targets.iter().cycle())
        {
            let connection = Connection::open(target.address).await.with_context(|| {
                format!(
                    "{} does not take {} connections; is `ulimit -n` high enough?",
                    target.address, self.connections
                )
            })?;
            let tokens = self.tokens.clone();
            let worker = Worker::new(self.mode, target.clone(), tokens, sessions, number);
            ready.push((connection, worker));
        }
        let tally = Rc::new(RefCell::new(Tally::new()?));
        at_start()?;
        let start = Instant::now();
        let overtime = if self.overload {
            Duration::ZERO
        } else {
            self.duration
        };
        let schedule = Rc::new(Schedule::start(
            self.duration,
            self.rate,
            self.connections,
            overtime,
        ));
        let mut working = JoinSet::new();
        for (connection, worker) in ready {
            let (when, tally) = (Rc::clone(&schedule), Rc::clone(&tally));
            working.spawn_local(work(connection, worker, when, tally, self.overload));
        }
        let mut sessions = Vec::new();
        while let Some(done) = working.join_next().await {
            sessions.extend(done?);
        }
        let elapsed = start.elapsed();
        let came = Came {
            tally: Rc::try_unwrap(tally)
                .ok()
                .context("nobody counts any more")?
                .into_inner(),
            elapsed,
            due: schedule.due(),
            sessions,
        };
        Ok((came, at_end()?))
    }
}

async fn work(
    mut connection: Connection,
    mut worker: Worker,
    when: Rc<Schedule>,
    tally: Rc<RefCell<Tally>>,
    overload: bool,
) -> Vec<Session> {
    let mut request = Vec::new();
    while let Some(due) = when.next().await {
        let Some(step) = worker.next(&mut request) else {
            break;
        };
        let sent = Instant::now();
        tally.borrow_mut().sent(sent.saturating_duration_since(due));
        let counts_from = if overload { sent } else { due };
        let closed = match connection.exchange(&request).await {
            Ok(answer) => {
                let latency = counts_from.elapsed();
                match worker.take(&connection, answer, step) {
                    Ok(()) => tally.borrow_mut().answered(latency),
                    Err(kind) if answer.status == 503 => {
                        tally
                            .borrow_mut()
                            .refused(latency, answer.retry_after, kind);
                    }
                    Err(kind) => tally.borrow_mut().failed(kind),
                }
                answer.closes
            }
            Err(error) => {
                tally
                    .borrow_mut()
                    .failed(format!("connection: {}", error.kind()));
                true
            }
        };
        if closed {
            let Some(again) = open_again(worker.address(), &when, &tally).await else {
                break;
            };
            connection = again;
        }
    }
    worker.into_sessions()
}

/// Another connection in place of one that broke; `None` once the time is over.
async fn open_again(
    address: std::net::SocketAddr,
    when: &Schedule,
    tally: &RefCell<Tally>,
) -> Option<Connection> {
    loop {
        match Connection::open(address).await {
            Ok(connection) => return Some(connection),
            Err(error) => tally
                .borrow_mut()
                .failed(format!("connecting: {}", error.kind())),
        }
        if when.is_over() {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
