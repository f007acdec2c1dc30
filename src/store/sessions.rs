//! The tables `sessions` and `mfa_amr_claims`: a session and how its user was authenticated; `written` are the rows that a
//! sign-in or a refresh writes.

mod written;

pub use written::{NewSession, Rotation};

use super::columnar::Columnar;
use super::columns::{TimeColumn, TimeType, UuidColumn};
use super::connection::DbConnection;
use super::schema::sessions;
use super::statement::Statement;
use crate::domain::session::{Amr, Session};
use crate::domain::{SessionId, UserId};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};
use serde::Serialize;

macro_rules! session_columns {
    () => {
        "s.id, s.user_id, s.created_at, s.refreshed_at, s.not_after, s.aal, s.tag, s.oauth_client_id, s.refresh_token_counter, \
         s.refresh_token_hmac_key"
    };
}

/// How a session's user was authenticated comes along: a row for each way, and one without any.
macro_rules! with_amr {
    () => {
        ", a.updated_at as amr_at, a.authentication_method as amr_method \
         from sessions s left join mfa_amr_claims a on a.session_id = s.id where s.id "
    };
}

const LOCK: Columnar = Columnar(Statement {
    name: "lock sessions",
    postgres: concat!(
        "select ",
        session_columns!(),
        with_amr!(),
        "= any (array(select id from {columns} as r(id))) \
         order by s.id, a.updated_at desc, a.id for update of s"
    ),
    sqlite: concat!(
        "select ",
        session_columns!(),
        with_amr!(),
        "in (select value from json_each({rows})) order by s.id, a.updated_at desc, a.id"
    ),
});

const BY_ID: Columnar = Columnar(Statement {
    name: "sessions by id",
    postgres: concat!(
        "select ",
        session_columns!(),
        with_amr!(),
        "= any (array(select id from {columns} as r(id))) \
         order by s.id, a.updated_at desc, a.id"
    ),
    sqlite: concat!(
        "select ",
        session_columns!(),
        with_amr!(),
        "in (select value from json_each({rows})) order by s.id, a.updated_at desc, a.id"
    ),
});

const OF_USERS: Statement = Statement {
    name: "sessions of users",
    postgres: concat!(
        "select ",
        session_columns!(),
        " from sessions s where s.user_id = any (array(select value::uuid from json_array_elements_text({rows}::json)))"
    ),
    sqlite: concat!(
        "select ",
        session_columns!(),
        " from sessions s where s.user_id in (select value from json_each({rows}))"
    ),
};

/// On PostgreSQL with its authentication method, by one statement: a batch is answered the sooner the fewer times it has to
/// ask. SQLite writes one table at a time.
const INSERT: Columnar = Columnar(Statement {
    name: "insert sessions",
    postgres: "with r as materialized (select * from {columns} as r(id, user_id, created_at, user_agent, ip, hmac_key, amr_id, \
           amr_method)), \
         made as (insert into sessions (id, user_id, created_at, updated_at, aal, user_agent, ip, \
             refresh_token_hmac_key, refresh_token_counter) \
           select id, user_id, created_at, created_at, 'aal1', user_agent, ip::inet, hmac_key, 0 from r) \
         insert into mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) \
         select amr_id, id, created_at, created_at, amr_method from r",
    sqlite: "insert into sessions \
         (id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key, refresh_token_counter) \
         select value->>'id', value->>'user_id', value->>'created_at', value->>'created_at', 'aal1', \
         value->>'user_agent', value->>'ip', value->>'hmac_key', 0 from json_each({rows})",
});

/// What [`INSERT`] leaves to do.
const INSERT_AMR: Statement = Statement {
    name: "insert amr",
    postgres: "",
    sqlite: "insert into mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) \
         select value->>'amr_id', value->>'id', value->>'created_at', value->>'created_at', value->>'amr_method' \
         from json_each({rows})",
};

/// The rows are locked, yet the expected counter is compared all the same: a compare-and-swap needs no trust.
const ROTATE: Columnar = Columnar(Statement {
    name: "rotate sessions",
    postgres: "update sessions s set refresh_token_counter = r.counter, refresh_token_hmac_key = r.hmac_key, \
         refreshed_at = r.at at time zone 'UTC', updated_at = r.at, user_agent = r.user_agent, ip = r.ip::inet \
         from {columns} as r(id, expected, counter, hmac_key, at, user_agent, ip) \
         where s.id = r.id and s.refresh_token_counter is not distinct from r.expected",
    sqlite: "update sessions set refresh_token_counter = r.value->>'counter', \
         refresh_token_hmac_key = r.value->>'hmac_key', refreshed_at = r.value->>'at', updated_at = r.value->>'at', \
         user_agent = r.value->>'user_agent', ip = r.value->>'ip' from json_each({rows}) r \
         where sessions.id = r.value->>'id' and sessions.refresh_token_counter is (r.value->>'expected')",
});

