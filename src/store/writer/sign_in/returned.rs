//! Those who came back as they were, which is nearly everybody: the times of user and identity, a session and an audit entry.
//!
//! PostgreSQL writes all of it by one statement. Each statement costs it and us a fixed sum, and a batch is answered the sooner
//! the fewer it takes. SQLite, which is asked without a network, writes one table at a time.

use super::SignInJob;
use crate::domain::sign_in::AccountChange;
use crate::domain::{Account, JsonObject, User};
use crate::store::audit::AuditDocument;
use crate::store::connection::DbConnection;
use crate::store::sessions::NewSession;
use crate::store::statement::Statement;
use diesel::result::QueryResult;
use serde::Serialize;

/// Each takes the same rows.
const STATEMENTS: [Statement; 5] = [
    Statement {
        name: "returned users",
        postgres: "with r as materialized (select * from json_to_recordset({rows}::json) as r(id uuid, user_id uuid, \
               created_at timestamptz, user_agent text, ip inet, hmac_key text, amr_id uuid, amr_method text, \
               identity_id uuid, audit_id uuid, payload json, ip_address text)), \
             u as (update users u set last_sign_in_at = r.created_at, updated_at = r.created_at from r where u.id = r.user_id), \
             i as (update identities i set last_sign_in_at = r.created_at, updated_at = r.created_at \
               from r where i.id = r.identity_id), \
             s as (insert into sessions (id, user_id, created_at, updated_at, aal, user_agent, ip, \
                 refresh_token_hmac_key, refresh_token_counter) \
               select id, user_id, created_at, created_at, 'aal1', user_agent, ip, hmac_key, 0 from r), \
             a as (insert into mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) \
               select amr_id, id, created_at, created_at, amr_method from r) \
             insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
             select '00000000-0000-0000-0000-000000000000', audit_id, payload, created_at, ip_address \
             from r where audit_id is not null",
        sqlite: "update users set last_sign_in_at = r.value->>'created_at', updated_at = r.value->>'created_at' \
             from json_each({rows}) r where users.id = r.value->>'user_id'",
    },
    Statement {
        name: "returned identities",
        postgres: "",
        sqlite: "update identities set last_sign_in_at = r.value->>'created_at', updated_at = r.value->>'created_at' \
             from json_each({rows}) r where identities.id = r.value->>'identity_id'",
    },
    Statement {
        name: "returned sessions",
        postgres: "",
        sqlite: "insert into sessions \
             (id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key, refresh_token_counter) \
             select value->>'id', value->>'user_id', value->>'created_at', value->>'created_at', 'aal1', \
             value->>'user_agent', value->>'ip', value->>'hmac_key', 0 from json_each({rows})",
    },
    Statement {
        name: "returned amr",
        postgres: "",
        sqlite: "insert into mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) \
             select value->>'amr_id', value->>'id', value->>'created_at', value->>'created_at', value->>'amr_method' \
             from json_each({rows})",
    },
    Statement {
        name: "returned audit entries",
        postgres: "",
        sqlite: "insert into audit_log_entries (instance_id, id, payload, created_at, ip_address) \
             select '00000000-0000-0000-0000-000000000000', value->>'audit_id', value->'payload', value->>'created_at', \
             value->>'ip_address' from json_each({rows}) where value->>'audit_id' is not null",
    },
];

/// A row of each of the five tables.
#[derive(Serialize)]
pub(super) struct Returned {
    #[serde(flatten)]
    session: NewSession,
    identity_id: uuid::Uuid,
    audit_id: Option<uuid::Uuid>,
    payload: Option<JsonObject>,
    ip_address: String,
}

impl Returned {
    /// The rows of a sign-in that changed nothing of a known account but the times; `None` for any other.
    pub(super) fn of(
        known: &[Account],
        job: &SignInJob,
        change: &AccountChange,
        audit: &[AuditDocument],
    ) -> Option<Self> {
        let after = &change.account;
        let before = known
            .iter()
            .find(|account| account.user.id == after.user.id)?;
        let (identity, identity_after) = (
            before.identity(change.identity)?,
            after.identity(change.identity)?,
        );
        let is_as_before = !change.takes_over
            && !change.is_new_user
            && !change.is_new_identity
            && is_seen_only(&before.user, &after.user)
            && after.user.last_sign_in_at == Some(job.now)
            && identity.identity_data == identity_after.identity_data;
        let entry = match audit {
            [] => None,
            [entry] => Some(entry.clone()),
            _ => return None,
        };
        let seed = job.session.as_ref().filter(|_| is_as_before)?;
        Some(Self {
            session: seed.row_of(after.user.id, job.now),
            identity_id: change.identity.0,
            audit_id: entry.as_ref().map(|entry| entry.id),
            ip_address: entry
                .as_ref()
                .map_or_else(String::new, |entry| entry.ip_address.clone()),
            payload: entry.map(|entry| entry.payload),
        })
    }
}

/// Writes them.
pub(super) fn write(conn: &mut DbConnection, returned: &[Returned]) -> QueryResult<()> {
    for statement in &STATEMENTS {
        statement.execute(conn, returned)?;
    }
    Ok(())
}

/// Whether a sign-in changes nothing of a user but the times.
fn is_seen_only(before: &User, after: &User) -> bool {
    before.email == after.email
        && before.email_confirmed_at == after.email_confirmed_at
        && before.app_metadata == after.app_metadata
        && before.user_metadata == after.user_metadata
        && before.is_anonymous == after.is_anonymous
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
