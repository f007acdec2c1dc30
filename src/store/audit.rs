//! The table `audit_log_entries`, written in the transaction that it tells of.

use super::columnar::{Column, Columnar, Row};
use super::columns::TimeColumn;
use super::connection::DbConnection;
use super::statement::Statement;
use crate::domain::JsonObject;
use crate::domain::audit::AuditEntry;
use chrono::{DateTime, Utc};
use diesel::result::QueryResult;
use serde::Serialize;
use std::borrow::Cow;
use std::net::IpAddr;

const INSERT: Columnar = Columnar(Statement {
    name: "insert audit entries",
    postgres: "insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
         select '00000000-0000-0000-0000-000000000000', id, payload, created_at, ip_address \
         from {columns} as r(id, payload, created_at, ip_address)",
    sqlite: "insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
         select '00000000-0000-0000-0000-000000000000', value->>'id', value->'payload', value->>'created_at', \
         value->>'ip_address' from json_each({rows})",
});

/// An entry with what its row needs besides.
#[derive(Debug, Clone, Serialize)]
pub struct AuditDocument<'a> {
    id: uuid::Uuid,
    payload: Cow<'a, JsonObject>,
    created_at: TimeColumn,
    ip_address: String,
}

impl<'a> AuditDocument<'a> {
    /// Makes the row of `entry`.
    pub fn new(id: uuid::Uuid, entry: &'a AuditEntry, address: IpAddr, now: DateTime<Utc>) -> Self {
        Self {
            id,
            payload: Cow::Borrowed(&entry.payload),
            created_at: TimeColumn(now),
            ip_address: if entry.with_address {
                address.to_string()
            } else {
                String::new()
            },
        }
    }

    /// The same, for longer than the entry lives.
    pub fn into_owned(self) -> AuditDocument<'static> {
        AuditDocument {
            id: self.id,
            payload: Cow::Owned(self.payload.into_owned()),
            created_at: self.created_at,
            ip_address: self.ip_address,
        }
    }
}

impl Row for AuditDocument<'_> {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::uuids(rows, |row| Some(row.id)),
            Column::documents(rows, |row| &row.payload),
            Column::times(rows, |row| Some(row.created_at)),
            Column::texts(rows, |row| Some(&row.ip_address)),
        ]
    }
}

/// Writes entries.
pub fn insert(conn: &mut DbConnection, entries: &[AuditDocument<'_>]) -> QueryResult<usize> {
    INSERT.execute(conn, entries)
}
