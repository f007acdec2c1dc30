//! A transaction whose caller learns whether COMMIT was reached: only what had not reached it may be run again.
//!
//! SQLite begins IMMEDIATE: a transaction that reads first and writes later fails otherwise as soon as another writes.

use super::connection::DbConnection;
use diesel::connection::SimpleConnection as _;
use diesel::result::{Error, QueryResult};

/// Why a transaction did not come to its end.
#[derive(Debug)]
pub struct Aborted {
    /// The database's error.
    pub error: Error,
    /// COMMIT was sent: nobody knows whether it took effect.
    pub reached_commit: bool,
}

/// Runs `work` and commits; rolls back if it fails.
pub fn transaction<T>(
    conn: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> Result<T, Aborted> {
    let before_commit = |error| Aborted {
        error,
        reached_commit: false,
    };
    let begin = match conn {
        DbConnection::Postgres(_) => "BEGIN",
        DbConnection::Sqlite(_) => "BEGIN IMMEDIATE",
    };
    conn.batch_execute(begin).map_err(before_commit)?;
    match work(conn) {
        Ok(value) => match conn.batch_execute("COMMIT") {
            Ok(()) => Ok(value),
            Err(error) => {
                roll_back(conn);
                Err(Aborted {
                    error,
                    reached_commit: true,
                })
            }
        },
        Err(error) => {
            roll_back(conn);
            Err(before_commit(error))
        }
    }
}

/// A connection that cannot roll back is noticed as lost by the pool, which asks it before it is used again.
fn roll_back(conn: &mut DbConnection) {
    if let Err(error) = conn.batch_execute("ROLLBACK") {
        tracing::debug!(%error, "a transaction could not be rolled back; its connection is dropped");
    }
}
