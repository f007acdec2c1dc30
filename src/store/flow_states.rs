//! The table `flow_state`: redirect flows under way.
//!
//! A flow's row is locked before any user's: nobody who holds a user's row waits for a flow's. Each step is a
//! compare-and-swap beside that lock, so that of many callers with one state or one code one succeeds.

use super::columns::{TimeColumn, UuidColumn, time_text};
use super::connection::DbConnection;
use super::schema::flow_state;
use super::statement::Statement;
use crate::domain::flow::{Challenge, ChallengeMethod, OAUTH};
use crate::domain::{Flow, FlowId, UserId};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::QueryResult;
use serde::Serialize;

/// PostgreSQL's enum is read as its label.
macro_rules! flow_columns {
    () => {
        "f.id, f.user_id, f.auth_code, f.code_challenge_method, f.code_challenge, f.provider_type, \
         f.provider_access_token, f.provider_refresh_token, f.created_at, f.authentication_method, \
         f.auth_code_issued_at, f.invite_token, f.referrer, f.linking_target_id, f.email_optional"
    };
}

/// Supabase Auth cannot read NULL in the provider's tokens.
const INSERT: Statement = Statement {
    name: "insert a flow",
    postgres: "insert into flow_state (id, auth_code, code_challenge_method, code_challenge, provider_type, \
         provider_access_token, provider_refresh_token, created_at, updated_at, authentication_method, invite_token, \
         referrer, linking_target_id, email_optional) \
         select id, auth_code, method::code_challenge_method, challenge, provider, '', '', created_at, created_at, \
         authentication_method, invite_token, referrer, linking_target, email_optional \
         from json_to_recordset({rows}::json) as r(id uuid, auth_code text, method text, challenge text, provider text, \
         created_at timestamptz, authentication_method text, invite_token text, referrer text, linking_target uuid, \
         email_optional bool)",
    sqlite: "insert into flow_state (id, auth_code, code_challenge_method, code_challenge, provider_type, \
         provider_access_token, provider_refresh_token, created_at, updated_at, authentication_method, invite_token, \
         referrer, linking_target_id, email_optional) \
         select value->>'id', value->>'auth_code', value->>'method', value->>'challenge', value->>'provider', '', '', \
         value->>'created_at', value->>'created_at', value->>'authentication_method', value->>'invite_token', \
         value->>'referrer', value->>'linking_target', value->>'email_optional' from json_each({rows})",
};

const LOCK: Statement = Statement {
    name: "lock a flow",
    postgres: concat!(
        "select ",
        flow_columns!(),
        " from flow_state f where f.id = any (array(select value::uuid from json_array_elements_text({rows}::json))) \
         order by f.id for update of f"
    ),
    sqlite: concat!(
        "select ",
        flow_columns!(),
        " from flow_state f where f.id in (select value from json_each({rows})) order by f.id"
    ),
};

const BY_CODE: Statement = Statement {
    name: "a flow by its code",
    postgres: concat!(
        "select ",
        flow_columns!(),
        " from flow_state f where f.auth_code = any (array(select value from json_array_elements_text({rows}::json))) limit 1"
    ),
    sqlite: concat!(
        "select ",
        flow_columns!(),
        " from flow_state f where f.auth_code in (select value from json_each({rows})) limit 1"
    ),
};

const CLAIM: Statement = Statement {
    name: "claim a flow's callback",
    postgres: "update flow_state f set auth_code_issued_at = r.now, updated_at = r.now \
         from json_to_recordset({rows}::json) as r(id uuid, now timestamptz) \
         where f.id = r.id and f.auth_code_issued_at is null and f.user_id is null",
    sqlite: "update flow_state set auth_code_issued_at = r.value->>'now', updated_at = r.value->>'now' \
         from json_each({rows}) r where flow_state.id = r.value->>'id' and flow_state.auth_code_issued_at is null \
         and flow_state.user_id is null",
};

const ARRIVE: Statement = Statement {
    name: "a flow's user is known",
    postgres: "update flow_state f set user_id = r.user_id, provider_access_token = r.provider_token, \
         provider_refresh_token = r.provider_refresh_token, updated_at = r.now \
         from json_to_recordset({rows}::json) as r(id uuid, user_id uuid, provider_token text, \
         provider_refresh_token text, now timestamptz) where f.id = r.id and f.user_id is null",
    sqlite: "update flow_state set user_id = r.value->>'user_id', \
         provider_access_token = r.value->>'provider_token', \
         provider_refresh_token = r.value->>'provider_refresh_token', updated_at = r.value->>'now' \
         from json_each({rows}) r where flow_state.id = r.value->>'id' and flow_state.user_id is null",
};

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = flow_state)]
struct FlowRow {
    id: UuidColumn,
    user_id: Option<UuidColumn>,
    auth_code: Option<String>,
    code_challenge_method: Option<String>,
    code_challenge: Option<String>,
    provider_type: String,
    provider_access_token: Option<String>,
    provider_refresh_token: Option<String>,
    created_at: Option<TimeColumn>,
    authentication_method: String,
    auth_code_issued_at: Option<TimeColumn>,
    invite_token: Option<String>,
    referrer: Option<String>,
    linking_target_id: Option<UuidColumn>,
    email_optional: bool,
}

