//! The users of an audience, a page at a time.
//!
//! First the ids of a page, out of as little as the order needs, then their rows: what a row holds beside can be large.

use super::columns::{UuidColumn, UuidType, time_text};
use super::composed::Composed;
use super::connection::DbConnection;
use super::like::{glob, like};
use super::{identities, users};
use crate::domain::{Account, UserId};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use std::collections::HashMap;

/// Which users, in which order. Of two made at once, the id decides.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Their audience.
    pub aud: String,
    /// In the e-mail, or in `full_name` of the metadata in any case; empty for everybody.
    pub filter: String,
    /// Oldest first.
    pub ascending: bool,
}

/// The place of a user in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When the user was made.
    pub created_at: DateTime<Utc>,
    /// Its id.
    pub id: UserId,
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = UuidType)]
    id: UuidColumn,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many there are, and the accounts of one page of them.
pub fn numbered(
    conn: &mut DbConnection,
    selection: &Selection,
    limit: u64,
    offset: u64,
) -> QueryResult<(u64, Vec<Account>)> {
    let Some(counting) = selected(conn, "select count(*) as rows", selection) else {
        return Ok((0, Vec::new()));
    };
    let counted: Vec<CountRow> = counting.rows(conn)?;
    let total = counted.first().map_or(0, |row| row.rows);
    let total = u64::try_from(total).unwrap_or(0);
    if offset >= total {
        return Ok((total, Vec::new()));
    }
    let Some(query) = selected(conn, "select u.id", selection) else {
        return Ok((total, Vec::new()));
    };
    let query = ordered(query, selection)
        .sql(" limit ")
        .number(saturated(limit))
        .sql(" offset ")
        .number(saturated(offset));
    Ok((total, accounts(conn, query)?))
}

/// At most `limit` accounts that come after a place, without counting all.
pub fn after(
    conn: &mut DbConnection,
    selection: &Selection,
    limit: u64,
    place: Option<Place>,
) -> QueryResult<Vec<Account>> {
    let Some(mut query) = selected(conn, "select u.id", selection) else {
        return Ok(Vec::new());
    };
    if let Some(place) = place {
        let compared = if selection.ascending { " > (" } else { " < (" };
        // SQLite has times and ids as text, which sorts as they do.
        let (time, id) = match conn {
            DbConnection::Postgres(_) => ("::timestamptz, ", "::uuid)"),
            DbConnection::Sqlite(_) => (", ", ")"),
        };
        query = query
            .sql(" and (u.created_at, u.id)")
            .sql(compared)
            .text(time_text(place.created_at))
            .sql(time)
            .text(place.id.to_string())
            .sql(id);
    }
    let query = ordered(query, selection)
        .sql(" limit ")
        .number(saturated(limit));
    accounts(conn, query)
}

/// `None` where nobody can be found.
fn selected(conn: &DbConnection, what: &'static str, selection: &Selection) -> Option<Composed> {
    let query = Composed::new(what)
        .sql(match conn {
            // Supabase Auth's indexes begin with the instance, which is nil in every row that it reads.
            DbConnection::Postgres(_) => {
                " from users u where u.instance_id = '00000000-0000-0000-0000-000000000000' and u.aud = "
            }
            DbConnection::Sqlite(_) if selection.filter.is_empty() => " from users u where u.aud = ",
            // Whoever has to look into every row finds them faster in the table's own order than through an index.
            DbConnection::Sqlite(_) => " from users u where +u.aud = ",
        })
        .text(&selection.aud);
    if selection.filter.is_empty() {
        return Some(query);
    }
    let pattern = like(&selection.filter)?;
    Some(match conn {
        DbConnection::Postgres(_) => query
            .sql(" and (u.email like ")
            .text(&pattern)
            .sql(" or u.raw_user_meta_data->>'full_name' ilike ")
            .text(&pattern)
            .sql(")"),
        DbConnection::Sqlite(_) => query
            .sql(" and (u.email glob ")
            .text(glob(&pattern))
            .sql(" or u.raw_user_meta_data->>'full_name' like ")
            .text(&pattern)
            .sql(" escape '\\')"),
    })
}

fn ordered(query: Composed, selection: &Selection) -> Composed {
    query.sql(if selection.ascending {
        " order by u.created_at, u.id"
    } else {
        " order by u.created_at desc, u.id desc"
    })
}

/// The accounts of the ids that `query` finds, in its order.
fn accounts(conn: &mut DbConnection, query: Composed) -> QueryResult<Vec<Account>> {
    let rows: Vec<IdRow> = query.rows(conn)?;
    let ids: Vec<UserId> = rows.into_iter().map(|row| UserId(row.id.0)).collect();
    let found = users::find_all(conn, &ids)?;
    let mut by_id: HashMap<UserId, Account> = identities::accounts_of(conn, found)?
        .into_iter()
        .map(|account| (account.user.id, account))
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn saturated(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
