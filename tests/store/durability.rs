//! What a commit means: the settings in force on a connection of the store's.
//!
//! That nobody is answered before the commit is shown by killing the service; that a commit is on disk is not, since the
//! page cache survives a process. So the settings are looked at, and `tests/kill` stops PostgreSQL without warning.

use crate::bench::Bench;
use crate::support::database::{TestDatabase, both_databases};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    value: i32,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    value: String,
}

fn number(bench: &Bench, query: &'static str) -> i32 {
    let found: Number = bench
        .runtime
        .block_on(
            bench
                .store
                .write(move |conn| diesel::sql_query(query).get_result(conn)),
        )
        .expect("the query runs");
    found.value
}

fn words(bench: &Bench, query: &'static str) -> String {
    let found: Words = bench
        .runtime
        .block_on(
            bench
                .store
                .write(move |conn| diesel::sql_query(query).get_result(conn)),
        )
        .expect("the query runs");
    found.value
}

both_databases! {
    fn a_commit_waits_for_the_disk(database: TestDatabase) {
        if database.is_postgres() {
            database.execute("alter role postgres set synchronous_commit to off");
        }
        let bench = Bench::new(&database);
        if database.is_postgres() {
            database.execute("alter role postgres reset synchronous_commit");
            assert_eq!(words(&bench, "select current_setting('synchronous_commit') as value"), "on");
            assert_eq!(words(&bench, "select current_setting('search_path') as value"), "daemun, auth");
        } else {
            assert_eq!(number(&bench, "select synchronous as value from pragma_synchronous"), 2);
            assert_eq!(number(&bench, "select foreign_keys as value from pragma_foreign_keys"), 1);
            assert_eq!(words(&bench, "select journal_mode as value from pragma_journal_mode"), "wal");
        }
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = TestDatabase::sqlite();
    let bench = Bench::new(&database);
    // A connection that stays open, and with it the write-ahead log.
    bench.sign_in(bench.job("1001", None));
    let path = database.url().strip_prefix("sqlite://").expect("a path");
    for file in [path.to_owned(), format!("{path}-wal")] {
        let mode = std::fs::metadata(&file)
            .expect("the file is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn sqlite_finds_nothing_amiss_in_its_file() {
    let database = TestDatabase::sqlite();
    let bench = Bench::new(&database);
    bench.sign_in(bench.job("1001", Some("person@example.com")));
    let check = "select integrity_check as value from pragma_integrity_check";
    assert_eq!(words(&bench, check), "ok");
}
