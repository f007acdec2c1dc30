//! What this machine lacks, and which tests are left out for it: said aloud, and under CI a failure.

use std::io::Write as _;
use std::sync::Mutex;

/// What has been named as missing so far, so that each is explained once.
static EXPLAINED: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

/// Leaves `test` out because `what` is missing; `remedy` says how to get it.
///
/// # Panics
///
/// Where `CI` is set: there, a test that is left out is a failed one.
pub fn left_out(test: &str, what: &'static str, remedy: &str) {
    assert!(
        !is_ci(),
        "{test} needs {what}, and under CI nothing is left out; {remedy}"
    );
    let mut explained = EXPLAINED.lock().expect("nobody panicked while explaining");
    if !explained.contains(&what) {
        explained.push(what);
        say(&format!(
            "this machine has no {what}: the tests that need it are left out; {remedy}"
        ));
    }
    say(&format!("left out: {test}"));
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no command line that could read it for them"
)]
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Writes past the test harness, which swallows what a passing test prints by macro.
fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error takes a line");
}
