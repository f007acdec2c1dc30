//! The database's address and pool.

use super::Secret;
use std::path::PathBuf;

/// Section "database".
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`.
    pub url: DatabaseUrl,
    /// `DB_MAX_POOL_SIZE`: connections to PostgreSQL.
    pub max_pool_size: u32,
}

/// Which database, parsed from `postgres://…` or `sqlite://<path>`.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// A file on this machine. `:memory:` is refused: every connection would have its own.
    Sqlite(PathBuf),
    /// A PostgreSQL server; the URL may hold a password. `search_path` has been taken off.
    Postgres(Secret),
}
