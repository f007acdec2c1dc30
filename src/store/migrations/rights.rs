//! Whether the role may read and write the rows, and sees them all: row-level security hides rows in silence.

use super::parts::oid_of;
use super::postgres::holds;
use super::{MigrationError, failed};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// What the service reads and writes.
const TABLES: [&str; 12] = [
    "auth.users",
    "auth.identities",
    "auth.sessions",
    "auth.mfa_amr_claims",
    "auth.refresh_tokens",
    "auth.flow_state",
    "auth.audit_log_entries",
    "daemun.signing_keys",
    "daemun.retired_keys",
    "daemun.secrets",
    "daemun.flow_notes",
    "daemun.__diesel_schema_migrations",
];

/// What gives the rows of `refresh_tokens` their ids.
const SEQUENCE: &str = "auth.refresh_tokens_id_seq";

/// The current role, and the name of its policies: each role has its own. Both quoted where they must be.
#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    policy: String,
}

/// Refuses to go on where a table cannot be used whole.
pub fn check(conn: &mut PgConnection) -> Result<(), MigrationError> {
    let statements = missing(conn)?;
    if statements.is_empty() {
        return Ok(());
    }
    Err(MigrationError::NotAllowed {
        reason: "the role may not read and write every row of the tables".to_owned(),
        statements: statements.join("\n"),
    })
}

/// Statements that give the current role what it needs once the tables are there, for the owner.
pub fn grants(conn: &mut PgConnection) -> Result<Vec<String>, MigrationError> {
    let role = role(conn)?;
    let mut statements = vec![
        format!("grant usage on schema auth, daemun to {};", role.name),
        format!(
            "grant select, insert, update, delete on {} to {};",
            TABLES.join(", "),
            role.name
        ),
        format!("grant usage on sequence {SEQUENCE} to {};", role.name),
    ];
    for table in TABLES {
        if hides_rows(conn, table)? {
            statements.push(policy(table, &role));
        }
    }
    Ok(statements)
}

fn missing(conn: &mut PgConnection) -> Result<Vec<String>, MigrationError> {
    let role = role(conn)?;
    let mut statements = Vec::new();
    for schema in ["auth", "daemun"] {
        if !holds(conn, &format!("has_schema_privilege('{schema}', 'usage')"))? {
            statements.push(format!("grant usage on schema {schema} to {};", role.name));
        }
    }
    for table in TABLES {
        let may = ["select", "insert", "update", "delete"]
            .map(|right| format!("has_table_privilege({}, '{right}')", oid_of(table)))
            .join(" and ");
        if !holds(conn, &may)? {
            statements.push(format!(
                "grant select, insert, update, delete on {table} to {};",
                role.name
            ));
        }
        if hides_rows(conn, table)? {
            statements.push(policy(table, &role));
        }
    }
    let may = format!("has_sequence_privilege({}, 'usage')", oid_of(SEQUENCE));
    if !holds(conn, &may)? {
        statements.push(format!(
            "grant usage on sequence {SEQUENCE} to {};",
            role.name
        ));
    }
    Ok(statements)
}

/// Row-level security is in force for this role, and no policy opens the whole table to it.
fn hides_rows(conn: &mut PgConnection, table: &str) -> Result<bool, MigrationError> {
    let oid = oid_of(table);
    holds(
        conn,
        &format!(
            "row_security_active({oid}) and not exists (select from pg_policy where \
             polrelid = {oid} and polpermissive and polcmd = '*' \
             and pg_get_expr(polqual, polrelid) = 'true' \
             and (polwithcheck is null or pg_get_expr(polwithcheck, polrelid) = 'true') \
             and (0 = any (polroles) or (select oid from pg_roles where rolname = current_user) = any (polroles)))"
        ),
    )
}

fn policy(table: &str, Role { name, policy }: &Role) -> String {
    format!("create policy {policy} on {table} to {name} using (true) with check (true);")
}

fn role(conn: &mut PgConnection) -> Result<Role, MigrationError> {
    diesel::sql_query("select quote_ident(current_user) as name, quote_ident('daemun_' || current_user) as policy")
        .get_result::<Role>(conn)
        .map_err(|e| failed("asking who we are", e))
}
