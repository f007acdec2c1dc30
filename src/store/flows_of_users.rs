//! The redirect flows of a user who goes, with the provider's tokens and the person that they keep.
//!
//! The user's row is locked then, and everywhere else a flow's row is locked before a user's. So nobody is waited for here:
//! a flow that somebody else has under lock is left to them, who will find that its user is gone.

use super::columns::{UuidColumn, UuidType};
use super::connection::DbConnection;
use super::statement::Statement;
use super::{flow_notes, flow_states};
use crate::domain::{FlowId, UserId};
use diesel::QueryableByName;
use diesel::result::QueryResult;

const LOCK: Statement = Statement {
    name: "lock the flows of a user",
    postgres: "select f.id from flow_state f \
         where f.user_id in (select value::uuid from json_array_elements_text({rows}::json)) \
         order by f.id for update of f skip locked",
    sqlite: "select f.id from flow_state f where f.user_id in (select value from json_each({rows})) order by f.id",
};

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = UuidType)]
    id: UuidColumn,
}

/// Removes every flow that came back with `user`, whose row is locked. What waits for an exchange is worth nothing then.
pub fn delete(conn: &mut DbConnection, user: UserId) -> QueryResult<()> {
    let found: Vec<Found> = LOCK.load(conn, &[user.0])?;
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
