//! Sessions whose counter moves on, each with the audit entry that tells of it.
//!
//! On PostgreSQL that is one statement: a batch is answered the sooner the fewer times it has to ask. SQLite writes one table at
//! a time.

use super::audit::AuditDocument;
use super::connection::DbConnection;
use super::statement::Statement;
use diesel::result::QueryResult;
use serde::Serialize;

/// The rows are locked, yet the expected counter is compared all the same: a compare-and-swap needs no trust.
const ROTATE: Statement = Statement {
    name: "rotate sessions",
    postgres: "with r as materialized (select * from json_to_recordset({rows}::json) as r(id uuid, expected bigint, \
           counter bigint, hmac_key text, at text, user_agent text, ip inet, audit json)), \
         told as (insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
           select '00000000-0000-0000-0000-000000000000', (audit->>'id')::uuid, audit->'payload', \
             (audit->>'created_at')::timestamptz, audit->>'ip_address' from r where audit->>'id' is not null) \
         update sessions s set refresh_token_counter = r.counter, refresh_token_hmac_key = r.hmac_key, \
         refreshed_at = r.at::timestamp, updated_at = r.at::timestamptz, user_agent = r.user_agent, ip = r.ip \
         from r where s.id = r.id and s.refresh_token_counter is not distinct from r.expected",
    sqlite: "update sessions set refresh_token_counter = r.value->>'counter', \
         refresh_token_hmac_key = r.value->>'hmac_key', refreshed_at = r.value->>'at', updated_at = r.value->>'at', \
         user_agent = r.value->>'user_agent', ip = r.value->>'ip' from json_each({rows}) r \
         where sessions.id = r.value->>'id' and sessions.refresh_token_counter is (r.value->>'expected')",
};

/// What [`ROTATE`] leaves to do.
const TELL: Statement = Statement {
    name: "audit entries of rotations",
    postgres: "",
    sqlite: "insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
         select '00000000-0000-0000-0000-000000000000', value->'audit'->>'id', value->'audit'->'payload', \
         value->'audit'->>'created_at', value->'audit'->>'ip_address' from json_each({rows}) \
         where value->'audit'->>'id' is not null",
};

/// A session whose counter moves.
#[derive(Debug, Clone, Serialize)]
pub struct Rotation {
    /// Which.
    pub id: uuid::Uuid,
    /// The counter that it has now.
    pub expected: Option<i64>,
    /// The counter that it gets; none while its tokens are of the first kind.
    pub counter: Option<i64>,
    /// The key as it is to be stored: it changes when a first one is made, or is sealed anew.
    pub hmac_key: Option<String>,
    /// Now, as [`time_text`](super::columns::time_text) tells it.
    pub at: String,
    /// The client's software.
    pub user_agent: Option<String>,
    /// The client's address.
    pub ip: std::net::IpAddr,
    /// What the audit log has to tell of it.
    pub audit: Option<AuditDocument>,
}

/// Moves counters and tells of it; answers how many rows still had the expected one. Where that is not all of them, the
/// transaction must not be committed.
pub fn rotate(conn: &mut DbConnection, rotations: &[Rotation]) -> QueryResult<usize> {
    let moved = ROTATE.execute(conn, rotations)?;
    TELL.execute(conn, rotations)?;
    Ok(moved)
}
