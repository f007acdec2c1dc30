//! The database at start: opened, waited for, migrated.

use super::{AppError, Startup};
use crate::config::Config;
use crate::provider::authorities;
use crate::store::Store;
use crate::store::migrations::{self, Migrated, MigrationError};
use std::time::{Duration, Instant};

/// Between two attempts to reach a database that is away.
const PAUSE: Duration = Duration::from_millis(500);
/// Between two lines of the log that say so.
const SILENCE: Duration = Duration::from_secs(5);

/// Opens the store; nothing is connected yet.
pub fn open(config: &Config) -> Store {
    let file = &config.outgoing.ssl_cert_file;
    let authorities = file.clone().or_else(authorities::system_bundle);
    Store::open(&config.database, authorities.as_deref())
}

/// Makes the tables, or sees that they are there; waits for a database that is away, and says so.
pub async fn prepare(store: &Store, startup: Startup) -> Result<Option<Migrated>, AppError> {
    let began = Instant::now();
    let mut told: Option<Instant> = None;
    loop {
        let dial = store.dial().clone();
        let migrates = startup.migrates;
        let step = move || {
            if migrates {
                migrations::migrate(&dial).map(Some)
            } else {
                migrations::verify(&dial).map(|()| None)
            }
        };
        match tokio::task::spawn_blocking(step).await? {
            Ok(done) => return Ok(done),
            Err(MigrationError::Connect(error)) if began.elapsed() < startup.waits_for_database => {
                if told.is_none_or(|told| told.elapsed() >= SILENCE) {
                    told = Some(Instant::now());
                    tell(
                        store,
                        &error,
                        startup.waits_for_database.saturating_sub(began.elapsed()),
                    );
                }
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn tell(store: &Store, error: &dyn std::fmt::Display, left: Duration) {
    tracing::warn!(
        database = %store.describe(),
        %error,
        seconds_left = left.as_secs(),
        "the database cannot be reached; trying again"
    );
}

/// Migrates alone, for those who do it apart from serving.
pub async fn migrate(config: &Config, waits: Duration) -> Result<(Migrated, String), AppError> {
    let store = open(config);
    let startup = Startup {
        migrates: true,
        waits_for_database: waits,
    };
    let migrated = prepare(&store, startup).await?;
    Ok((migrated.unwrap_or(Migrated::NothingToDo), store.describe()))
}
