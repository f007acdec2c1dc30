//! The table `users`; [`contacts`] looks somebody up by e-mail or phone, [`invited`] by an invitation, [`pending`] is the
//! part of it that waits for something.

use super::columnar::{Column, Columnar, Row};
use super::columns::{JsonColumn, TimeColumn, UuidColumn, time_text};
use super::connection::DbConnection;
use super::schema::users;
use super::statement::Statement;
use crate::domain::{JsonObject, User, UserId};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;

macro_rules! user_columns {
    () => {
        "u.id, u.aud, u.role, u.email, u.email_confirmed_at, u.invited_at, u.phone, u.phone_confirmed_at, \
         u.confirmation_sent_at, u.recovery_sent_at, u.email_change, u.email_change_sent_at, u.phone_change, \
         u.phone_change_sent_at, u.reauthentication_sent_at, u.last_sign_in_at, u.raw_app_meta_data, \
         u.raw_user_meta_data, u.created_at, u.updated_at, u.banned_until, u.deleted_at, u.is_anonymous, u.is_sso_user"
    };
}

// Below the columns, which they read.
pub mod contacts;
pub mod invited;
pub mod pending;

/// Everybody whom some sign-ins and links may concern, in one statement: what is locked at once can be locked in the order of
/// ids, so that two transactions never wait for each other in a circle. Rows are looked up one by one, whatever the planner
/// believes of their number.
const LOCK_INVOLVED: Columnar = Columnar(Statement {
    name: "lock users involved",
    postgres: concat!(
        "with r as materialized (\
           select x.email, x.target, i.user_id from {columns} as x(provider, provider_id, email, target) \
             left join lateral (\
             select user_id from identities where provider = x.provider and provider_id = x.provider_id limit 1) i on true) \
         select ",
        user_columns!(),
        " from users u where u.id = any (array(\
           select user_id from r union select target from r union \
           select o.id from r join lateral (\
             select id from users where email = r.email and is_sso_user = false union \
             select user_id from identities where email = r.email) o on true where r.user_id is null)) \
         order by u.id for no key update of u"
    ),
    sqlite: concat!(
        "with r as materialized (\
           select value->>'email' as email, value->>'target' as target, (select user_id from identities \
             where provider = value->>'provider' and provider_id = value->>'provider_id') as user_id \
           from json_each({rows})) \
         select ",
        user_columns!(),
        " from users u where u.id in (\
           select user_id from r union select target from r union \
           select e.id from r join users e on e.email = r.email and e.is_sso_user = false where r.user_id is null union \
           select o.user_id from r join identities o on o.email = r.email where r.user_id is null) order by u.id"
    ),
});

const BY_ID: Columnar = Columnar(Statement {
    name: "users by id",
    postgres: concat!(
        "select ",
        user_columns!(),
        " from users u where u.id = any (array(select id from {columns} as r(id)))"
    ),
    sqlite: concat!(
        "select ",
        user_columns!(),
        " from users u where u.id in (select value from json_each({rows}))"
    ),
});

const LOCK_BY_ID: Columnar = Columnar(Statement {
    name: "lock users by id",
    postgres: concat!(
        "select ",
        user_columns!(),
        " from users u where u.id = any (array(select id from {columns} as r(id))) \
         order by u.id for no key update of u"
    ),
    sqlite: concat!(
        "select ",
        user_columns!(),
        " from users u where u.id in (select value from json_each({rows})) order by u.id"
    ),
});

const INSERT: Statement = Statement {
    name: "insert users",
    postgres: "insert into users (instance_id, id, aud, role, email, email_confirmed_at, confirmation_token, \
         recovery_token, email_change_token_new, email_change, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, \
         created_at, updated_at, is_anonymous) \
         select '00000000-0000-0000-0000-000000000000', r.id, r.aud, r.role, r.email, r.email_confirmed_at, '', '', '', '', \
         r.last_sign_in_at, r.raw_app_meta_data, r.raw_user_meta_data, r.created_at, r.updated_at, r.is_anonymous \
         from json_to_recordset({rows}::json) as r(id uuid, aud text, role text, email text, \
         email_confirmed_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb, \
         created_at timestamptz, updated_at timestamptz, is_anonymous bool)",
    sqlite: "insert into users (instance_id, id, aud, role, email, email_confirmed_at, confirmation_token, \
         recovery_token, email_change_token_new, email_change, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, \
         created_at, updated_at, is_anonymous) \
         select '00000000-0000-0000-0000-000000000000', value->>'id', value->>'aud', value->>'role', value->>'email', \
         value->>'email_confirmed_at', '', '', '', '', value->>'last_sign_in_at', value->'raw_app_meta_data', \
         value->'raw_user_meta_data', value->>'created_at', value->>'updated_at', value->>'is_anonymous' \
         from json_each({rows})",
};

