//! PostgreSQL's steps: the catalogue is read first, and DDL is issued only for what is missing.

use super::parts::{oid_of, parts};
use super::{Migrated, MigrationError, failed, rights};
use crate::store::connection::DbConnection;
use crate::store::dial::Dial;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

/// Steps in the order of their names; the same names as SQLite's.
pub const STEPS: [(&str, &str); 6] = [
    (
        "20261124000000",
        include_str!("../../../migrations/postgres/2026-11-24-000000_auth/up.sql"),
    ),
    (
        "20261124000001",
        include_str!("../../../migrations/postgres/2026-11-24-000001_redirect_flow/up.sql"),
    ),
    (
        "20261124000002",
        include_str!("../../../migrations/postgres/2026-11-24-000002_signing_keys/up.sql"),
    ),
    (
        "20261124000003",
        include_str!("../../../migrations/postgres/2026-11-24-000003_identities_key/up.sql"),
    ),
    (
        "20261124000006",
        include_str!("../../../migrations/postgres/2026-11-24-000006_invitations/up.sql"),
    ),
    (
        "20261124000007",
        include_str!("../../../migrations/postgres/2026-11-24-000007_room_for_updates/up.sql"),
    ),
];

/// Held while a node migrates: a number of our own, so that it meets no other program's.
const ADVISORY_LOCK: i64 = 0x6461_656d_756e;

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

/// Everything that has to be done, found out beforehand.
struct Plan {
    steps: Vec<&'static str>,
    statements: Vec<String>,
}

/// Runs what is missing, in one transaction under an advisory lock.
pub fn migrate(conn: &mut PgConnection) -> Result<Migrated, MigrationError> {
    conn.batch_execute(&format!(
        "SET lock_timeout TO '30s'; SET statement_timeout TO 0; BEGIN; SELECT pg_advisory_xact_lock({ADVISORY_LOCK});"
    ))
    .map_err(|e| failed("waiting for another node's migration", e))?;
    match migrate_locked(conn) {
        Ok(done) => {
            conn.batch_execute("COMMIT")
                .map_err(|e| failed("COMMIT", e))?;
            Ok(done)
        }
        Err(error) => {
            conn.batch_execute("ROLLBACK")
                .map_err(|e| failed("ROLLBACK", e))?;
            Err(error)
        }
    }
}

/// Whether nothing is missing; changes nothing.
pub fn verify(conn: &mut PgConnection) -> Result<(), MigrationError> {
    let plan = plan(conn)?;
    if !plan.steps.is_empty() {
        return Err(not_allowed(conn, &plan, "tables are missing")?);
    }
    rights::check(conn)
}

/// A pooler in transaction mode gives each transaction whichever server connection is free: a setting made on one is not
/// there on the next. The second connection holds the first one's, if they share.
pub fn refuse_transaction_pooler(
    conn: &mut PgConnection,
    dial: &Dial,
) -> Result<(), MigrationError> {
    conn.batch_execute("SET daemun.probe TO 'here'")
        .map_err(|e| failed("a session setting", e))?;
    let mut second = dial.connect()?;
    if let DbConnection::Postgres(second) = &mut second.conn {
        second
            .batch_execute("BEGIN")
            .map_err(|e| failed("BEGIN", e))?;
        let found = setting(conn, "daemun.probe");
        second
            .batch_execute("ROLLBACK")
            .map_err(|e| failed("ROLLBACK", e))?;
        if found?.as_deref() != Some("here")
            || setting(second, "daemun.probe")?.is_some_and(|v| v == "here")
        {
            return Err(MigrationError::TransactionPooler);
        }
    }
    Ok(())
}

fn migrate_locked(conn: &mut PgConnection) -> Result<Migrated, MigrationError> {
    let plan = plan(conn)?;
    if plan.steps.is_empty() {
        rights::check(conn)?;
        return Ok(Migrated::NothingToDo);
    }
    for statement in &plan.statements {
        if let Err(error) = conn.batch_execute(statement) {
            return Err(refused(conn, &plan, &error)?);
        }
    }
    rights::check(conn)?;
    Ok(Migrated::Ran(
        plan.steps.iter().map(ToString::to_string).collect(),
    ))
}

fn plan(conn: &mut PgConnection) -> Result<Plan, MigrationError> {
    let record = oid_of("daemun.__diesel_schema_migrations");
    let may_read = format!(
        "has_schema_privilege('daemun', 'usage') and has_table_privilege({record}, 'select')"
    );
    // Two questions: the second fails where there is no such schema.
    let is_recorded = holds(conn, &format!("{record} is not null"))? && holds(conn, &may_read)?;
    let mut plan = Plan {
        steps: Vec::new(),
        statements: Vec::new(),
    };
    for (version, step) in STEPS {
        let record = format!(
            "exists (select from daemun.__diesel_schema_migrations where version = '{version}')"
        );
        if is_recorded && holds(conn, &record)? {
            continue;
        }
        plan.steps.push(version);
        for part in parts(step) {
            if holds(conn, &part.is_missing())? {
                plan.statements.push(part.statements.to_owned());
            }
        }
        plan.statements.push(format!(
            "insert into daemun.__diesel_schema_migrations (version) values ('{version}') on conflict do nothing;"
        ));
    }
    Ok(plan)
}

/// A refusal for want of rights is the owner's to mend; anything else is a failure.
fn refused(
    conn: &mut PgConnection,
    plan: &Plan,
    error: &diesel::result::Error,
) -> Result<MigrationError, MigrationError> {
    let text = error.to_string();
    if !(text.contains("permission denied") || text.contains("must be owner")) {
        return Ok(failed("running a step", text));
    }
    // Reading the role's name takes a transaction that is not aborted.
    conn.batch_execute("ROLLBACK; BEGIN")
        .map_err(|e| failed("ROLLBACK", e))?;
    not_allowed(conn, plan, &text)
}

fn not_allowed(
    conn: &mut PgConnection,
    plan: &Plan,
    reason: &str,
) -> Result<MigrationError, MigrationError> {
    let mut statements = plan.statements.clone();
    statements.extend(rights::grants(conn)?);
    Ok(MigrationError::NotAllowed {
        reason: reason.to_owned(),
        statements: statements.join("\n"),
    })
}

/// Whether a condition holds.
pub fn holds(conn: &mut PgConnection, condition: &str) -> Result<bool, MigrationError> {
    diesel::sql_query(format!("select coalesce({condition}, false) as yes"))
        .get_result::<Answer>(conn)
        .map(|answer| answer.yes)
        .map_err(|e| failed(format!("asking whether {condition}"), e))
}

fn setting(conn: &mut PgConnection, name: &str) -> Result<Option<String>, MigrationError> {
    diesel::sql_query(format!("select current_setting('{name}', true) as value"))
        .get_result::<Setting>(conn)
        .map(|setting| setting.value)
        .map_err(|e| failed("reading a setting", e))
}
