//! The database's address, pool and upkeep: `DATABASE_URL`, `DB_MAX_POOL_SIZE`, `DB_CLEANUP_ENABLED`.
//!
//! Only an address whose scheme is known is taken: a mistyped one must not silently become a SQLite file.

use super::Secret;
use super::problem::{DatabaseProblem, Problem};
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use std::path::PathBuf;

/// Section "database".
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`.
    pub url: DatabaseUrl,
    /// `DB_MAX_POOL_SIZE`: connections to PostgreSQL.
    pub max_pool_size: u32,
    /// `DB_CLEANUP_ENABLED`: what has expired is removed in the background.
    pub cleans_up: bool,
}

/// Which database, parsed from `postgres://…` or `sqlite://<path>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on this machine. `:memory:` is refused: every connection would have its own.
    Sqlite(PathBuf),
    /// A PostgreSQL server; the URL may hold a password. `search_path` has been taken off.
    Postgres(Secret),
}

/// What 0 means for Supabase Auth, no limit, would only move the waiting into PostgreSQL.
const DEFAULT_POOL_SIZE: u32 = 10;

static URL: Variable = Variable {
    aliases: &["DB_DATABASE_URL"],
    names: Names::Bare,
    kind: Kind::Url,
    default: "sqlite://daemun.db",
    example: "postgres://user:password@localhost:5432/postgres",
    meaning: "`sqlite://<path>` (`sqlite:///srv/daemun.db` for an absolute one) or `postgres://…`; several hosts may \
              be named, and `search_path` among its parameters is ignored.",
    secret: true,
    ..Variable::named("DATABASE_URL")
};

static MAX_POOL_SIZE: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "10",
    example: "10",
    meaning: "How many connections to PostgreSQL are held at most; 0 means the default.",
    ..Variable::named("DB_MAX_POOL_SIZE")
};

static CLEANUP: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Whether what has been over for a day is removed in the background, a little at a time: flow states, spent \
              refresh tokens of the first kind, and sessions past their end, `SESSIONS_TIMEBOX` or \
              `SESSIONS_INACTIVITY_TIMEOUT`. Off, as with Supabase Auth, nothing is ever removed; one node that has it on \
              is enough, and more do no harm.",
    ..Variable::named("DB_CLEANUP_ENABLED")
};

pub(super) static VARIABLES: &[&Variable] = &[&URL, &MAX_POOL_SIZE, &CLEANUP];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<DatabaseConfig> {
    let url = reader.value(&URL, database_url);
    let max_pool_size = reader.value(&MAX_POOL_SIZE, values::number(0, 1000));
    let cleans_up = reader.value(&CLEANUP, values::switch);
    let or_default = |size| if size == 0 { DEFAULT_POOL_SIZE } else { size };
    Some(DatabaseConfig {
        url: url?,
        max_pool_size: or_default(max_pool_size?),
        cleans_up: cleans_up?,
    })
}

fn database_url(value: &str) -> Result<DatabaseUrl, Problem> {
    let value = value.trim();
    if value.chars().any(char::is_control) {
        return Err(DatabaseProblem::Blank.into());
    }
    let (scheme, rest) = value.split_once("://").ok_or(DatabaseProblem::Scheme)?;
    match scheme {
        "sqlite" => Ok(DatabaseUrl::Sqlite(sqlite_path(rest)?)),
        "postgres" | "postgresql" => Ok(DatabaseUrl::Postgres(postgres_url(value, rest)?)),
        _ => Err(DatabaseProblem::Scheme.into()),
    }
}

fn sqlite_path(path: &str) -> Result<PathBuf, DatabaseProblem> {
    if path.contains(":memory:") {
        return Err(DatabaseProblem::InMemory);
    }
    if path.is_empty() || path.ends_with('/') {
        return Err(DatabaseProblem::NoFile);
    }
    // SQLite itself would read `file:` as a URI, whose parameters can ask for a database in memory.
    if path.starts_with("file:") || path.contains(['?', '#']) {
        return Err(DatabaseProblem::NotAPath);
    }
    Ok(PathBuf::from(path))
}

/// The URL for libpq, which refuses parameters that it does not know. `rest` is what follows the scheme.
fn postgres_url(url: &str, rest: &str) -> Result<Secret, DatabaseProblem> {
    if rest.is_empty() {
        return Err(DatabaseProblem::NoServer);
    }
    if rest.contains(char::is_whitespace) {
        return Err(DatabaseProblem::Blank);
    }
    // As libpq reads it, a password may contain a `?`, so parameters are looked for after the `@` that ends it.
    let credentials = rest
        .split('/')
        .next()
        .and_then(|authority| authority.rfind('@'))
        .unwrap_or(0);
    let after_credentials = rest.get(credentials..).unwrap_or(rest);
    let Some((_, parameters)) = after_credentials.split_once('?') else {
        return Ok(Secret::new(url));
    };
    let base = url.get(..url.len() - parameters.len() - 1).unwrap_or(url);
    let is_kept = |parameter: &&str| parameter.split('=').next() != Some("search_path");
    let kept: Vec<&str> = parameters
        .split('&')
        .filter(is_kept)
        .filter(|kept| !kept.is_empty())
        .collect();
    let separator = if kept.is_empty() { "" } else { "?" };
    Ok(Secret::new(format!("{base}{separator}{}", kept.join("&"))))
}
