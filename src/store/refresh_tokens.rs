//! The table `refresh_tokens`: tokens of the first kind, found in a database that Supabase Auth made.
//!
//! We never write a new one; we read them, spend them, and replace them by tokens of the second kind.

use super::columns::{TimeColumn, UuidColumn, time_text};
use super::connection::DbConnection;
use super::schema::refresh_tokens;
use super::statement::Statement;
use crate::domain::refresh::FirstKind;
use crate::domain::{SessionId, UserId};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;

/// PostgreSQL's `varchar` and `timestamptz` columns are set through a document like everything that is written.
const SPEND: Statement = Statement {
    name: "spend tokens of the first kind",
    postgres: "update refresh_tokens t set revoked = true, updated_at = r.at \
         from json_to_recordset({rows}::json) as r(session_id uuid, at timestamptz, answered text) \
         where t.session_id = r.session_id and (t.revoked is false or t.token = r.answered)",
    sqlite: "update refresh_tokens set revoked = true, updated_at = r.value->>'at' from json_each({rows}) r \
         where refresh_tokens.session_id = r.value->>'session_id' \
         and (refresh_tokens.revoked = false or refresh_tokens.token = r.value->>'answered')",
};

/// A token of the first kind, with its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstKindToken {
    /// What the state machine looks at.
    pub state: FirstKind,
    /// `None` for a token without a session.
    pub session: Option<SessionId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refresh_tokens)]
struct TokenRow {
    token: Option<String>,
    revoked: Option<bool>,
    updated_at: Option<TimeColumn>,
    session_id: Option<UuidColumn>,
}

#[derive(Serialize)]
struct SpendDocument<'t> {
    session_id: uuid::Uuid,
    at: String,
    answered: Option<&'t str>,
}

/// Which session a token belongs to, without reading more: known before the session is locked.
pub fn find(conn: &mut DbConnection, token: &str) -> QueryResult<Option<FirstKindToken>> {
    let row: Option<TokenRow> = refresh_tokens::table
        .filter(refresh_tokens::token.eq(token))
        .select(TokenRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let session = row.session_id.map(|UuidColumn(id)| SessionId(id));
    let is_parent_of_active = match session {
        Some(session) => parent_of_active(conn, session)? == row.token,
        None => false,
    };
    Ok(Some(FirstKindToken {
        state: FirstKind {
            is_revoked: row.revoked.unwrap_or(false),
            is_parent_of_active,
            updated_at: row
                .updated_at
                .map_or(DateTime::<Utc>::UNIX_EPOCH, |TimeColumn(at)| at),
        },
        session,
    }))
}

/// Spends every token of a session that is not spent. `answered` is one that was just answered by a token of the second
/// kind: its time is set even if it was spent long ago, which is how the same token, sent again, is told from older ones.
pub fn spend_all_of(
    conn: &mut DbConnection,
    session: SessionId,
    answered: Option<&str>,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let document = SpendDocument {
        session_id: session.0,
        at: time_text(now),
        answered,
    };
    SPEND.execute(conn, &[document])
}

/// Removes every token of a user, also those of no session.
pub fn delete_all_of(conn: &mut DbConnection, user: UserId) -> QueryResult<usize> {
    // The index begins with the instance, which is nil in every row.
    let tokens = refresh_tokens::table
        .filter(refresh_tokens::instance_id.eq(UuidColumn(uuid::Uuid::nil())))
        .filter(refresh_tokens::user_id.eq(user.to_string()));
    diesel::delete(tokens).execute(conn)
}

/// The parent of the session's newest unspent token; the token itself is unspent and so needs no parent to be good.
fn parent_of_active(conn: &mut DbConnection, session: SessionId) -> QueryResult<Option<String>> {
    refresh_tokens::table
        .filter(refresh_tokens::session_id.eq(UuidColumn(session.0)))
        .filter(refresh_tokens::revoked.eq(false))
        .order(refresh_tokens::id.desc())
        .select(refresh_tokens::parent)
        .first::<Option<String>>(conn)
        .optional()
        .map(Option::flatten)
}
