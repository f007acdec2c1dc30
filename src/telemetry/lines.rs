//! Lines on their way to a stream: put into memory by whoever logs, and written by a thread of their own, all that wait at
//! once.
//!
//! A line by itself would cost a system call, and the reader behind a pipe a wake-up, on the thread that answers requests.
//! Nobody who logs waits for the stream: what finds no room is lost, counted, and told once there is room. An idle thread
//! sleeps without a timer.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

/// How many bytes may wait. As many again may be being written.
pub const CAPACITY: usize = 1024 * 1024;
/// How long a line waits for others: shorter than anybody notices, and long enough that a busy service writes two hundred
/// times a second and no more.
const GATHERING: Duration = Duration::from_millis(5);
/// Room of a buffer that is kept for the next lines; more was needed for a burst.
const KEPT: usize = 64 * 1024;

/// The way to one stream. Clones share it.
#[derive(Clone)]
pub struct Lines(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    capacity: usize,
    /// The writing thread has something to do.
    work: Condvar,
    /// It has nothing left to do.
    done: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    /// Lines for which there was no room, or that the stream refused, since that was last told.
    lost: usize,
    /// The thread sleeps, with everything written.
    sleeps: bool,
    /// So many wait until everything is written.
    flushing: usize,
}

/// What the writing thread takes.
struct Batch {
    bytes: Vec<u8>,
    lost: usize,
}

impl Lines {
    /// Starts the thread that writes to `stream`. `tell` is called, on that thread, with the number of lines that were
    /// lost, once the stream takes lines again; it may log.
    pub fn start(
        stream: impl Write + Send + 'static,
        capacity: usize,
        tell: impl Fn(usize) + Send + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            capacity,
            work: Condvar::new(),
            done: Condvar::new(),
        });
        let lines = Self(Arc::clone(&shared));
        thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_all_that_come(&shared, stream, tell))?;
        Ok(lines)
    }

    /// Waits until everything is on the stream, but no longer than `patience`; whether it is.
    pub fn flush(&self, patience: Duration) -> bool {
        let mut state = self.0.lock();
        state.flushing += 1;
        self.0.work.notify_one();
        let unfinished = |state: &mut State| !(state.sleeps && state.waiting.is_empty());
        let waited = self.0.done.wait_timeout_while(state, patience, unfinished);
        let (mut state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        state.flushing -= 1;
        !waited.timed_out()
    }

    /// Puts a line, with its end, where the thread takes it.
    fn append(&self, line: &[u8]) {
        let mut state = self.0.lock();
        if state.waiting.len() + line.len() > self.0.capacity {
            state.lost += 1;
            return;
        }
        let half = self.0.capacity / 2;
        let was_below_half = state.waiting.len() < half;
        state.waiting.extend_from_slice(line);
        let wakes = mem::take(&mut state.sleeps);
        let hurries = was_below_half && state.waiting.len() >= half;
        drop(state);
        if wakes || hurries {
            self.0.work.notify_one();
        }
    }
}

impl Shared {
    /// A panic while it was held can have cut no line in two: none happens between the first byte and the last.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for lines, and a little for more of them. `emptied` takes the place of the buffer that is handed over.
    fn take(&self, emptied: Vec<u8>) -> Batch {
        let mut state = self.lock();
        if state.waiting.is_empty() {
            state.sleeps = true;
            if state.flushing > 0 {
                self.done.notify_all();
            }
            let nothing = |state: &mut State| state.waiting.is_empty();
            let woken = self.work.wait_while(state, nothing);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        let half = self.capacity / 2;
        let has_time = |state: &mut State| state.flushing == 0 && state.waiting.len() < half;
        let gathered = self.work.wait_timeout_while(state, GATHERING, has_time);
        let (mut state, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        state.sleeps = false;
        Batch {
            bytes: mem::replace(&mut state.waiting, emptied),
            lost: mem::take(&mut state.lost),
        }
    }
}

fn write_all_that_come(shared: &Shared, mut stream: impl Write, tell: impl Fn(usize)) {
    let mut emptied = Vec::new();
    loop {
        let Batch { mut bytes, lost } = shared.take(emptied);
        match stream.write_all(&bytes).and_then(|()| stream.flush()) {
            Ok(()) if lost > 0 => tell(lost),
            Ok(()) => {}
            // There is no other place to say so; it is told if the stream ever takes lines again.
            Err(_) => shared.lock().lost += lost + lines_in(&bytes),
        }
        bytes.clear();
        bytes.shrink_to(KEPT);
        emptied = bytes;
    }
}

fn lines_in(bytes: &[u8]) -> usize {
    bytes.split_inclusive(|byte| *byte == b'\n').count()
}

/// One line: it is formatted whole before it is written.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.append(line);
        Ok(line.len())
    }

    /// Does nothing: who logs does not wait.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

#[cfg(test)]
mod tests;
