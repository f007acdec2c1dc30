//! A PostgreSQL server of this test process's own: made once, in a temporary folder, on a loopback port, and gone with the
//! process however it ends.

use super::guard::Guard;
use super::programs::Programs;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

/// The server that the tests of this process share, each with a database of its own; `None` where PostgreSQL's programs
/// are missing.
pub fn shared() -> Option<&'static Cluster> {
    static SHARED: LazyLock<Option<Cluster>> = LazyLock::new(|| {
        Programs::find().map(|programs| Cluster::start(programs, Durability::Fast))
    });
    SHARED.as_ref()
}

/// Whether the server waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` off: quick, for every test that does not stop the server.
    Fast,
    /// As PostgreSQL comes: what it has acknowledged survives a stop without warning.
    Durable,
}

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    _guard: Guard,
}

impl Cluster {
    /// Makes a server and starts it.
    pub fn start(programs: Programs, durability: Durability) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("daemun-postgres-")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        programs.give(&folder);
        let guard = guard(&programs, &folder);
        initialise(&programs, &folder, durability);
        let port = free_port();
        let cluster = Self {
            programs,
            folder,
            port,
            databases: AtomicU32::new(0),
            _guard: guard,
        };
        cluster.start_again();
        cluster
    }

    /// Makes an empty database and tells its URL.
    pub fn new_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        let mut connection = PgConnection::establish(&self.url("postgres"))
            .expect("the test server takes a connection");
        connection
            .batch_execute(&format!("create database {name}"))
            .expect("the test server makes a database");
        self.url(&name)
    }

    /// The programs that run it.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Ends the server without warning: no buffer is written, no connection is told.
    pub fn stop_immediately(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Starts the server after it was stopped, on the same port, and waits until it takes connections.
    pub fn start_again(&self) {
        let log = self.folder.join("log");
        let port = format!("-p {}", self.port);
        let arguments = ["-l", path_text(&log), "-o", &port, "start"];
        self.control(&arguments);
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn control(&self, arguments: &[&str]) {
        let data = self.folder.join("data");
        let status = self
            .programs
            .command(&self.programs.path("pg_ctl"), &self.folder)
            .args(["-w", "-t", "60", "-D", path_text(&data)])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("pg_ctl runs");
        assert!(
            status.success(),
            "pg_ctl {arguments:?} failed; the server said:\n{}",
            std::fs::read_to_string(self.folder.join("log"))
                .unwrap_or_else(|error| error.to_string())
        );
    }
}

/// Stops the server and removes its folder once this process is gone. Where that was killed while the server was being
/// made, `initdb` writes on for a moment, so that one attempt may not be enough.
const STOP_AND_REMOVE: &str = r#"
attempts=0
while [ -e "$3" ] && [ "$attempts" -lt 100 ]; do
    "$1" -D "$2" -m immediate stop
    rm -rf "$3" || sleep 0.1
    attempts=$((attempts + 1))
done"#;

fn guard(programs: &Programs, folder: &Path) -> Guard {
    let pg_ctl = programs.path("pg_ctl");
    let data = folder.join("data");
    Guard::over(
        programs.command(Path::new("sh"), Path::new("/")),
        STOP_AND_REMOVE,
        &[path_text(&pg_ctl), path_text(&data), path_text(folder)],
    )
}

fn initialise(programs: &Programs, folder: &Path, durability: Durability) {
    let data = folder.join("data");
    let mut initdb = programs.command(&programs.path("initdb"), folder);
    initdb.args([
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        "-N",
    ]);
    succeed(initdb.args(["-D", path_text(&data)]));
    let settings = data.join("postgresql.conf");
    let mut text = std::fs::read_to_string(&settings).expect("initdb wrote its settings");
    text.push_str(SETTINGS);
    text.push_str("unix_socket_directories = '");
    text.push_str(path_text(folder));
    text.push_str("'\n");
    if durability == Durability::Fast {
        text.push_str("fsync = off\nfull_page_writes = off\n");
    }
    std::fs::write(&settings, text).expect("the settings can be written");
}

/// The time zone is not UTC, so that whoever forgets to say UTC is found out.
const SETTINGS: &str =
    "listen_addresses = '127.0.0.1'\nmax_connections = 200\ntimezone = 'Asia/Seoul'\n";

/// A port below those that the system deals out: a client that knocks while the server is down can then neither be given
/// the port as its own, nor reach itself.
fn free_port() -> u16 {
    // No two servers of this process try the same one, however close together they start.
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 15_000 + u16::try_from(std::process::id() % 10_000).expect("below 10,000");
    (0..5_000)
        .map(|_| start + NEXT.fetch_add(1, Ordering::Relaxed) % 5_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one of 5,000 ports is free")
}

fn succeed(command: &mut Command) {
    let output = command.output().expect("PostgreSQL's program starts");
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn path_text(path: &Path) -> &str {
    path.to_str()
        .expect("temporary folders have readable names")
}