#[derive(Serialize)]
struct FlowDocument<'a> {
    id: uuid::Uuid,
    auth_code: Option<&'a str>,
    method: Option<&'static str>,
    challenge: Option<&'a str>,
    provider: &'a str,
    created_at: String,
    authentication_method: &'static str,
    invite_token: Option<&'a str>,
    referrer: Option<&'a str>,
    linking_target: Option<uuid::Uuid>,
    email_optional: bool,
}

#[derive(Serialize)]
struct ClaimDocument {
    id: uuid::Uuid,
    now: String,
}

#[derive(Serialize)]
struct ArrivalDocument<'a> {
    id: uuid::Uuid,
    user_id: uuid::Uuid,
    provider_token: &'a str,
    provider_refresh_token: &'a str,
    now: String,
}

/// Writes a flow that begins.
pub fn insert(conn: &mut DbConnection, flow: &Flow) -> QueryResult<usize> {
    let challenge = flow.challenge.as_ref();
    let document = FlowDocument {
        id: flow.id.0,
        auth_code: flow.auth_code.as_deref(),
        method: challenge.map(|challenge| challenge.method.name()),
        challenge: challenge.map(|challenge| challenge.value.as_str()),
        provider: &flow.provider,
        created_at: time_text(flow.created_at),
        authentication_method: OAUTH,
        invite_token: flow.invite_token.as_deref(),
        referrer: flow.referrer.as_deref(),
        linking_target: flow.linking_target.map(|user| user.0),
        email_optional: flow.email_optional,
    };
    INSERT.execute(conn, &[document])
}

/// Reads a flow without locking it.
pub fn find(conn: &mut DbConnection, id: FlowId) -> QueryResult<Option<Flow>> {
    let row: Option<FlowRow> = flow_state::table
        .find(UuidColumn(id.0))
        .select(FlowRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Flow::from))
}

/// Reads the flow that has this code, without locking it.
pub fn find_by_code(conn: &mut DbConnection, code: &str) -> QueryResult<Option<Flow>> {
    let row: Option<FlowRow> = BY_CODE.load(conn, &[code])?.pop();
    Ok(row.map(Flow::from))
}

/// Locks and reads a flow.
pub fn lock(conn: &mut DbConnection, id: FlowId) -> QueryResult<Option<Flow>> {
    let row: Option<FlowRow> = LOCK.load(conn, &[id.0])?.pop();
    Ok(row.map(Flow::from))
}

/// Claims a flow's callback; tells whether nobody had.
pub fn claim(conn: &mut DbConnection, id: FlowId, now: DateTime<Utc>) -> QueryResult<bool> {
    let document = ClaimDocument {
        id: id.0,
        now: time_text(now),
    };
    Ok(CLAIM.execute(conn, &[document])? == 1)
}

/// Writes who came back, with the provider's tokens as they are to be kept; tells whether nobody had.
pub fn arrive(
    conn: &mut DbConnection,
    id: FlowId,
    user: UserId,
    tokens: &KeptTokens,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let document = ArrivalDocument {
        id: id.0,
        user_id: user.0,
        provider_token: &tokens.access,
        provider_refresh_token: &tokens.refresh,
        now: time_text(now),
    };
    Ok(ARRIVE.execute(conn, &[document])? == 1)
}

/// Ends a flow; tells whether it was still there.
pub fn delete(conn: &mut DbConnection, id: FlowId) -> QueryResult<bool> {
    let gone = diesel::delete(flow_state::table.find(UuidColumn(id.0))).execute(conn)?;
    Ok(gone == 1)
}

/// The provider's tokens as a flow keeps them, plain or sealed; empty where there is none. It has no Debug.
#[derive(Clone, Default)]
pub struct KeptTokens {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

impl From<FlowRow> for Flow {
    fn from(row: FlowRow) -> Self {
        let text = |column: Option<String>| column.filter(|text| !text.is_empty());
        let method = row.code_challenge_method.as_deref();
        let method = method.and_then(ChallengeMethod::parse);
        let challenge = method
            .zip(text(row.code_challenge))
            .map(|(method, value)| Challenge { method, value });
        Self {
            id: FlowId(row.id.0),
            user: row.user_id.map(|user| UserId(user.0)),
            auth_code: text(row.auth_code),
            challenge,
            provider: row.provider_type,
            authentication_method: row.authentication_method,
            provider_token: row.provider_access_token.unwrap_or_default(),
            provider_refresh_token: row.provider_refresh_token.unwrap_or_default(),
            // A flow of which nobody knows when it began is over.
            created_at: row
                .created_at
                .map_or(DateTime::<Utc>::UNIX_EPOCH, |TimeColumn(at)| at),
            came_back_at: row.auth_code_issued_at.map(|TimeColumn(at)| at),
            invite_token: text(row.invite_token),
            referrer: text(row.referrer),
            linking_target: row.linking_target_id.map(|user| UserId(user.0)),
            email_optional: row.email_optional,
        }
    }
}
