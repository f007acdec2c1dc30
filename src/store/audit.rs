//! The table `audit_log_entries`, written in the transaction that it tells of.

use super::columnar::{Column, Columnar, Row};
use super::columns::TimeColumn;
use super::connection::DbConnection;
use crate::domain::audit::AuditEntry;
use chrono::{DateTime, Utc};
use diesel::result::QueryResult;
use serde::Serialize;
use serde_json::Value;
use std::net::IpAddr;

const INSERT: Columnar = Columnar {
    name: "insert audit entries",
    postgres: "insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
         select '00000000-0000-0000-0000-000000000000', id, payload::json, created_at, ip_address \
         from {columns} as r(id, payload, created_at, ip_address)",
    sqlite: "insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
         select '00000000-0000-0000-0000-000000000000', value->>'id', value->'payload', value->>'created_at', \
         value->>'ip_address' from json_each({rows})",
};

/// An entry with what its row needs besides.
#[derive(Debug, Clone, Serialize)]
pub struct AuditDocument {
    id: uuid::Uuid,
    payload: Value,
    created_at: TimeColumn,
    ip_address: String,
}

impl AuditDocument {
    /// Makes the row of `entry`.
    pub fn new(id: uuid::Uuid, entry: AuditEntry, address: IpAddr, now: DateTime<Utc>) -> Self {
        Self {
            id,
            payload: Value::Object(entry.payload),
            created_at: TimeColumn(now),
            ip_address: if entry.with_address {
                address.to_string()
            } else {
                String::new()
            },
        }
    }
}

impl Row for AuditDocument {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::uuids(rows, |row| Some(row.id)),
            Column::made_texts(rows, |row| row.payload.to_string()),
            Column::times(rows, |row| Some(row.created_at)),
            Column::texts(rows, |row| Some(&row.ip_address)),
        ]
    }
}

/// Writes entries.
pub fn insert(conn: &mut DbConnection, entries: &[AuditDocument]) -> QueryResult<usize> {
    INSERT.execute(conn, entries)
}
