//! Unmodified Supabase clients against the built binary, on both databases. The scripts are in `clients/`; here is what they
//! run against, and the reading of their verdict.

#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::binary::Binary;
use support::database::{TestDatabase, both_databases};
use support::kakao::Kakao;
use support::left_out::left_out;

both_databases! {
    fn supabase_js_signs_in_and_out(database: TestDatabase) {
        let installed = folder().join("node_modules/@supabase/supabase-js");
        let mut node = Command::new("node");
        node.args(["--test", "--test-reporter=spec", "sign_in.mjs"]);

        run(&database, &installed, node, "supabase_js_signs_in_and_out");
    }

    fn supabase_auth_for_python_signs_in_and_out(database: TestDatabase) {
        let python = folder().join(".venv/bin/python");
        let mut tests = Command::new(&python);
        tests.args(["-B", "sign_in.py", "--verbose"]);

        run(&database, &python, tests, "supabase_auth_for_python_signs_in_and_out");
    }
}

/// Runs `tests` against a service of its own, if the client is installed.
#[cfg(test)]
fn run(database: &TestDatabase, installed: &Path, mut tests: Command, name: &str) {
    if !installed.exists() {
        left_out(
            name,
            "Supabase clients (tests/clients)",
            "scripts/test installs them",
        );
        return;
    }
    let kakao = Kakao::start();
    let service = Binary::serve_with(database, &kakao, &[]);

    let verdict = tests
        .current_dir(folder())
        .env("DAEMUN_URL", service.url())
        .env("KAKAO_URL", kakao.url())
        .output()
        .expect("the client's language is installed");

    assert!(
        verdict.status.success(),
        "{}{}\nThe service said:\n{}",
        String::from_utf8_lossy(&verdict.stdout),
        String::from_utf8_lossy(&verdict.stderr),
        service.output(),
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}
