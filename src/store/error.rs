//! Why the store did not do what it was asked.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Two kinds, because the caller can do two things: come back later, or report a fault of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database is away or busy; the same call may succeed in a moment.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The database refused a statement of ours.
    #[error("database error: {0}")]
    Failed(String),
}

impl StoreError {
    /// Judges an error of the database's by its kind; texts are only looked at where diesel has no kind.
    pub fn judge(error: &DieselError) -> Self {
        if is_connection_lost(error) || is_busy(error) {
            Self::Unavailable(error.to_string())
        } else {
            Self::Failed(describe(error))
        }
    }
}

/// Whether the connection is of no use any more.
pub fn is_connection_lost(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::BrokenTransactionManager
            | DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _
            )
    )
}

/// Whether the same statements may succeed if they are run again: somebody else was in the way.
pub fn may_succeed_again(error: &DieselError) -> bool {
    is_busy(error)
        || matches!(
            error,
            // A compare-and-swap that found another value than was read.
            DieselError::RollbackTransaction
                | DieselError::DatabaseError(
                    DatabaseErrorKind::UniqueViolation
                        | DatabaseErrorKind::ForeignKeyViolation
                        | DatabaseErrorKind::SerializationFailure,
                    _
                )
        )
}

fn is_busy(error: &DieselError) -> bool {
    const BUSY: [&str; 8] = [
        "database is locked",
        "database table is locked",
        "deadlock detected",
        "canceling statement due to lock timeout",
        "canceling statement due to statement timeout",
        "the database system is starting up",
        "the database system is shutting down",
        "cannot execute",
    ];
    match error {
        DieselError::DatabaseError(
            DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ReadOnlyTransaction,
            _,
        ) => true,
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) => {
            let message = info.message();
            BUSY.iter().any(|text| message.contains(text))
        }
        _ => false,
    }
}

/// Names the constraint and the table, never the values: a message of PostgreSQL's may quote a row.
fn describe(error: &DieselError) -> String {
    match error {
        DieselError::DatabaseError(kind, info) => {
            let table = info.table_name().unwrap_or("-");
            let constraint = info.constraint_name().unwrap_or("-");
            match kind {
                DatabaseErrorKind::Unknown => info.message().to_owned(),
                _ => format!("{kind:?} (table {table}, constraint {constraint})"),
            }
        }
        other => other.to_string(),
    }
}
