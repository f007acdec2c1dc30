//! How a connection is made and set up: which database is told by the URL's scheme, and every setting that a guarantee
//! rests on is set by us on every connection.

use super::connection::DbConnection;
use super::error::is_connection_lost;
use super::postgres_url;
use crate::config::Secret;
use crate::config::database::DatabaseUrl;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use std::path::{Path, PathBuf};

/// WAL with FULL: a commit is on disk before it is answered. Readers do not wait for the writer.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 3000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

/// `remote_apply` is stronger than `on`, and an operator may have chosen it.
///
/// Every statement of ours looks a few rows up by their keys. The planner, which takes a JSON document for a hundred rows,
/// would rather read a table of ten thousand whole and hash it than look twice into an index: so joins are loops over an index.
const POSTGRES_SETTINGS: &str = "SET search_path TO daemun, auth; SET TIME ZONE 'UTC'; \
     SET enable_hashjoin TO off; SET enable_mergejoin TO off; \
     SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') \
       WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false); \
     SET lock_timeout TO '2s'; SET statement_timeout TO '8s'; SET idle_in_transaction_session_timeout TO '10s';";

/// Where to connect to.
#[derive(Debug, Clone)]
pub enum Dial {
    /// A server; the URL is complete and may hold a password.
    Postgres(Secret),
    /// A file.
    Sqlite(PathBuf),
}

/// A connection that knows whether it is still of use.
pub struct Line {
    /// The connection itself.
    pub conn: DbConnection,
    is_lost: bool,
}

impl Dial {
    /// Takes the configured URL; `authorities` is the file that TLS to PostgreSQL checks certificates with, where the
    /// URL asks for that and names none.
    pub fn new(url: &DatabaseUrl, authorities: Option<&Path>) -> Self {
        match url {
            DatabaseUrl::Sqlite(path) => Self::Sqlite(path.clone()),
            DatabaseUrl::Postgres(url) => Self::Postgres(Secret::new(postgres_url::complete(
                url.expose(),
                authorities,
            ))),
        }
    }

    /// Makes a connection and sets it up.
    pub fn connect(&self) -> Result<Line, diesel::ConnectionError> {
        let mut conn = match self {
            Self::Postgres(url) => DbConnection::Postgres(PgConnection::establish(url.expose())?),
            Self::Sqlite(path) => DbConnection::Sqlite(open_file(path)?),
        };
        let settings = match self {
            Self::Postgres(_) => POSTGRES_SETTINGS,
            Self::Sqlite(_) => SQLITE_SETTINGS,
        };
        conn.batch_execute(settings)
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(Line {
            conn,
            is_lost: false,
        })
    }

    /// Which database this is, without a password.
    pub fn describe(&self) -> String {
        match self {
            Self::Postgres(url) => postgres_url::describe(url.expose()),
            Self::Sqlite(path) => format!("SQLite at {}", path.display()),
        }
    }
}

impl Line {
    /// Notes that an error came out of this connection; tells whether it is lost. An error that has no kind of its own
    /// (a server that was stopped says so in words) is found out by asking once more.
    pub fn note(&mut self, error: &diesel::result::Error) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        let unclear = matches!(
            error,
            Error::DatabaseError(DatabaseErrorKind::Unknown, _) | Error::BrokenTransactionManager
        );
        self.is_lost |= is_connection_lost(error)
            || (unclear && matches!(self.conn, DbConnection::Postgres(_)) && !self.answers());
        self.is_lost
    }

    /// Whether the connection is of no use any more.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    fn answers(&mut self) -> bool {
        self.conn.batch_execute("ROLLBACK; SELECT 1").is_ok()
    }
}

impl r2d2::ManageConnection for Dial {
    type Connection = Line;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<Line, diesel::ConnectionError> {
        Self::connect(self)
    }

    fn is_valid(&self, line: &mut Line) -> Result<(), diesel::ConnectionError> {
        line.conn
            .batch_execute("SELECT 1")
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, line: &mut Line) -> bool {
        line.is_lost
    }
}

/// The file holds refresh tokens' keys and maybe our signing key: only its owner may read it. SQLite gives its `-wal` and
/// `-shm` the same mode.
fn open_file(path: &Path) -> Result<SqliteConnection, diesel::ConnectionError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let refuse = |what: String| diesel::ConnectionError::BadConnection(what);
    std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| refuse(format!("{}: {error}", path.display())))?;
    let absolute = std::path::absolute(path).map_err(|error| refuse(error.to_string()))?;
    let text = absolute
        .to_str()
        .ok_or_else(|| refuse(format!("{} is not UTF-8", path.display())))?;
    SqliteConnection::establish(text)
}
