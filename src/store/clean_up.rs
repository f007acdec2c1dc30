//! Rows that nobody needs any more: flow states, tokens of the first kind and sessions whose time has been over for a while.
//!
//! Each statement removes a bounded number and leaves alone what somebody else has under lock, so that no sign-in waits for
//! it, and many nodes may do it at once.

use super::columns::time_text;
use super::connection::DbConnection;
use super::flow_notes;
use super::statement::Statement;
use chrono::{DateTime, Utc};
use diesel::result::QueryResult;
use serde::Serialize;

/// How many rows one statement removes at most.
pub const BOUND: usize = 100;

macro_rules! bound {
    () => {
        " limit 100"
    };
}

const FLOW_STATES: Statement = Statement {
    name: "clean up flow states",
    postgres: concat!(
        "delete from flow_state where id in (select f.id from json_to_recordset({rows}::json) \
         as r(flows timestamptz) join flow_state f on f.created_at < r.flows",
        bound!(),
        " for update of f skip locked)"
    ),
    sqlite: concat!(
        "delete from flow_state where id in (select f.id from json_each({rows}) r \
         join flow_state f on f.created_at < r.value->>'flows'",
        bound!(),
        ")"
    ),
};

/// A token that was spent last may be shown again by a client that lost our answer, at any time: the parent of an unspent
/// one, and whatever the first token of the second kind was the answer to. Those stay.
const TOKENS: Statement = Statement {
    name: "clean up tokens of the first kind",
    postgres: concat!(
        "delete from refresh_tokens where id in (select t.id from json_to_recordset({rows}::json) \
         as r(tokens timestamptz) join refresh_tokens t on t.revoked and t.updated_at < r.tokens \
         where not exists (select from refresh_tokens c where c.parent = t.token and c.revoked is false) \
         and not exists (select from sessions s where s.id = t.session_id and s.refresh_token_counter = 0)",
        bound!(),
        " for update of t skip locked)"
    ),
    sqlite: concat!(
        "delete from refresh_tokens where id in (select t.id from json_each({rows}) r \
         join refresh_tokens t on t.revoked and t.updated_at < r.value->>'tokens' \
         where not exists (select 1 from refresh_tokens c where c.parent = t.token and c.revoked = false) \
         and not exists (select 1 from sessions s where s.id = t.session_id and s.refresh_token_counter = 0)",
        bound!(),
        ")"
    ),
};

const SESSIONS: Statement = Statement {
    name: "clean up sessions",
    postgres: concat!(
        "delete from sessions where id in (select s.id from json_to_recordset({rows}::json) \
         as r(ended timestamptz, began timestamptz, idle timestamptz) join sessions s \
         on s.not_after < r.ended or s.created_at < r.began \
         or coalesce(s.refreshed_at at time zone 'UTC', s.created_at) < r.idle",
        bound!(),
        " for update of s skip locked)"
    ),
    sqlite: concat!(
        "delete from sessions where id in (select s.id from json_each({rows}) r join sessions s \
         on s.not_after < r.value->>'ended' or s.created_at < r.value->>'began' \
         or coalesce(s.refreshed_at, s.created_at) < r.value->>'idle'",
        bound!(),
        ")"
    ),
};

/// What a row must be older than to go; `None` lets it stay however old it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// A flow state, by when it was made.
    pub flows: DateTime<Utc>,
    /// A spent token of the first kind, by when it was last written.
    pub tokens: DateTime<Utc>,
    /// A session, by its fixed end.
    pub ended: DateTime<Utc>,
    /// A session, by its sign-in.
    pub began: Option<DateTime<Utc>>,
    /// A session, by its last refresh, before the first by its sign-in.
    pub idle: Option<DateTime<Utc>>,
}

/// What may be cleaned up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Flow states.
    FlowStates,
    /// What is remembered of flows besides, which may outlive their rows.
    FlowNotes,
    /// Tokens of the first kind that were spent.
    Tokens,
    /// Sessions, with what hangs on them.
    Sessions,
}

#[derive(Serialize)]
struct HorizonDocument {
    flows: String,
    tokens: String,
    ended: String,
    began: Option<String>,
    idle: Option<String>,
}

/// Removes a bounded number of rows of a kind, and tells how many: fewer than [`BOUND`] if no more are left.
pub fn remove(conn: &mut DbConnection, kind: Kind, horizon: &Horizon) -> QueryResult<usize> {
    let document = HorizonDocument {
        flows: time_text(horizon.flows),
        tokens: time_text(horizon.tokens),
        ended: time_text(horizon.ended),
        began: horizon.began.map(time_text),
        idle: horizon.idle.map(time_text),
    };
    let statement = match kind {
        Kind::FlowStates => FLOW_STATES,
        Kind::FlowNotes => return flow_notes::delete_before(conn, horizon.flows),
        Kind::Tokens => TOKENS,
        Kind::Sessions => SESSIONS,
    };
    statement.execute(conn, &[document])
}
