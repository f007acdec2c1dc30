//! The built binary as a process of its own, in a clean environment and a folder of its own.

use super::client::Client;
use super::database::TestDatabase;
use super::kakao::Kakao;
use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a debug build may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `daemun`; killed when dropped.
#[derive(Debug)]
pub struct Binary {
    child: Child,
    address: SocketAddr,
    lines: Receiver<String>,
    output: Arc<Mutex<String>>,
    _folder: TempDir,
}

impl Binary {
    /// Runs `daemun serve` with these variables and no others, on a free port, and waits until it listens.
    pub fn serve(variables: &[(&str, &str)]) -> Self {
        let mut all = vec![("DAEMUN_API_HOST", "127.0.0.1"), ("DAEMUN_PORT", "0")];
        all.extend(variables);
        Self::run(&["serve"], &all, "listening")
    }

    /// Runs `daemun dev` on free ports, and waits until it says where its demo page is.
    pub fn dev() -> Self {
        Self::run(&["dev", "--port", "0"], &[], "demo page")
    }

    /// Waits for a line with `word` in it, which holds the address.
    fn run(arguments: &[&str], variables: &[(&str, &str)], word: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_daemun"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("TMPDIR", folder.path())
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let (lines, seen) = channel();
        let output = Arc::new(Mutex::new(String::new()));
        follow(child.stdout.take().expect("a pipe"), &lines, &output);
        follow(child.stderr.take().expect("a pipe"), &lines, &output);
        drop(lines);
        let address = wait_for_address(&seen, word);
        let mut binary = Self {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            lines: seen,
            output,
            _folder: folder,
        };
        binary.address =
            address.unwrap_or_else(|| panic!("daemun does not listen:\n{}", binary.output()));
        binary
    }

    /// Runs it on `database`, with `kakao` as its Kakao, and with more variables or other ones.
    pub fn serve_with(database: &TestDatabase, kakao: &Kakao, more: &[(&str, &str)]) -> Self {
        let mut variables = vec![
            ("DAEMUN_DATABASE_URL", database.url()),
            ("DAEMUN_API_EXTERNAL_URL", "http://127.0.0.1/auth/v1"),
            ("DAEMUN_JWT_AUD", "authenticated"),
            ("DAEMUN_JWT_DEFAULT_GROUP_NAME", "authenticated"),
            ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
            ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", Kakao::APP_KEY),
            ("DAEMUN_EXTERNAL_KAKAO_URL", kakao.url()),
        ];
        variables.extend(more);
        Self::serve(&variables)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base, as `createClient` takes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// What it has printed so far, to either stream.
    pub fn output(&self) -> String {
        self.output
            .lock()
            .expect("nobody panicked while printing")
            .clone()
    }

    /// Everything that it prints until it has ended. What it has printed so far may not have been read yet.
    pub fn whole_output(self) -> String {
        let output = Arc::clone(&self.output);
        let ended = self.terminate();
        let output = output.lock().expect("nobody panicked while printing");
        assert!(ended.success(), "it ended with {ended}:\n{output}");
        output.clone()
    }

    /// SIGKILL: it can finish nothing.
    pub fn kill(mut self) {
        self.child.kill().expect("it still ran");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM, and how it ended.
    pub fn terminate(mut self) -> ExitStatus {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &process]).status();
        assert!(sent.expect("kill runs").success());
        // Both streams close when it ends.
        let deadline = Instant::now() + PATIENCE;
        let silence = loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(_) => {}
                Err(silence) => break silence,
            }
        };
        assert_eq!(
            silence,
            RecvTimeoutError::Disconnected,
            "it did not end:\n{}",
            self.output()
        );
        self.child.wait().expect("it ends")
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        // After kill and terminate there is no process any more, which is no failure here.
        if self.child.kill().is_ok() {
            self.child.wait().expect("it ends");
        }
    }
}

/// Keeps what `stream` says, and passes its lines on while anybody listens.
fn follow(stream: impl Read + Send + 'static, lines: &Sender<String>, output: &Arc<Mutex<String>>) {
    let (lines, output) = (lines.clone(), Arc::clone(output));
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut output = output.lock().expect("nobody panicked while printing");
            output.push_str(&line);
            output.push('\n');
            drop(output);
            drop(lines.send(line));
        }
    });
}

/// The address in the line that has `word` in it; `None` if it ends or the time is over before there is one.
fn wait_for_address(lines: &Receiver<String>, word: &str) -> Option<SocketAddr> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = lines.recv_timeout(left).ok()?;
        let found = line
            .to_lowercase()
            .contains(word)
            .then(|| address_in(&line))
            .flatten();
        if found.is_some() {
            return found;
        }
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let end = rest.find(|next: char| !next.is_ascii_digit() && next != '.' && next != ':');
    rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
}
