//! SQLite's steps, by diesel's harness: the file is ours alone.

use super::{Migrated, MigrationError, failed};
use diesel::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const STEPS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs what is pending. Two processes that start at once: the second waits for the first's transaction.
pub fn migrate(conn: &mut SqliteConnection) -> Result<Migrated, MigrationError> {
    if conn
        .has_pending_migration(STEPS)
        .map_err(|e| failed("reading the record of steps", e))?
    {
        return conn
            .immediate_transaction(|conn| {
                let ran = conn.run_pending_migrations(STEPS).map_err(Failure::Step)?;
                let steps: Vec<String> = ran.iter().map(ToString::to_string).collect();
                // Another process may have run them while this one waited.
                Ok(if steps.is_empty() {
                    Migrated::NothingToDo
                } else {
                    Migrated::Ran(steps)
                })
            })
            .map_err(|failure: Failure| match failure {
                Failure::Step(error) => failed("running a step", error),
                Failure::Database(error) => failed("beginning or ending the migration", error),
            });
    }
    Ok(Migrated::NothingToDo)
}

/// Whether nothing is pending.
pub fn verify(conn: &mut SqliteConnection) -> Result<(), MigrationError> {
    let pending = conn
        .pending_migrations(STEPS)
        .map_err(|e| failed("reading the record of steps", e))?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(MigrationError::NotAllowed {
        reason: format!("{} steps are pending", pending.len()),
        statements: "daemun migrate".to_owned(),
    })
}

enum Failure {
    Step(Box<dyn std::error::Error + Send + Sync>),
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}
