//! The table `flow_notes` (in schema `daemun` on PostgreSQL): what a redirect flow has to remember beyond `flow_state`.
//!
//! Before the callback that is the nonce that the client chose, if it did; between the callback and the exchange the
//! person who waits to be linked. A note is taken out by whoever reads it.

use super::columns::{UuidColumn, time_text};
use super::connection::DbConnection;
use super::schema::flow_notes;
use super::statement::Statement;
use crate::domain::FlowId;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;

const INSERT: Statement = Statement {
    name: "insert a flow's note",
    postgres: "insert into flow_notes (flow_id, nonce, person, created_at) select flow_id, nonce, person, created_at \
         from json_to_recordset({rows}::json) as r(flow_id uuid, nonce text, person text, created_at timestamptz)",
    sqlite: "insert into flow_notes (flow_id, nonce, person, created_at) \
         select value->>'flow_id', value->>'nonce', value->>'person', value->>'created_at' from json_each({rows})",
};

/// A flow's row may go without its note: by Supabase Auth's own clean-up, for one.
const DELETE_BEFORE: Statement = Statement {
    name: "delete old notes of flows",
    postgres: "delete from flow_notes where flow_id in (select n.flow_id from json_to_recordset({rows}::json) \
         as r(before timestamptz) join flow_notes n on n.created_at < r.before order by n.flow_id limit 1000 \
         for update of n skip locked)",
    sqlite: "delete from flow_notes where flow_id in (select n.flow_id from json_each({rows}) r \
         join flow_notes n on n.created_at < r.value->>'before' order by n.flow_id limit 1000)",
};

/// What is remembered of a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = flow_notes)]
pub struct Note {
    /// The nonce that the client chose.
    pub nonce: Option<String>,
    /// The person who waits to be linked, plain or sealed.
    pub person: Option<String>,
}

#[derive(Serialize)]
struct NoteDocument<'a> {
    flow_id: uuid::Uuid,
    nonce: Option<&'a str>,
    person: Option<&'a str>,
    created_at: String,
}

#[derive(Serialize)]
struct Before {
    before: String,
}

/// Removes at most 1,000 notes that were written before `before`; tells how many.
pub fn delete_before(conn: &mut DbConnection, before: DateTime<Utc>) -> QueryResult<usize> {
    let before = time_text(before);
    DELETE_BEFORE.execute(conn, &[Before { before }])
}

/// Writes the note of a flow that has none.
pub fn insert(
    conn: &mut DbConnection,
    flow: FlowId,
    note: &Note,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let document = NoteDocument {
        flow_id: flow.0,
        nonce: note.nonce.as_deref(),
        person: note.person.as_deref(),
        created_at: time_text(now),
    };
    INSERT.execute(conn, &[document])
}

/// Reads the note of a flow; an empty one if there is none.
pub fn find(conn: &mut DbConnection, flow: FlowId) -> QueryResult<Note> {
    let note: Option<Note> = flow_notes::table
        .find(UuidColumn(flow.0))
        .select(Note::as_select())
        .first(conn)
        .optional()?;
    Ok(note.unwrap_or_default())
}

/// Removes the note of a flow.
pub fn delete(conn: &mut DbConnection, flow: FlowId) -> QueryResult<usize> {
    diesel::delete(flow_notes::table.find(UuidColumn(flow.0))).execute(conn)
}
