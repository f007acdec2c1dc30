//! Lines reach the stream whole and in order, and nobody who logs waits for it.

use super::*;
use std::sync::mpsc::{Receiver, Sender, channel};

const EVER: Duration = Duration::from_mins(1);

/// A stream that shows each write and then holds it until it is let go, or refuses it if it is told so.
struct Held {
    writes: Sender<String>,
    gate: Receiver<io::Result<()>>,
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        self.writes.send(text).expect("the test still runs");
        // A test that has ended lets everything go.
        self.gate.recv().unwrap_or(Ok(()))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lines on their way to a held stream, and what the test sees of it.
struct Bench {
    lines: Lines,
    writes: Receiver<String>,
    gate: Sender<io::Result<()>>,
    told: Receiver<usize>,
}

impl Bench {
    fn of(capacity: usize) -> Self {
        let ((writes, seen), (gate, held), (tell, told)) = (channel(), channel(), channel());
        let stream = Held { writes, gate: held };
        let tell = move |lost| tell.send(lost).expect("the test still runs");
        Self {
            lines: Lines::start(stream, capacity, tell).expect("a thread"),
            writes: seen,
            gate,
            told,
        }
    }

    fn log(&self, line: &str) {
        (&self.lines)
            .write_all(line.as_bytes())
            .expect("no error ever");
    }

    fn next_write(&self) -> String {
        self.writes.recv_timeout(EVER).expect("a write")
    }

    fn let_go(&self) {
        self.gate.send(Ok(())).expect("the thread runs");
    }
}

#[test]
fn a_line_alone_is_written() {
    let bench = Bench::of(CAPACITY);

    bench.log("alone\n");

    assert_eq!(bench.next_write(), "alone\n");
}

#[test]
fn all_that_wait_are_written_at_once_and_in_order() {
    let bench = Bench::of(CAPACITY);
    bench.log("first\n");
    assert_eq!(bench.next_write(), "first\n");
    let hundred: Vec<String> = (0..100).map(|number| format!("{number}\n")).collect();

    for line in &hundred {
        bench.log(line);
    }
    bench.let_go();

    assert_eq!(bench.next_write(), hundred.concat());
}

#[test]
fn lines_of_many_threads_are_never_mixed() {
    let bench = Bench::of(CAPACITY);
    thread::scope(|scope| {
        for letter in ["a", "b", "c", "d"] {
            let lines = bench.lines.clone();
            scope.spawn(move || {
                let line = letter.repeat(50) + "\n";
                (0..100).for_each(|_| (&lines).write_all(line.as_bytes()).expect("no error"));
            });
        }
        let mut text = String::new();
        while text.len() < 400 * 51 {
            text += &bench.next_write();
            bench.let_go();
        }
        let is_whole = |line: &str| {
            ["a", "b", "c", "d"]
                .map(|letter| letter.repeat(50))
                .contains(&line.to_owned())
        };
        assert!(text.lines().all(is_whole), "{text}");
    });
}

#[test]
fn a_stream_that_stalls_holds_nobody_up_and_what_was_lost_is_told() {
    let bench = Bench::of(10);
    bench.log("first\n");
    bench.next_write();

    for _ in 0..5 {
        bench.log("1234\n");
    }
    bench.let_go();

    assert_eq!(bench.next_write(), "1234\n1234\n");
    assert!(
        bench.told.try_recv().is_err(),
        "told while there is no room"
    );
    bench.let_go();
    assert_eq!(bench.told.recv_timeout(EVER), Ok(3));
}

#[test]
fn what_a_stream_refused_is_told_once_it_takes_lines_again() {
    let bench = Bench::of(CAPACITY);
    bench.log("first\n");
    bench.next_write();
    bench.log("1\n");
    bench.log("2\n");
    bench.let_go();
    assert_eq!(bench.next_write(), "1\n2\n");

    let refusal = io::Error::from(io::ErrorKind::BrokenPipe);
    bench.gate.send(Err(refusal)).expect("the thread runs");
    bench.log("last\n");
    assert_eq!(bench.next_write(), "last\n");
    bench.let_go();

    assert_eq!(bench.told.recv_timeout(EVER), Ok(2));
}

#[test]
fn a_flush_waits_until_everything_is_written() {
    let bench = Bench::of(CAPACITY);
    bench.log("one\n");
    bench.let_go();

    assert!(bench.lines.flush(EVER));

    assert_eq!(bench.writes.try_recv().as_deref(), Ok("one\n"));
    assert!(bench.lines.flush(EVER), "nothing is left to write");
}

#[test]
fn a_flush_of_a_stream_that_is_stuck_ends_all_the_same() {
    let bench = Bench::of(CAPACITY);
    bench.log("one\n");
    bench.next_write();

    assert!(!bench.lines.flush(Duration::from_millis(1)));
}
