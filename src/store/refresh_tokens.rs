//! The table `refresh_tokens`: tokens of the first kind, found in a database that Supabase Auth made.
//!
//! A session of daemun's own has none. We read them, spend them, and replace them by tokens of the second kind or, in the
//! sessions that are not to move on yet, by others of their own.

use super::columns::{TimeColumn, UuidColumn, time_text};
use super::connection::DbConnection;
use super::schema::refresh_tokens;
use super::statement::Statement;
use crate::domain::refresh::FirstKind;
use crate::domain::{SessionId, UserId};
use crate::token::refresh::V1Token;
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

const SPEND_PARENTS: Statement = Statement {
    name: "spend the parents of new tokens",
    postgres: "update refresh_tokens t set revoked = true, updated_at = r.at \
         from json_to_recordset({rows}::json) as r(parent text, at timestamptz) where t.token = r.parent",
    sqlite: "update refresh_tokens set revoked = true, updated_at = r.value->>'at' from json_each({rows}) r \
         where refresh_tokens.token = r.value->>'parent'",
};

const INSERT: Statement = Statement {
    name: "insert tokens of the first kind",
    postgres: "insert into refresh_tokens \
         (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id) \
         select '00000000-0000-0000-0000-000000000000', token, user_id, false, at, at, parent, session_id \
         from json_to_recordset({rows}::json) \
         as r(token text, user_id text, at timestamptz, parent text, session_id uuid)",
    sqlite: "insert into refresh_tokens \
         (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id) \
         select '00000000-0000-0000-0000-000000000000', value->>'token', value->>'user_id', false, value->>'at', \
         value->>'at', value->>'parent', value->>'session_id' from json_each({rows})",
};

/// A token of the first kind, with its session. It has no Debug, since it may hold a live token.
pub struct FirstKindToken {
    /// What the state machine looks at.
    pub state: FirstKind,
    /// `None` for a token without a session.
    pub session: Option<SessionId>,
    /// Whose it is; `None` if that cannot be read.
    pub user: Option<UserId>,
    /// The session's newest unspent token.
    pub active: Option<V1Token>,
}

/// A token that takes the place of another. It holds live tokens, so it has no Debug.
#[derive(Serialize)]
pub struct Child {
    token: String,
    parent: String,
    user_id: uuid::Uuid,
    session_id: uuid::Uuid,
    at: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = refresh_tokens)]
struct TokenRow {
    token: Option<String>,
    user_id: Option<String>,
    revoked: Option<bool>,
    updated_at: Option<TimeColumn>,
    parent: Option<String>,
    session_id: Option<UuidColumn>,
}

#[derive(Serialize)]
struct SpendDocument<'t> {
    session_id: uuid::Uuid,
    at: String,
    answered: Option<&'t str>,
}

impl Child {
    /// `token` in the place of `parent`, in the same session.
    pub fn new(
        token: &V1Token,
        parent: &V1Token,
        user: UserId,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            token: token.expose().to_owned(),
            parent: parent.expose().to_owned(),
            user_id: user.0,
            session_id: session.0,
            at: time_text(now),
        }
    }
}

/// What is known of a token. Its session can so be known before it is locked.
pub fn find(conn: &mut DbConnection, token: &str) -> QueryResult<Option<FirstKindToken>> {
    let row: Option<TokenRow> = refresh_tokens::table
        .filter(refresh_tokens::token.eq(token))
        .select(TokenRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let session = row.session_id.map(|UuidColumn(id)| SessionId(id));
    let active = match session {
        Some(session) => active(conn, session)?,
        None => None,
    };
    let user = row.user_id.as_deref().map(uuid::Uuid::try_parse);
    Ok(Some(FirstKindToken {
        state: FirstKind {
            is_revoked: row.revoked.unwrap_or(false),
            is_parent_of_active: active.as_ref().is_some_and(|a| a.parent == row.token),
            updated_at: row
                .updated_at
                .map_or(DateTime::<Utc>::UNIX_EPOCH, |TimeColumn(at)| at),
        },
        session,
        user: user.and_then(Result::ok).map(UserId),
        active: active.and_then(|row| row.token).map(V1Token::kept),
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

/// Writes new tokens and spends the parents that they take the place of, whose time is set even if they were spent
/// before: the interval in which a parent may come again begins anew.
pub fn replace(conn: &mut DbConnection, children: &[Child]) -> QueryResult<usize> {
    SPEND_PARENTS.execute(conn, children)?;
    INSERT.execute(conn, children)
}

/// Removes every token of a user, also those of no session.
pub fn delete_all_of(conn: &mut DbConnection, user: UserId) -> QueryResult<usize> {
    // The index begins with the instance, which is nil in every row.
    let tokens = refresh_tokens::table
        .filter(refresh_tokens::instance_id.eq(UuidColumn(uuid::Uuid::nil())))
        .filter(refresh_tokens::user_id.eq(user.to_string()));
    diesel::delete(tokens).execute(conn)
}

/// The session's newest unspent token.
fn active(conn: &mut DbConnection, session: SessionId) -> QueryResult<Option<TokenRow>> {
    refresh_tokens::table
        .filter(refresh_tokens::session_id.eq(UuidColumn(session.0)))
        .filter(refresh_tokens::revoked.eq(false))
        .order(refresh_tokens::id.desc())
        .select(TokenRow::as_select())
        .first(conn)
        .optional()
}
