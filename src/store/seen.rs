//! Users and identities that came back as they were: of their rows only the times change, and no document is sent to the
//! database.

use super::columns::time_text;
use super::connection::DbConnection;
use super::statement::Statement;
use crate::domain::{Identity, User};
use diesel::result::QueryResult;
use serde::Serialize;

macro_rules! seen {
    ($table:literal) => {
        Statement {
            name: concat!($table, " seen"),
            postgres: concat!(
                "update ",
                $table,
                " t set last_sign_in_at = r.last_sign_in_at, updated_at = r.updated_at \
                 from json_to_recordset({rows}::json) as r(id uuid, last_sign_in_at timestamptz, updated_at timestamptz) \
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
        }
    };
}

const USERS: Statement = seen!("users");
const IDENTITIES: Statement = seen!("identities");

#[derive(Serialize)]
struct Seen {
    id: uuid::Uuid,
    last_sign_in_at: Option<String>,
    updated_at: Option<String>,
}

/// Writes the times of known users.
pub fn users(conn: &mut DbConnection, users: &[&User]) -> QueryResult<usize> {
    let rows = users.iter().map(|user| Seen {
        id: user.id.0,
        last_sign_in_at: user.last_sign_in_at.map(time_text),
        updated_at: Some(time_text(user.updated_at)),
    });
    USERS.execute(conn, &rows.collect::<Vec<_>>())
}

/// Writes the times of known identities.
pub fn identities(conn: &mut DbConnection, identities: &[&Identity]) -> QueryResult<usize> {
    let rows = identities.iter().map(|identity| Seen {
        id: identity.id.0,
        last_sign_in_at: identity.last_sign_in_at.map(time_text),
        updated_at: identity.updated_at.map(time_text),
    });
    IDENTITIES.execute(conn, &rows.collect::<Vec<_>>())
}