const DELETE_OF: Statement = Statement {
    name: "delete sessions of users",
    postgres: "delete from sessions where id in (select s.id from json_to_recordset({rows}::json) \
         as r(user_id uuid, kept uuid) join sessions s on s.user_id = r.user_id and s.id is distinct from r.kept \
         order by s.id for update of s)",
    sqlite: "delete from sessions where id in (select s.id from json_each({rows}) r \
         join sessions s on s.user_id = r.value->>'user_id' and s.id is not r.value->>'kept')",
};

#[derive(Serialize)]
struct UserSessions {
    user_id: uuid::Uuid,
    kept: Option<uuid::Uuid>,
}

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: UuidColumn,
    user_id: UuidColumn,
    created_at: Option<TimeColumn>,
    refreshed_at: Option<TimeColumn>,
    not_after: Option<TimeColumn>,
    aal: Option<String>,
    tag: Option<String>,
    oauth_client_id: Option<UuidColumn>,
    refresh_token_counter: Option<i64>,
    refresh_token_hmac_key: Option<String>,
}

#[derive(QueryableByName)]
struct SessionAndAmr {
    #[diesel(embed)]
    session: SessionRow,
    #[diesel(sql_type = Nullable<TimeType>)]
    amr_at: Option<TimeColumn>,
    #[diesel(sql_type = Nullable<Text>)]
    amr_method: Option<String>,
}

/// The session with this id.
pub fn find(conn: &mut DbConnection, id: SessionId) -> QueryResult<Option<Session>> {
    Ok(find_all(conn, &[id])?.pop())
}

/// The sessions with these ids.
pub fn find_all(conn: &mut DbConnection, ids: &[SessionId]) -> QueryResult<Vec<Session>> {
    load_by_id(conn, BY_ID, ids)
}

/// Locks and reads sessions.
pub fn lock(conn: &mut DbConnection, ids: &[SessionId]) -> QueryResult<Vec<Session>> {
    load_by_id(conn, LOCK, ids)
}

/// Every session of these users, not locked and without how they were authenticated.
pub fn of_users(conn: &mut DbConnection, users: &[UserId]) -> QueryResult<Vec<Session>> {
    let users: Vec<uuid::Uuid> = users.iter().map(|user| user.0).collect();
    let rows: Vec<SessionRow> = OF_USERS.load(conn, &users)?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Writes new sessions with their authentication method.
pub fn insert(conn: &mut DbConnection, sessions: &[NewSession]) -> QueryResult<()> {
    INSERT.execute(conn, sessions)?;
    INSERT_AMR.execute(conn, sessions)?;
    Ok(())
}

/// Moves counters; tells how many rows still had the expected one.
pub fn rotate(conn: &mut DbConnection, rotations: &[Rotation]) -> QueryResult<usize> {
    ROTATE.execute(conn, rotations)
}

/// Ends one session.
pub fn delete(conn: &mut DbConnection, id: SessionId) -> QueryResult<usize> {
    diesel::delete(sessions::table.find(UuidColumn(id.0))).execute(conn)
}

/// Ends every session of a user, but for `kept`; locked in the order of their ids first, as refreshes lock them.
pub fn delete_of(
    conn: &mut DbConnection,
    user: UserId,
    kept: Option<SessionId>,
) -> QueryResult<usize> {
    let row = UserSessions {
        user_id: user.0,
        kept: kept.map(|session| session.0),
    };
    DELETE_OF.execute(conn, &[row])
}

fn load_by_id(
    conn: &mut DbConnection,
    by: Columnar,
    ids: &[SessionId],
) -> QueryResult<Vec<Session>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<SessionAndAmr> = by.load(conn, &ids)?;
    let mut sessions: Vec<Session> = Vec::with_capacity(rows.len());
    for row in rows {
        let is_another = sessions
            .last()
            .is_none_or(|last| last.id.0 != row.session.id.0);
        if is_another {
            sessions.push(row.session.into());
        }
        let amr = row.amr_method.zip(row.amr_at);
        if let Some(last) = sessions.last_mut() {
            last.amr
                .extend(amr.map(|(method, TimeColumn(at))| Amr { method, at }));
        }
    }
    Ok(sessions)
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        let time = |column: Option<TimeColumn>| column.map(|TimeColumn(at)| at);
        Self {
            id: SessionId(row.id.0),
            user_id: UserId(row.user_id.0),
            created_at: time(row.created_at).unwrap_or(DateTime::<Utc>::UNIX_EPOCH),
            refreshed_at: time(row.refreshed_at),
            not_after: time(row.not_after),
            aal: row.aal,
            tag: row.tag,
            is_of_oauth_client: row.oauth_client_id.is_some(),
            refresh_token_counter: row.refresh_token_counter,
            refresh_token_hmac_key: row.refresh_token_hmac_key,
            amr: Vec::new(),
        }
    }
}
