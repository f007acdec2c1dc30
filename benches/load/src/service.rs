//! The service under test: this repository's `daemun serve`, built for release, as a process of its own.

use crate::database::Database;
use crate::folder::Folder;
use crate::kakao::{APP_KEY, Kakao};
use crate::port::free_port;
use crate::process::Process;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is started to tell how long that takes.
const STARTS: usize = 5;

/// A running `daemun serve`; it ends with the value.
#[derive(Debug)]
pub struct Service {
    process: Process,
    /// Its base URL.
    pub url: String,
    /// Where its metrics are.
    pub metrics: String,
    /// From its start until it listened.
    pub started_in: Duration,
    _folder: Folder,
}

/// Builds the program and tells where it is.
pub fn build() -> Result<PathBuf> {
    eprintln!("building daemun for release");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // Both programs are put into one folder, also where that is not the usual one.
    let beside = std::env::current_exe()?.with_file_name("daemun");
    let target = beside.ancestors().nth(2).context("a folder of cargo's")?;
    let built = Command::new("cargo")
        .args([
            "build",
            "--release",
            "--locked",
            "--quiet",
            "--bin",
            "daemun",
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(&root)
        .status()
        .context("cargo does not run")?;
    if !built.success() {
        bail!("daemun could not be built; `cargo build --release --bin daemun` tells why");
    }
    anyhow::ensure!(
        beside.is_file(),
        "{} is not there: start this program by `cargo run --release -p load`",
        beside.display()
    );
    Ok(beside)
}

/// Makes the tables.
pub fn migrate(program: &Path, database: &Database) -> Result<()> {
    let folder = Folder::make()?;
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

/// From start to ready on a database that is there: the median of several starts.
pub fn start_time(program: &Path, database: &Database, kakao: &Kakao) -> Result<Duration> {
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        times.push(Service::start(program, database, kakao, &[])?.started_in);
    }
    times.sort_unstable();
    times.get(STARTS / 2).copied().context("a median")
}

impl Service {
    /// Starts it and waits until it listens.
    pub fn start(
        program: &Path,
        database: &Database,
        kakao: &Kakao,
        more: &[(String, String)],
    ) -> Result<Self> {
        let folder = Folder::make()?;
        let metrics = format!("127.0.0.1:{}", free_port());
        let began = Instant::now();
        let mut command = Command::new(program);
        settings(&mut command, database, Some(kakao))
            .arg("serve")
            .current_dir(folder.path())
            .env("DAEMUN_METRICS_LISTEN", &metrics)
            .envs(more.iter().map(|(name, value)| (name, value)));
        let (process, seen) = Process::start(&mut command)?;
        let deadline = Instant::now() + PATIENCE;
        let mut said = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = seen.recv_timeout(left) else {
                bail!("daemun does not listen; it said:\n{said}");
            };
            if let Some(url) = listening(&line) {
                return Ok(Self {
                    process,
                    url,
                    metrics,
                    started_in: began.elapsed(),
                    _folder: folder,
                });
            }
            said.push_str(&line);
            said.push('\n');
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
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
        // The sessions that are opened before the first run live until the last.
        .env("DAEMUN_JWT_EXP", "43200")
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

fn listening(line: &str) -> Option<String> {
    let (before, rest) = line.split_once("http://")?;
    if !before.to_lowercase().contains("listening") {
        return None;
    }
    let end = rest.find(|next: char| !next.is_ascii_digit() && next != '.' && next != ':');
    let address = rest.get(..end.unwrap_or(rest.len()))?;
    Some(format!("http://{address}"))
}
