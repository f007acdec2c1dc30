//! A process that this program starts, and that ends with it, however it ends: a [`Guard`] outlives both and kills what is
//! left of the process's group.

use crate::guard::Guard;
use anyhow::{Context as _, Result};
use std::io::{self, BufRead as _, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// A running process; it ends with the value.
#[derive(Debug)]
pub struct Process {
    child: Child,
    guard: Option<Guard>,
}

impl Process {
    /// Starts `command`, and gives the lines that it says on both streams for as long as somebody listens.
    pub fn start(command: &mut Command) -> Result<(Self, Receiver<String>)> {
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", command.get_program().display()))?;
        let group = format!("-{}", child.id());
        let kill = "kill -s KILL -- \"$1\"";
        let guard = Some(Guard::over(Command::new("sh"), kill, &[&group]));
        let (lines, said) = channel();
        let streams = (child.stdout.take(), child.stderr.take());
        let process = Self { child, guard };
        follow(streams.0.context("a pipe")?, lines.clone());
        follow(streams.1.context("a pipe")?, lines);
        Ok((process, said))
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Killed first and waited for afterwards, so that the number is not given to another process in between.
        drop(self.guard.take());
        if let Err(error) = self.child.wait() {
            eprintln!("process {} cannot be waited for: {error}", self.child.id());
        }
    }
}

/// Reads a stream to its end, so that the process never waits for a reader; once nobody listens, without looking at it.
fn follow(stream: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while stream.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
            if lines.send(line.trim_end().to_owned()).is_err() {
                break;
            }
            line.clear();
        }
        drop(lines);
        // A pipe that breaks has nobody at its other end.
        drop(io::copy(&mut stream, &mut io::sink()));
    });
}
