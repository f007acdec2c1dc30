//! The table `signing_keys` (in schema `daemun` on PostgreSQL): the key that the service made for itself.
//!
//! Two first nodes must agree: each offers a key, the first to be written wins, and both read back what stands there.

use super::columns::{TimeColumn, time_text};
use super::connection::DbConnection;
use super::schema::signing_keys;
use super::statement::Statement;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;

/// The row that holds the key in use.
const CURRENT: &str = "current";

const OFFER: Statement = Statement {
    name: "offer a signing key",
    postgres: "insert into signing_keys (id, private_jwk, created_at) select id, private_jwk, created_at \
         from json_to_recordset({rows}::json) as r(id text, private_jwk text, created_at timestamptz) \
         on conflict (id) do nothing",
    sqlite: "insert into signing_keys (id, private_jwk, created_at) \
         select value->>'id', value->>'private_jwk', value->>'created_at' from json_each({rows}) where true \
         on conflict (id) do nothing",
};

/// A key as it is kept.
#[derive(Queryable, Selectable)]
#[diesel(table_name = signing_keys)]
pub struct KeptKey {
    /// The private JWK as JSON, or that sealed.
    pub private_jwk: String,
    /// When it was made.
    pub created_at: TimeColumn,
}

#[derive(Serialize)]
struct KeyDocument<'a> {
    id: &'a str,
    private_jwk: &'a str,
    created_at: String,
}

/// The id under which a kept key is sealed.
pub fn sealing_id() -> &'static str {
    CURRENT
}

/// The kept key, if there is one.
pub fn find(conn: &mut DbConnection) -> QueryResult<Option<KeptKey>> {
    signing_keys::table
        .find(CURRENT)
        .select(KeptKey::as_select())
        .first(conn)
        .optional()
}

/// Keeps `private_jwk` unless there is a key already.
pub fn offer(conn: &mut DbConnection, private_jwk: &str, now: DateTime<Utc>) -> QueryResult<usize> {
    let document = KeyDocument {
        id: CURRENT,
        private_jwk,
        created_at: time_text(now),
    };
    OFFER.execute(conn, &[document])
}
