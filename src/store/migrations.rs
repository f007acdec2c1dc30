//! The tables: made where they are missing, left alone where they are.
//!
//! Steps are compiled in from `migrations/`. On PostgreSQL a step's parts each have a condition (see
//! `migrations/README.md`), and a role that may not create what is missing is told the statements for the owner.

mod parts;
mod postgres;
mod rights;
mod sqlite;

use super::connection::DbConnection;
use super::dial::Dial;

/// What a migration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Migrated {
    /// Everything was there.
    NothingToDo,
    /// These steps were run.
    Ran(Vec<String>),
}

/// Why the tables are not as they must be.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// No connection: the database may come back.
    #[error("cannot connect: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// The role may not create what is missing, or may not see the rows.
    #[error("{reason}; nothing was changed. The owner of the database must run:\n\n{statements}")]
    NotAllowed {
        /// What is missing.
        reason: String,
        /// SQL for the owner.
        statements: String,
    },
    /// A pooler in transaction mode stands in between.
    #[error(
        "a connection pooler in transaction mode stands before PostgreSQL: a session's settings do not stay. \
         Use a direct connection or a pooler in session mode (Supabase: port 5432 in place of 6543)"
    )]
    TransactionPooler,
    /// A statement failed.
    #[error("{what}: {error}")]
    Failed {
        /// Which.
        what: String,
        /// The database's error.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Makes what is missing.
pub fn migrate(dial: &Dial) -> Result<Migrated, MigrationError> {
    let mut line = dial.connect()?;
    match &mut line.conn {
        DbConnection::Postgres(conn) => {
            postgres::refuse_transaction_pooler(conn, dial)?;
            postgres::migrate(conn)
        }
        DbConnection::Sqlite(conn) => sqlite::migrate(conn),
    }
}

/// Tells whether everything is there, and changes nothing.
pub fn verify(dial: &Dial) -> Result<(), MigrationError> {
    let mut line = dial.connect()?;
    match &mut line.conn {
        DbConnection::Postgres(conn) => {
            postgres::refuse_transaction_pooler(conn, dial)?;
            postgres::verify(conn)
        }
        DbConnection::Sqlite(conn) => sqlite::verify(conn),
    }
}

fn failed(
    what: impl Into<String>,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> MigrationError {
    MigrationError::Failed {
        what: what.into(),
        error: error.into(),
    }
}
