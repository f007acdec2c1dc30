//! Users and identities that came back as they were: of their rows only the times change, and no document is sent to the
//! database.

use super::columnar::{Column, Columnar, Row};
use super::columns::TimeColumn;
use super::connection::DbConnection;
use crate::domain::{Identity, User};
use diesel::result::QueryResult;
use serde::Serialize;

macro_rules! seen {
    ($table:literal) => {
        Columnar {
            name: concat!($table, " seen"),
            postgres: concat!(
                "update ",
                $table,
                " t set last_sign_in_at = r.last_sign_in_at, updated_at = r.updated_at \
                 from {columns} as r(id, last_sign_in_at, updated_at) \
                 where t.id = r.id"
            ),
            sqlite: concat!(
                "update ",
                $table,
                " set last_sign_in_at = r.value->>'last_sign_in_at', updated_at = r.value->>'updated_at' \
                 from json_each({rows}) r where ",
                $table,
                ".id = r.value->>'id'"
            ),
        }
    };
}

const USERS: Columnar = seen!("users");
const IDENTITIES: Columnar = seen!("identities");

#[derive(Serialize)]
struct Seen {
    id: uuid::Uuid,
    last_sign_in_at: Option<TimeColumn>,
    updated_at: Option<TimeColumn>,
}

impl Row for Seen {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![
            Column::uuids(rows, |row| Some(row.id)),
            Column::times(rows, |row| row.last_sign_in_at),
            Column::times(rows, |row| row.updated_at),
        ]
    }
}

/// Whether a sign-in changes nothing of a user but the times.
pub fn is_seen_only(before: &User, after: &User) -> bool {
    before.email == after.email
        && before.email_confirmed_at == after.email_confirmed_at
        && before.app_metadata == after.app_metadata
        && before.user_metadata == after.user_metadata
        && before.is_anonymous == after.is_anonymous
}

/// Writes the times of known users.
pub fn users(conn: &mut DbConnection, users: &[&User]) -> QueryResult<usize> {
    let rows = users.iter().map(|user| Seen {
        id: user.id.0,
        last_sign_in_at: user.last_sign_in_at.map(TimeColumn),
        updated_at: Some(TimeColumn(user.updated_at)),
    });
    USERS.execute(conn, &rows.collect::<Vec<_>>())
}

/// Writes the times of known identities.
pub fn identities(conn: &mut DbConnection, identities: &[&Identity]) -> QueryResult<usize> {
    let rows = identities.iter().map(|identity| Seen {
        id: identity.id.0,
        last_sign_in_at: identity.last_sign_in_at.map(TimeColumn),
        updated_at: identity.updated_at.map(TimeColumn),
    });
    IDENTITIES.execute(conn, &rows.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;
    use chrono::{DateTime, TimeDelta};

    fn user() -> User {
        let at = DateTime::UNIX_EPOCH;
        let id = UserId(uuid::Uuid::nil());
        User::new(
            id,
            "authenticated".to_owned(),
            "authenticated".to_owned(),
            at,
        )
    }

    #[test]
    fn who_comes_back_later_is_seen_only() {
        let (before, mut after) = (user(), user());
        let later = before.updated_at + TimeDelta::days(1);
        after.last_sign_in_at = Some(later);
        after.updated_at = later;
        assert!(is_seen_only(&before, &after));
    }

    #[test]
    fn whoever_has_changed_in_anything_else_is_written_whole() {
        let at = Some(DateTime::UNIX_EPOCH);
        let changes: [fn(&mut User); 4] = [
            |user| user.email = Some("minji@example.com".to_owned()),
            |user| user.is_anonymous = true,
            |user| drop(user.app_metadata.insert("role".to_owned(), "admin".into())),
            |user| drop(user.user_metadata.insert("name".to_owned(), "민지".into())),
        ];
        for change in changes {
            let mut after = user();
            change(&mut after);
            assert!(!is_seen_only(&user(), &after), "{after:?}");
        }
        let confirmed = User {
            email_confirmed_at: at,
            ..user()
        };
        assert!(!is_seen_only(&user(), &confirmed));
    }
}
