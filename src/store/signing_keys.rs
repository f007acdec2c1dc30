//! The tables `signing_keys` and `retired_keys` (in schema `daemun` on PostgreSQL): the key that the service made for
//! itself, and the public halves of those that it had before.
//!
//! Two first nodes must agree: each offers a key, the first to be written wins, and both read back what stands there. A
//! rotation locks the row, so that of two at once the second replaces what the first has made.

use super::columns::{TimeColumn, TimeType, time_text};
use super::connection::DbConnection;
use super::schema::signing_keys;
use super::statement::Statement;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};
use serde::Serialize;

/// The row that holds the key in use.
const CURRENT: &str = "current";

const OFFER: Statement = Statement {
    name: "offer a signing key",
    postgres: "insert into signing_keys (id, private_jwk, created_at) select id, private_jwk, created_at \
         from json_to_recordset({rows}::json) as r(id text, private_jwk text, created_at timestamptz) \
         on conflict (id) do nothing",
    sqlite: "insert into signing_keys (id, private_jwk, created_at) \
         select value->>'id', value->>'private_jwk', value->>'created_at' from json_each({rows}) where true \
         on conflict (id) do nothing",
};

const LOCK: Statement = Statement {
    name: "lock the signing key",
    postgres: "select private_jwk, created_at from signing_keys \
         where id in (select json_array_elements_text({rows}::json)) for update",
    sqlite: "select private_jwk, created_at from signing_keys where id in (select value from json_each({rows}))",
};

const REPLACE: Statement = Statement {
    name: "replace the signing key",
    postgres: "update signing_keys k set private_jwk = r.private_jwk, created_at = r.created_at \
         from json_to_recordset({rows}::json) as r(id text, private_jwk text, created_at timestamptz) \
         where k.id = r.id",
    sqlite: "update signing_keys set private_jwk = r.value->>'private_jwk', created_at = r.value->>'created_at' \
         from json_each({rows}) r where signing_keys.id = r.value->>'id'",
};

const RETIRE: Statement = Statement {
    name: "retire a signing key",
    postgres: "insert into retired_keys (kid, public_jwk, retired_at, accepted_until) \
         select kid, public_jwk, retired_at, accepted_until from json_to_recordset({rows}::json) \
         as r(kid text, public_jwk text, retired_at timestamptz, accepted_until timestamptz)",
    sqlite: "insert into retired_keys (kid, public_jwk, retired_at, accepted_until) \
         select value->>'kid', value->>'public_jwk', value->>'retired_at', value->>'accepted_until' \
         from json_each({rows})",
};

const FORGET: Statement = Statement {
    name: "forget retired keys",
    postgres: "delete from retired_keys k using json_array_elements_text({rows}::json) r \
         where k.accepted_until <= r::timestamptz",
    sqlite: "delete from retired_keys where exists \
         (select 1 from json_each({rows}) r where retired_keys.accepted_until <= r.value)",
};

/// One statement, so that a rotation is seen whole or not at all.
const ALL: &str = "select private_jwk as jwk, created_at, null as accepted_until from signing_keys where id = 'current' \
     union all select public_jwk, retired_at, accepted_until from retired_keys order by 2 desc";

/// A key as it is kept.
#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = signing_keys)]
pub struct KeptKey {
    /// The private JWK as JSON, or that sealed.
    pub private_jwk: String,
    /// When it was made: a rotation makes this later.
    pub created_at: TimeColumn,
}

/// A key that no longer signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetiredKey {
    /// Its name.
    pub kid: String,
    /// Its public half, a JWK as JSON.
    pub public_jwk: String,
    /// The last instant at which nobody needs it any more.
    pub accepted_until: DateTime<Utc>,
}

/// Everything that is kept.
pub struct KeptKeys {
    /// The key in use.
    pub current: KeptKey,
    /// Public halves with the ends of their use, the newest first. Some may be past it.
    pub retired: Vec<(String, DateTime<Utc>)>,
}

#[derive(QueryableByName)]
struct AnyKey {
    #[diesel(sql_type = Text)]
    jwk: String,
    #[diesel(sql_type = TimeType)]
    created_at: TimeColumn,
    #[diesel(sql_type = Nullable<TimeType>)]
    accepted_until: Option<TimeColumn>,
}

#[derive(Serialize)]
struct KeyDocument<'a> {
    id: &'a str,
    private_jwk: &'a str,
    created_at: String,
}

#[derive(Serialize)]
struct RetiredDocument<'a> {
    kid: &'a str,
    public_jwk: &'a str,
    retired_at: String,
    accepted_until: String,
}

/// The id under which a kept key is sealed.
pub fn sealing_id() -> &'static str {
    CURRENT
}

/// The key in use, if there is one.
pub fn find(conn: &mut DbConnection) -> QueryResult<Option<KeptKey>> {
    signing_keys::table
        .find(CURRENT)
        .select(KeptKey::as_select())
        .first(conn)
        .optional()
}

/// The key in use with those before it, as they stand at one instant.
pub fn find_all(conn: &mut DbConnection) -> QueryResult<Option<KeptKeys>> {
    let mut current = None;
    let mut retired = Vec::new();
    for AnyKey {
        jwk,
        created_at,
        accepted_until,
    } in diesel::sql_query(ALL).load(conn)?
    {
        match accepted_until {
            Some(TimeColumn(until)) => retired.push((jwk, until)),
            None => {
                current = Some(KeptKey {
                    private_jwk: jwk,
                    created_at,
                });
            }
        }
    }
    Ok(current.map(|current| KeptKeys { current, retired }))
}

/// When the key in use was made: what every node looks at, again and again, to notice a rotation.
pub fn version(conn: &mut DbConnection) -> QueryResult<Option<DateTime<Utc>>> {
    let found: Option<TimeColumn> = signing_keys::table
        .find(CURRENT)
        .select(signing_keys::created_at)
        .first(conn)
        .optional()?;
    Ok(found.map(|TimeColumn(at)| at))
}

/// Keeps `private_jwk` unless there is a key already.
pub fn offer(conn: &mut DbConnection, private_jwk: &str, now: DateTime<Utc>) -> QueryResult<usize> {
    OFFER.execute(conn, &[document(private_jwk, now)])
}

/// Locks the key in use until the transaction ends.
pub fn lock(conn: &mut DbConnection) -> QueryResult<Option<KeptKey>> {
    Ok(LOCK.load(conn, &[CURRENT])?.pop())
}

/// Puts a new key in the place of the one in use, which is kept as `retired`, and forgets those that nobody needs any
/// more. The row must be locked.
pub fn replace(
    conn: &mut DbConnection,
    private_jwk: &str,
    retired: &RetiredKey,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    REPLACE.execute(conn, &[document(private_jwk, now)])?;
    let retired = RetiredDocument {
        kid: &retired.kid,
        public_jwk: &retired.public_jwk,
        retired_at: time_text(now),
        accepted_until: time_text(retired.accepted_until),
    };
    RETIRE.execute(conn, &[retired])?;
    FORGET.execute(conn, &[time_text(now)])?;
    Ok(())
}

fn document(private_jwk: &str, now: DateTime<Utc>) -> KeyDocument<'_> {
    KeyDocument {
        id: CURRENT,
        private_jwk,
        created_at: time_text(now),
    }
}
