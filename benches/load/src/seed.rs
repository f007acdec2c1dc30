//! Fills the tables with people, some at a time, so that a million of them show how far they are.

use crate::database::Database;
use anyhow::Result;
use diesel::connection::SimpleConnection;
use diesel::{Connection as _, SqliteConnection};
use std::io::Write as _;
use std::time::Instant;

/// People of one transaction.
const CHUNK: u64 = 50_000;

/// Fills the tables, which must be there and empty, with `users` people as a sign-in by `issuer` leaves them.
pub fn fill(database: &Database, users: u64, issuer: &str) -> Result<()> {
    let began = Instant::now();
    if let Some(path) = database.file() {
        let mut sqlite = SqliteConnection::establish(path)?;
        // Nothing is lost if these rows are: they are made anew by the next run.
        sqlite.batch_execute(
            "pragma busy_timeout = 60000; pragma synchronous = off; pragma cache_size = -200000; pragma foreign_keys = off",
        )?;
        let script = include_str!("../sql/seed.sqlite.sql").replace("{issuer}", issuer);
        chunks(&mut sqlite, &script, users)?;
        sqlite
            .batch_execute("analyze; pragma synchronous = full; pragma wal_checkpoint(truncate)")?;
    } else {
        let mut postgres = database.connect()?;
        // Foreign keys are not looked up either: each identity is made from its user.
        postgres.batch_execute(
            "set synchronous_commit = off; set session_replication_role = replica",
        )?;
        let script = include_str!("../sql/seed.postgres.sql").replace("{issuer}", issuer);
        chunks(&mut postgres, &script, users)?;
        // Not the tables that a run fills: told that they are empty, PostgreSQL would read them whole for every foreign
        // key. One statement at a time: vacuum runs in no transaction.
        for statement in [
            "vacuum analyze auth.users",
            "vacuum analyze auth.identities",
            "checkpoint",
        ] {
            postgres.batch_execute(statement)?;
        }
    }
    eprintln!(" in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

fn chunks(connection: &mut impl SimpleConnection, script: &str, users: u64) -> Result<()> {
    for first in (1..=users).step_by(usize::try_from(CHUNK)?) {
        let last = users.min(first + CHUNK - 1);
        let script = script
            .replace("{first}", &first.to_string())
            .replace("{last}", &last.to_string());
        connection.batch_execute(&script)?;
        let mut out = std::io::stderr();
        write!(out, "\rfilling the tables: {last} of {users} people")?;
        out.flush()?;
    }
    Ok(())
}