const UPDATE: Statement = Statement {
    name: "update users",
    postgres: "update users u set email = r.email, email_confirmed_at = r.email_confirmed_at, \
         last_sign_in_at = r.last_sign_in_at, raw_app_meta_data = r.raw_app_meta_data, \
         raw_user_meta_data = r.raw_user_meta_data, updated_at = r.updated_at, is_anonymous = r.is_anonymous, \
         encrypted_password = case when r.drops_password then null else u.encrypted_password end \
         from json_to_recordset({rows}::json) as r(id uuid, email text, email_confirmed_at timestamptz, \
         last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb, updated_at timestamptz, \
         is_anonymous bool, drops_password bool) where u.id = r.id",
    sqlite: "update users set email = r.value->>'email', email_confirmed_at = r.value->>'email_confirmed_at', \
         last_sign_in_at = r.value->>'last_sign_in_at', raw_app_meta_data = r.value->'raw_app_meta_data', \
         raw_user_meta_data = r.value->'raw_user_meta_data', updated_at = r.value->>'updated_at', \
         is_anonymous = r.value->>'is_anonymous', \
         encrypted_password = iif(r.value->>'drops_password', null, users.encrypted_password) \
         from json_each({rows}) r where users.id = r.value->>'id'",
};

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    id: UuidColumn,
    aud: Option<String>,
    role: Option<String>,
    email: Option<String>,
    email_confirmed_at: Option<TimeColumn>,
    invited_at: Option<TimeColumn>,
    phone: Option<String>,
    phone_confirmed_at: Option<TimeColumn>,
    confirmation_sent_at: Option<TimeColumn>,
    recovery_sent_at: Option<TimeColumn>,
    email_change: Option<String>,
    email_change_sent_at: Option<TimeColumn>,
    phone_change: Option<String>,
    phone_change_sent_at: Option<TimeColumn>,
    reauthentication_sent_at: Option<TimeColumn>,
    last_sign_in_at: Option<TimeColumn>,
    raw_app_meta_data: Option<JsonColumn>,
    raw_user_meta_data: Option<JsonColumn>,
    created_at: Option<TimeColumn>,
    updated_at: Option<TimeColumn>,
    banned_until: Option<TimeColumn>,
    deleted_at: Option<TimeColumn>,
    is_anonymous: bool,
    is_sso_user: bool,
}

/// A user as the set-based statements take it.
#[derive(Serialize)]
struct UserDocument<'a> {
    id: uuid::Uuid,
    aud: &'a str,
    role: &'a str,
    email: Option<&'a str>,
    email_confirmed_at: Option<String>,
    last_sign_in_at: Option<String>,
    raw_app_meta_data: &'a JsonObject,
    raw_user_meta_data: &'a JsonObject,
    created_at: String,
    updated_at: String,
    is_anonymous: bool,
    drops_password: bool,
}

/// Whom one sign-in or link may concern.
#[derive(Debug, Serialize)]
pub struct Involved<'a> {
    /// Of the identity.
    pub provider: &'a str,
    /// Its subject.
    pub provider_id: &'a str,
    /// The address that decides whose account it is, where nobody has the identity.
    pub email: Option<&'a str>,
    /// The user to link it to.
    pub target: Option<uuid::Uuid>,
}

impl Row for Involved<'_> {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::texts(rows, |row| Some(row.provider)),
            Column::texts(rows, |row| Some(row.provider_id)),
            Column::texts(rows, |row| row.email),
            Column::uuids(rows, |row| row.target),
        ]
    }
}

