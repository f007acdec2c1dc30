//! Users and identities that came back as they were: of their rows only the times change, and no document is sent to the
//! database.

use super::columnar::{Column, Columnar, Row};
use super::columns::TimeColumn;
use super::connection::DbConnection;
use super::statement::Statement;
use crate::domain::{Identity, User};
use diesel::result::QueryResult;
use serde::Serialize;

macro_rules! seen {
    ($table:literal) => {
        Columnar(Statement {
            name: concat!($table, " seen"),
            postgres: concat!(
                "update ",
                $table,
                " t set last_sign_in_at = r.last_sign_in_at, updated_at = r.updated_at \
                 from {columns} as r(id, last_sign_in_at, updated_at) \
                 where t.id = r.id"
            ),
            sqlite: concat!(
                "update ",
                $table,
                " set last_sign_in_at = r.value->>'last_sign_in_at', updated_at = r.value->>'updated_at' \
                 from json_each({rows}) r where ",
                $table,
                ".id = r.value->>'id'"
            ),
        })
    };
}

const USERS: Columnar = seen!("users");
const IDENTITIES: Columnar = seen!("identities");

#[derive(Serialize)]
struct Seen {
    id: uuid::Uuid,
    last_sign_in_at: Option<TimeColumn>,
    updated_at: Option<TimeColumn>,
}

impl Row for Seen {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::uuids(rows, |row| Some(row.id)),
            Column::times(rows, |row| row.last_sign_in_at),
            Column::times(rows, |row| row.updated_at),
        ]
    }
}

/// Writes the times of known users.
pub fn users(conn: &mut DbConnection, users: &[&User]) -> QueryResult<usize> {
    let rows = users.iter().map(|user| Seen {
        id: user.id.0,
        last_sign_in_at: user.last_sign_in_at.map(TimeColumn),
        updated_at: Some(TimeColumn(user.updated_at)),
    });
    USERS.execute(conn, &rows.collect::<Vec<_>>())
}

/// Writes the times of known identities.
pub fn identities(conn: &mut DbConnection, identities: &[&Identity]) -> QueryResult<usize> {
    let rows = identities.iter().map(|identity| Seen {
        id: identity.id.0,
        last_sign_in_at: identity.last_sign_in_at.map(TimeColumn),
        updated_at: identity.updated_at.map(TimeColumn),
    });
    IDENTITIES.execute(conn, &rows.collect::<Vec<_>>())
}
