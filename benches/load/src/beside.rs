//! Another server beside the service: a script of the reader's that turns into it (`exec`), on the run's own database, so
//! that both have the same disk, the same people and the same tokens.
//!
//! The script gets `DATABASE_URL`, `PORT`, `KAKAO_CLIENT_ID` and `SSL_CERT_FILE` (the stand-in Kakao's certificate) in its
//! environment. It starts on an empty database with a schema `auth`, and makes its tables there itself.

use crate::database::Database;
use crate::kakao::{APP_KEY, Kakao};
use crate::port::free_port;
use crate::process::Process;
use anyhow::{Context as _, Result, bail};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// How long it may take to make its tables and to start.
const PATIENCE: Duration = Duration::from_mins(2);
/// Between two knocks at its port.
const PAUSE: Duration = Duration::from_millis(50);

/// The other server; it ends with the value.
#[derive(Debug)]
pub struct Beside {
    process: Process,
    /// Its base URL.
    pub url: String,
}

impl Beside {
    /// Starts `script` and waits until its port answers.
    pub fn start(script: &Path, database: &Database, kakao: &Kakao) -> Result<Self> {
        let authority = kakao
            .authority()
            .context("the stand-in Kakao speaks no https")?;
        let port = free_port();
        let script = std::path::absolute(script)?;
        let mut command = Command::new(&script);
        command
            .env(
                "DATABASE_URL",
                format!("{}?search_path=auth", database.url()),
            )
            .env("PORT", port.to_string())
            .env("KAKAO_CLIENT_ID", APP_KEY)
            .env("SSL_CERT_FILE", authority);
        let name = script.display();
        eprintln!("starting {name}");
        let (process, lines) = Process::start(&mut command).with_context(|| {
            format!("{name} must be a program or a script that may be executed")
        })?;
        let (deadline, mut said) = (Instant::now() + PATIENCE, String::new());
        loop {
            match lines.recv_timeout(PAUSE) {
                Ok(line) => {
                    said.push_str(&line);
                    said.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => bail!(
                    "{name} ended before it listened on port {port} ($PORT); it said: {}",
                    or_nothing(&said)
                ),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                let url = format!("http://127.0.0.1:{port}");
                return Ok(Self { process, url });
            }
            if Instant::now() > deadline {
                bail!(
                    "{name} does not listen on port {port} ($PORT); it said: {}",
                    or_nothing(&said)
                );
            }
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

fn or_nothing(said: &str) -> &str {
    if said.is_empty() { "nothing" } else { said }
}
