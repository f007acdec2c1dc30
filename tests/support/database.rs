//! A database of a test's own, and the macro that runs a test on both kinds.

use super::{left_out, postgres};
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};
use tempfile::TempDir;

/// Runs each test on SQLite and on PostgreSQL, as `<name>::sqlite` and `<name>::postgres`.
///
/// ```ignore
/// both_databases! {
///     fn a_returning_user_keeps_the_id(database: TestDatabase) { … }
/// }
/// ```
macro_rules! both_databases {
    ($($(#[$attribute:meta])* fn $name:ident($database:ident: TestDatabase) $body:block)+) => {
        $(
            $(#[$attribute])*
            #[cfg(test)]
            fn $name($database: $crate::support::database::TestDatabase) $body

            mod $name {
                use $crate::support::database::TestDatabase;

                #[test]
                fn sqlite() {
                    super::$name(TestDatabase::sqlite());
                }

                #[test]
                fn postgres() {
                    if let Some(database) = TestDatabase::postgres(concat!(module_path!(), "::postgres")) {
                        super::$name(database);
                    }
                }
            }
        )+
    };
}
pub(crate) use both_databases;

/// An empty database that nobody else uses.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    /// Removed with the value; a database on the shared server goes with the server.
    folder: Option<TempDir>,
}

impl TestDatabase {
    /// A SQLite file in a folder of its own.
    pub fn sqlite() -> Self {
        let folder = TempDir::with_prefix("daemun-sqlite-").expect("a temporary folder");
        Self {
            url: format!("sqlite://{}", folder.path().join("daemun.db").display()),
            folder: Some(folder),
        }
    }

    /// A database on this process's PostgreSQL. `None` where its programs are missing: then `test` is left out, and
    /// said to be.
    pub fn postgres(test: &str) -> Option<Self> {
        let Some(cluster) = postgres::shared() else {
            left_out::left_out(test, POSTGRES, POSTGRES_REMEDY);
            return None;
        };
        Some(Self::on(cluster))
    }

    /// A database on a server of the test's own.
    pub fn on(cluster: &postgres::Cluster) -> Self {
        Self {
            url: cluster.new_database(),
            folder: None,
        }
    }

    /// The same database on the server, for another service.
    pub fn again(&self) -> Self {
        Self {
            url: self.url.clone(),
            folder: None,
        }
    }

    /// The same database on the server, through another role that may log in.
    pub fn as_role(&self, role: &str) -> Self {
        let (_, place) = self.url.rsplit_once('@').expect("a URL of the test server");
        Self {
            url: format!("postgres://{role}@{place}"),
            folder: None,
        }
    }

    /// As `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.folder.is_none()
    }

    /// The rows of a query with one column of text, from outside the service.
    pub fn texts(&self, query: &str) -> Vec<String> {
        let query = diesel::sql_query(query);
        let rows: Vec<OneText> = match self.url.strip_prefix("sqlite://") {
            Some(path) => {
                query.load(&mut SqliteConnection::establish(path).expect("the file opens"))
            }
            None => query.load(
                &mut PgConnection::establish(&self.url)
                    .expect("the test server takes a connection"),
            ),
        }
        .expect("the query runs");
        rows.into_iter().map(|row| row.text).collect()
    }

    /// Runs statements from outside the service, as an operator would.
    pub fn execute(&self, statements: &str) {
        let done = match self.url.strip_prefix("sqlite://") {
            Some(path) => {
                let mut connection = SqliteConnection::establish(path).expect("the file opens");
                // The service may be writing.
                connection
                    .batch_execute("pragma busy_timeout = 10000")
                    .and_then(|()| connection.batch_execute(statements))
            }
            None => PgConnection::establish(&self.url)
                .expect("the test server takes a connection")
                .batch_execute(statements),
        };
        done.expect("the statements run");
    }
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    text: String,
}

/// What is missing where there is no PostgreSQL, as [`left_out`] puts it.
pub const POSTGRES: &str = "PostgreSQL server programs (initdb, pg_ctl, postgres)";
/// How to get it.
pub const POSTGRES_REMEDY: &str =
    "scripts/test installs them, or install Debian's package postgresql";
