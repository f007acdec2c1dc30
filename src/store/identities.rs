//! The table `identities`.

use super::columnar::Columnar;
use super::columns::{JsonColumn, TimeColumn, UuidColumn, time_text};
use super::connection::DbConnection;
use super::schema::identities;
use super::statement::Statement;
use crate::domain::{Account, Identity, IdentityId, JsonObject, Subject, User, UserId};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;
use std::collections::HashMap;

/// Oldest first, as the wire lists them.
const OF_USERS: Columnar = Columnar(Statement {
    name: "identities of users",
    postgres: "select id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at \
         from identities where user_id = any (array(select id from {columns} as r(id))) \
         order by created_at, id",
    sqlite: "select id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at \
         from identities where user_id in (select value from json_each({rows})) order by created_at, id",
});

const INSERT: Statement = Statement {
    name: "insert identities",
    postgres: "insert into identities \
         (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at) \
         select id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at \
         from json_to_recordset({rows}::json) as r(id uuid, provider text, provider_id text, user_id uuid, \
         identity_data jsonb, last_sign_in_at timestamptz, created_at timestamptz, updated_at timestamptz)",
    sqlite: "insert into identities \
         (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at) \
         select value->>'id', value->>'provider', value->>'provider_id', value->>'user_id', value->'identity_data', \
         value->>'last_sign_in_at', value->>'created_at', value->>'updated_at' from json_each({rows})",
};

const UPDATE: Statement = Statement {
    name: "update identities",
    postgres: "update identities i set identity_data = r.identity_data, last_sign_in_at = r.last_sign_in_at, \
         updated_at = r.updated_at from json_to_recordset({rows}::json) as r(id uuid, identity_data jsonb, \
         last_sign_in_at timestamptz, updated_at timestamptz) where i.id = r.id",
    sqlite: "update identities set identity_data = r.value->'identity_data', \
         last_sign_in_at = r.value->>'last_sign_in_at', updated_at = r.value->>'updated_at' \
         from json_each({rows}) r where identities.id = r.value->>'id'",
};

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = identities)]
struct IdentityRow {
    id: UuidColumn,
    provider: String,
    provider_id: String,
    user_id: UuidColumn,
    identity_data: JsonColumn,
    last_sign_in_at: Option<TimeColumn>,
    created_at: Option<TimeColumn>,
    updated_at: Option<TimeColumn>,
}

#[derive(Serialize)]
struct IdentityDocument<'a> {
    id: uuid::Uuid,
    provider: &'a str,
    provider_id: &'a str,
    user_id: uuid::Uuid,
    identity_data: &'a JsonObject,
    last_sign_in_at: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

/// Gives each user its identities, oldest first.
pub fn accounts_of(conn: &mut DbConnection, users: Vec<User>) -> QueryResult<Vec<Account>> {
    let ids: Vec<uuid::Uuid> = users.iter().map(|user| user.id.0).collect();
    let rows: Vec<IdentityRow> = OF_USERS.load(conn, &ids)?;
    let mut by_user: HashMap<UserId, Vec<Identity>> = HashMap::new();
    for identity in rows.into_iter().map(Identity::from) {
        by_user.entry(identity.user_id).or_default().push(identity);
    }
    Ok(users
        .into_iter()
        .map(|user| Account {
            identities: by_user.remove(&user.id).unwrap_or_default(),
            user,
        })
        .collect())
}

/// Whose identity this is.
pub fn owner(
    conn: &mut DbConnection,
    provider: &str,
    subject: &Subject,
) -> QueryResult<Option<UserId>> {
    identities::table
        .filter(identities::provider.eq(provider))
        .filter(identities::provider_id.eq(subject.as_str()))
        .select(identities::user_id)
        .first::<UuidColumn>(conn)
        .optional()
        .map(|found| found.map(|UuidColumn(id)| UserId(id)))
}

/// Writes new identities.
pub fn insert(conn: &mut DbConnection, identities: &[&Identity]) -> QueryResult<usize> {
    let documents: Vec<_> = identities
        .iter()
        .map(|identity| document(identity))
        .collect();
    INSERT.execute(conn, &documents)
}

/// Writes what a sign-in changes of known identities.
pub fn update(conn: &mut DbConnection, identities: &[&Identity]) -> QueryResult<usize> {
    let documents: Vec<_> = identities
        .iter()
        .map(|identity| document(identity))
        .collect();
    UPDATE.execute(conn, &documents)
}

/// Removes one identity.
pub fn delete(conn: &mut DbConnection, identity: IdentityId) -> QueryResult<usize> {
    diesel::delete(identities::table.find(UuidColumn(identity.0))).execute(conn)
}

/// Removes every identity of `user` but one.
pub fn delete_others(
    conn: &mut DbConnection,
    user: UserId,
    kept: IdentityId,
) -> QueryResult<usize> {
    let others = identities::table
        .filter(identities::user_id.eq(UuidColumn(user.0)))
        .filter(identities::id.ne(UuidColumn(kept.0)));
    diesel::delete(others).execute(conn)
}

fn document(identity: &Identity) -> IdentityDocument<'_> {
    IdentityDocument {
        id: identity.id.0,
        provider: &identity.provider,
        provider_id: identity.provider_id.as_str(),
        user_id: identity.user_id.0,
        identity_data: &identity.identity_data,
        last_sign_in_at: identity.last_sign_in_at.map(time_text),
        created_at: identity.created_at.map(time_text),
        updated_at: identity.updated_at.map(time_text),
    }
}

impl From<IdentityRow> for Identity {
    fn from(row: IdentityRow) -> Self {
        let time = |column: Option<TimeColumn>| column.map(|TimeColumn(at)| at);
        Self {
            id: IdentityId(row.id.0),
            provider: row.provider,
            provider_id: Subject::new(row.provider_id),
            user_id: UserId(row.user_id.0),
            identity_data: row.identity_data.0,
            last_sign_in_at: time(row.last_sign_in_at),
            created_at: time(row.created_at),
            updated_at: time(row.updated_at),
        }
    }
}
