//! The redirect flows of a user who goes, or whom somebody else takes over, with the provider's tokens and the person that
//! they keep.
//!
//! The user's row is locked then, and everywhere else a flow's row is locked before a user's. So nobody is waited for here:
//! a flow that somebody else has under lock is left to them, who will find how its user stands.

use super::columns::{UuidColumn, UuidType, time_text};
use super::connection::DbConnection;
use super::statement::Statement;
use super::{flow_notes, flow_states};
use crate::domain::{FlowId, UserId};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::result::QueryResult;
use serde::Serialize;

/// No link waits longer for a browser to come back. Targets are in no index, but the times are.
const LONGEST: TimeDelta = TimeDelta::days(1);

const LOCK: Statement = Statement {
    name: "lock the flows of a user",
    postgres: "with r as (select * from json_to_recordset({rows}::json) as r(user_id uuid, since timestamptz)) \
         select f.id from flow_state f where f.id in ( \
         select a.id from r join flow_state a on a.user_id = r.user_id \
         union all select b.id from r join flow_state b on b.created_at > r.since and b.linking_target_id = r.user_id) \
         order by f.id for update of f skip locked",
    sqlite: "with r as (select value->>'user_id' as user_id, value->>'since' as since from json_each({rows})) \
         select f.id from flow_state f where f.id in ( \
         select a.id from r join flow_state a on a.user_id = r.user_id \
         union all select b.id from r join flow_state b on b.created_at > r.since and b.linking_target_id = r.user_id) \
         order by f.id",
};

#[derive(Serialize)]
struct Whose {
    user_id: uuid::Uuid,
    since: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = UuidType)]
    id: UuidColumn,
}

/// Removes every flow that came back with `user`, whose row is locked, or is to end in a link to it. What waits for an
/// exchange is worth nothing then.
pub fn delete(conn: &mut DbConnection, user: UserId, now: DateTime<Utc>) -> QueryResult<()> {
    let whose = Whose {
        user_id: user.0,
        since: time_text(now - LONGEST),
    };
    let found: Vec<Found> = LOCK.load(conn, &[whose])?;
    for Found { id } in found {
        end(conn, FlowId(id.0))?;
    }
    Ok(())
}

/// Removes one flow, which is under lock, with its note.
pub fn end(conn: &mut DbConnection, flow: FlowId) -> QueryResult<()> {
    flow_states::delete(conn, flow)?;
    flow_notes::delete(conn, flow)?;
    Ok(())
}