/// The user with this id.
pub fn find(conn: &mut DbConnection, id: UserId) -> QueryResult<Option<User>> {
    users::table
        .find(UuidColumn(id.0))
        .select(UserRow::as_select())
        .first(conn)
        .optional()
        .map(|row: Option<UserRow>| row.map(User::from))
}

/// Locks and reads everybody whom these may concern, each once: who has an identity, is linked to, or, where nobody has the
/// identity, has its e-mail as their own or in another identity.
pub fn lock_involved(conn: &mut DbConnection, involved: &[Involved<'_>]) -> QueryResult<Vec<User>> {
    let rows: Vec<UserRow> = LOCK_INVOLVED.load(conn, involved)?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Reads the users with these ids.
pub fn find_all(conn: &mut DbConnection, ids: &[UserId]) -> QueryResult<Vec<User>> {
    load_by_id(conn, BY_ID, ids)
}

/// Locks and reads the users with these ids.
pub fn lock(conn: &mut DbConnection, ids: &[UserId]) -> QueryResult<Vec<User>> {
    load_by_id(conn, LOCK_BY_ID, ids)
}

/// Writes new users.
pub fn insert(conn: &mut DbConnection, users: &[&User]) -> QueryResult<usize> {
    let documents: Vec<_> = users.iter().map(|user| document(user, false)).collect();
    INSERT.execute(conn, &documents)
}

/// Writes what a sign-in or a link changes of known users; `true` also drops the password.
pub fn update(conn: &mut DbConnection, users: &[(&User, bool)]) -> QueryResult<usize> {
    let documents: Vec<_> = users
        .iter()
        .map(|(user, drops_password)| document(user, *drops_password))
        .collect();
    UPDATE.execute(conn, &documents)
}

fn load_by_id(conn: &mut DbConnection, by: Columnar, ids: &[UserId]) -> QueryResult<Vec<User>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<UserRow> = by.load(conn, &ids)?;
    Ok(rows.into_iter().map(User::from).collect())
}

fn document(user: &User, drops_password: bool) -> UserDocument<'_> {
    UserDocument {
        id: user.id.0,
        aud: &user.aud,
        role: &user.role,
        email: user.email.as_deref(),
        email_confirmed_at: user.email_confirmed_at.map(time_text),
        last_sign_in_at: user.last_sign_in_at.map(time_text),
        raw_app_meta_data: &user.app_metadata,
        raw_user_meta_data: &user.user_metadata,
        created_at: time_text(user.created_at),
        updated_at: time_text(user.updated_at),
        is_anonymous: user.is_anonymous,
        drops_password,
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let time = |column: Option<TimeColumn>| column.map(|TimeColumn(at)| at);
        let json =
            |column: Option<JsonColumn>| column.map_or_else(JsonObject::new, |JsonColumn(v)| v);
        let text = |column: Option<String>| column.filter(|text| !text.is_empty());
        let created_at = time(row.created_at).unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
        Self {
            id: UserId(row.id.0),
            aud: row.aud.unwrap_or_default(),
            role: row.role.unwrap_or_default(),
            email: text(row.email),
            email_confirmed_at: time(row.email_confirmed_at),
            invited_at: time(row.invited_at),
            phone: text(row.phone),
            phone_confirmed_at: time(row.phone_confirmed_at),
            confirmation_sent_at: time(row.confirmation_sent_at),
            recovery_sent_at: time(row.recovery_sent_at),
            email_change: row.email_change.unwrap_or_default(),
            email_change_sent_at: time(row.email_change_sent_at),
            phone_change: row.phone_change.unwrap_or_default(),
            phone_change_sent_at: time(row.phone_change_sent_at),
            reauthentication_sent_at: time(row.reauthentication_sent_at),
            last_sign_in_at: time(row.last_sign_in_at),
            app_metadata: json(row.raw_app_meta_data),
            user_metadata: json(row.raw_user_meta_data),
            created_at,
            updated_at: time(row.updated_at).unwrap_or(created_at),
            banned_until: time(row.banned_until),
            deleted_at: time(row.deleted_at),
            is_anonymous: row.is_anonymous,
            is_sso_user: row.is_sso_user,
        }
    }
}
