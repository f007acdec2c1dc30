//! The service under test: this repository's `daemun serve`, built for release, as a process of its own.

use crate::database::Database;
use crate::kakao::{APP_KEY, Kakao};
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long it may take to start, and to be built.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `daemun serve`; it ends with the value.
pub struct Service {
    child: Child,
    /// Its base URL.
    pub url: String,
    /// Where its metrics are.
    pub metrics: String,
    /// From its start until it listened.
    pub started_in: Duration,
    _folder: TempDir,
}

/// Builds the program and tells where it is.
pub fn build() -> Result<PathBuf> {
    eprintln!("building daemun for release");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--bin", "daemun"])
        .current_dir(&root)
        .status()
        .context("cargo does not run")?;
    if !built.success() {
        bail!("daemun could not be built");
    }
    // Both programs are put into one folder.
    let beside = std::env::current_exe()?.with_file_name("daemun");
    anyhow::ensure!(beside.is_file(), "{} is not there", beside.display());
    Ok(beside)
}

/// Makes the tables.
pub fn migrate(program: &Path, database: &Database) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(program);
    let output = settings(&mut command, database, None)
        .arg("migrate")
        .current_dir(folder.path())
        .output()?;
    if !output.status.success() {
        bail!(
            "migrate failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

impl Service {
    /// Starts it and waits until it listens.
    pub fn start(
        program: &Path,
        database: &Database,
        kakao: &Kakao,
        more: &[(String, String)],
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let metrics = format!("127.0.0.1:{}", free_port()?);
        let began = Instant::now();
        let mut command = Command::new(program);
        let mut child = settings(&mut command, database, Some(kakao))
            .arg("serve")
            .current_dir(folder.path())
            .env("DAEMUN_METRICS_LISTEN", &metrics)
            .envs(more.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (lines, seen) = channel();
        follow(child.stdout.take().context("a pipe")?, lines.clone());
        follow(child.stderr.take().context("a pipe")?, lines);
        let mut service = Self {
            child,
            url: String::new(),
            metrics,
            started_in: Duration::ZERO,
            _folder: folder,
        };
        let deadline = Instant::now() + PATIENCE;
        let mut said = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = seen.recv_timeout(left) else {
                bail!("daemun does not listen; it said:\n{said}");
            };
            if let Some(url) = listening(&line) {
                service.started_in = began.elapsed();
                service.url = url;
                return Ok(service);
            }
            said.push_str(&line);
            said.push('\n');
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // One that ended by itself has been noticed by whoever asked it.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

fn settings<'c>(
    command: &'c mut Command,
    database: &Database,
    kakao: Option<&Kakao>,
) -> &'c mut Command {
    command
        .env_clear()
        .env("DAEMUN_API_HOST", "127.0.0.1")
        .env("DAEMUN_PORT", "0")
        .env("DAEMUN_DATABASE_URL", database.url())
        .env("DAEMUN_API_EXTERNAL_URL", "http://127.0.0.1:9999/auth/v1")
        .env("DAEMUN_SITE_URL", "http://127.0.0.1:3000")
        .env("DAEMUN_LOG_LEVEL", "info")
        .env("DAEMUN_LOG_FORMAT", "json");
    if let Some(kakao) = kakao {
        command
            .env("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true")
            .env("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", APP_KEY)
            .env("DAEMUN_EXTERNAL_KAKAO_URL", kakao.issuer());
        if let Some(authority) = kakao.authority() {
            command.env("SSL_CERT_FILE", authority);
        }
    }
    command
}

/// Reads a stream to its end, so that the service never waits for a reader.
fn follow(stream: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            drop(lines.send(line));
        }
    });
}

fn listening(line: &str) -> Option<String> {
    let (before, rest) = line.split_once("http://")?;
    if !before.to_lowercase().contains("listening") {
        return None;
    }
    let end = rest.find(|next: char| !next.is_ascii_digit() && next != '.' && next != ':');
    let address = rest.get(..end.unwrap_or(rest.len()))?;
    Some(format!("http://{address}"))
}

fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.port())
}
