//! A session to be made, and one that moves on.

use crate::store::columnar::{Column, Row};
use crate::store::columns::TimeColumn;
use serde::Serialize;

/// A session to be made.
#[derive(Debug, Clone, Serialize)]
pub struct NewSession {
    /// Its id.
    pub id: uuid::Uuid,
    /// Whose.
    pub user_id: uuid::Uuid,
    /// Now.
    pub created_at: TimeColumn,
    /// The client's software.
    pub user_agent: Option<String>,
    /// The client's address.
    pub ip: std::net::IpAddr,
    /// The key of its refresh tokens, as it is to be stored.
    pub hmac_key: String,
    /// The id of its row in `mfa_amr_claims`.
    pub amr_id: uuid::Uuid,
    /// How the user was authenticated.
    pub amr_method: &'static str,
}

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
    /// Now.
    pub at: TimeColumn,
    /// The client's software.
    pub user_agent: Option<String>,
    /// The client's address.
    pub ip: std::net::IpAddr,
}

impl Row for NewSession {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::uuids(rows, |row| Some(row.id)),
            Column::uuids(rows, |row| Some(row.user_id)),
            Column::times(rows, |row| Some(row.created_at)),
            Column::texts(rows, |row| row.user_agent.as_deref()),
            Column::made_texts(rows, |row| row.ip.to_string()),
            Column::texts(rows, |row| Some(&row.hmac_key)),
            Column::uuids(rows, |row| Some(row.amr_id)),
            Column::texts(rows, |row| Some(row.amr_method)),
        ]
    }
}

impl Row for Rotation {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::uuids(rows, |row| Some(row.id)),
            Column::integers(rows, |row| row.expected),
            Column::integers(rows, |row| row.counter),
            Column::texts(rows, |row| row.hmac_key.as_deref()),
            Column::times(rows, |row| Some(row.at)),
            Column::texts(rows, |row| row.user_agent.as_deref()),
            Column::made_texts(rows, |row| row.ip.to_string()),
        ]
    }
}
