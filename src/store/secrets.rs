//! The table `secrets` (in schema `daemun` on PostgreSQL): random values that all nodes share and that outlive the signing
//! key.
//!
//! Two first nodes must agree: each offers a value, the first to be written wins, and both read back what stands there.

use super::columns::time_text;
use super::connection::DbConnection;
use super::schema::secrets;
use super::statement::Statement;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;

const OFFER: Statement = Statement {
    name: "offer a secret",
    postgres: "insert into secrets (id, value, created_at) select id, value, created_at \
         from json_to_recordset({rows}::json) as r(id text, value text, created_at timestamptz) \
         on conflict (id) do nothing",
    sqlite: "insert into secrets (id, value, created_at) \
         select value->>'id', value->>'value', value->>'created_at' from json_each({rows}) where true \
         on conflict (id) do nothing",
};

#[derive(Serialize)]
struct SecretDocument<'a> {
    id: &'a str,
    value: &'a str,
    created_at: String,
}

/// The value of that name as it is kept, plain or sealed.
pub fn find(conn: &mut DbConnection, id: &str) -> QueryResult<Option<String>> {
    secrets::table
        .find(id)
        .select(secrets::value)
        .first(conn)
        .optional()
}

/// Keeps `value` unless there is one of that name already.
pub fn offer(
    conn: &mut DbConnection,
    id: &str,
    value: &str,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let document = SecretDocument {
        id,
        value,
        created_at: time_text(now),
    };
    OFFER.execute(conn, &[document])
}
