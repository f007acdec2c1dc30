//! A connection to either database. Which one is chosen by the URL's scheme (see [`super::dial`]), never guessed.

#![expect(
    missing_docs,
    reason = "the derive makes public items without documentation, and takes no attribute for them"
)]

use diesel::{PgConnection, SqliteConnection};

/// One connection. Queries run on the enum; where the databases' SQL differs, a statement has a text for each.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    /// A server.
    Postgres(PgConnection),
    /// A file.
    Sqlite(SqliteConnection),
}
