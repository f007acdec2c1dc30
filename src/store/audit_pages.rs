//! The audit log, a page at a time, newest first.

use super::columns::{TimeColumn, TimeType, UuidColumn, UuidType};
use super::composed::Composed;
use super::connection::DbConnection;
use super::like::like;
use crate::domain::JsonObject;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Nullable, Text};

/// Where in an entry a text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In the actor's name or address.
    Author,
    /// In the action.
    Action,
    /// In the kind of action.
    Type,
}

/// An entry as its row has it.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRecord {
    /// Its id.
    pub id: uuid::Uuid,
    /// What was written; empty if that is no object.
    pub payload: JsonObject,
    /// When.
    pub created_at: Option<DateTime<Utc>>,
    /// Where from, mostly `""`.
    pub ip_address: String,
}

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = UuidType)]
    id: UuidColumn,
    // Of type json, not jsonb.
    #[diesel(sql_type = Nullable<Text>)]
    payload: Option<String>,
    #[diesel(sql_type = Nullable<TimeType>)]
    created_at: Option<TimeColumn>,
    #[diesel(sql_type = Text)]
    ip_address: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many entries have the text, and one page of them. An empty text is in each.
pub fn numbered(
    conn: &mut DbConnection,
    searched: Option<&(Scope, String)>,
    limit: u64,
    offset: u64,
) -> QueryResult<(u64, Vec<AuditRecord>)> {
    let Some(counting) = selected(Composed::new("select count(*) as rows"), conn, searched) else {
        return Ok((0, Vec::new()));
    };
    let counted: Vec<CountRow> = counting.rows(conn)?;
    let total = counted.first().map_or(0, |row| row.rows);
    let total = u64::try_from(total).unwrap_or(0);
    let columns = match conn {
        DbConnection::Postgres(_) => "select id, payload::text as payload, created_at, ip_address",
        DbConnection::Sqlite(_) => "select id, payload, created_at, ip_address",
    };
    let Some(query) = selected(Composed::new(columns), conn, searched) else {
        return Ok((total, Vec::new()));
    };
    if offset >= total {
        return Ok((total, Vec::new()));
    }
    let rows: Vec<EntryRow> = query
        .sql(" order by created_at desc, id desc limit ")
        .number(i64::try_from(limit).unwrap_or(i64::MAX))
        .sql(" offset ")
        .number(i64::try_from(offset).unwrap_or(i64::MAX))
        .rows(conn)?;
    Ok((total, rows.into_iter().map(AuditRecord::from).collect()))
}

/// `None` where nothing can be found.
fn selected(
    begun: Composed,
    conn: &DbConnection,
    searched: Option<&(Scope, String)>,
) -> Option<Composed> {
    let query = begun
        .sql(" from audit_log_entries where instance_id = '00000000-0000-0000-0000-000000000000'");
    let Some((scope, text)) = searched.filter(|(_, text)| !text.is_empty()) else {
        return Some(query);
    };
    let pattern = like(text)?;
    let (compared, end) = match conn {
        DbConnection::Postgres(_) => (" ilike ", ""),
        DbConnection::Sqlite(_) => (" like ", " escape '\\'"),
    };
    let found_in = |query: Composed, member: &'static str| {
        query.sql(member).sql(compared).text(&pattern).sql(end)
    };
    Some(match scope {
        Scope::Author => {
            let query = found_in(query.sql(" and ("), "payload->>'actor_username'");
            found_in(query.sql(" or "), "payload->>'actor_name'").sql(")")
        }
        Scope::Action => found_in(query.sql(" and "), "payload->>'action'"),
        Scope::Type => found_in(query.sql(" and "), "payload->>'log_type'"),
    })
}

impl From<EntryRow> for AuditRecord {
    fn from(row: EntryRow) -> Self {
        let payload = row
            .payload
            .and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: row.id.0,
            payload: payload.unwrap_or_default(),
            created_at: row.created_at.map(|TimeColumn(at)| at),
            ip_address: row.ip_address,
        }
    }
}
