//! What the other suites stand on: a database of its own for each test, and nothing left behind when a process ends.

#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
mod support;

use std::path::Path;
use std::process::Command;
use support::database::{TestDatabase, both_databases};
use support::guard::Guard;

both_databases! {
    fn two_tests_share_no_database(one: TestDatabase) {
        let other = if one.is_postgres() {
            TestDatabase::postgres("two_tests_share_no_database").unwrap()
        } else {
            TestDatabase::sqlite()
        };

        one.execute("create table only_here (id integer)");
        other.execute("create table only_here (id integer)");

        assert_ne!(one.url(), other.url());
    }
}

#[test]
fn a_guard_waits_for_the_end_and_then_cleans_up() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    std::fs::write(&kept, "").unwrap();

    let guard = Guard::over(Command::new("sh"), r#"rm "$1""#, &[kept.to_str().unwrap()]);
    let there_meanwhile = Path::exists(&kept);
    drop(guard);

    assert!(there_meanwhile);
    assert!(!kept.exists());
}
