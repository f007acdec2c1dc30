//! Unmodified Supabase clients against the built binary, on both databases where that makes a difference to them, and the
//! examples. The scripts are in `clients/`; here is what they run against, and the reading of their verdict.

#[cfg(test)]
#[path = "clients/project.rs"]
mod project;
#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
mod support;

use project::{Need, Project, folder};
use std::process::Command;
use support::database::{TestDatabase, both_databases};

both_databases! {
    fn js_sign_in(database: TestDatabase) {
        js("sign_in", &database, &[]);
    }

    fn js_sign_out(database: TestDatabase) {
        js("sign_out", &database, &[]);
    }

    fn js_account(database: TestDatabase) {
        js("account", &database, &[]);
    }

    fn js_off(database: TestDatabase) {
        js("off", &database, &[]);
    }

    fn js_redirect(database: TestDatabase) {
        js("redirect", &database, &[Need::Browser]);
    }

    fn js_identities(database: TestDatabase) {
        js("identities", &database, &[Need::Browser]);
    }

    fn js_anonymous(database: TestDatabase) {
        js("anonymous", &database, &[Need::Browser]);
    }

    fn js_tabs(database: TestDatabase) {
        js("tabs", &database, &[Need::Browser]);
    }

    fn js_admin(database: TestDatabase) {
        js("admin", &database, &[]);
    }

    fn js_admin_pages(database: TestDatabase) {
        js("admin_pages", &database, &[]);
    }

    fn python_sign_in(database: TestDatabase) {
        python("sign_in", &database);
    }

    fn python_sign_out(database: TestDatabase) {
        python("sign_out", &database);
    }

    fn python_redirect(database: TestDatabase) {
        python("redirect", &database);
    }

    fn python_identities(database: TestDatabase) {
        python("identities", &database);
    }

    fn python_admin(database: TestDatabase) {
        python("admin", &database);
    }
}

// What follows is about a browser and somebody else's server; the databases have been compared above.

#[test]
fn example_express() {
    example("express");
}

#[test]
fn example_nextjs() {
    example("nextjs");
}

#[test]
fn demo_page() {
    js("demo", &TestDatabase::sqlite(), &[Need::Browser]);
}

/// Runs the script that drives an example.
#[cfg(test)]
fn example(name: &'static str) {
    let needs = [Need::Js, Need::Browser, Need::Example(name)];
    // The clients refresh what lasts less than 90 s: so each page that is loaded shows a refresh.
    let settings = [("DAEMUN_JWT_EXP", "60")];
    let database = TestDatabase::sqlite();
    Project::of(&database, &settings).run(&needs, node(&format!("example_{name}")));
}

/// Runs a script for supabase-js.
#[cfg(test)]
fn js(script: &str, database: &TestDatabase, needs: &[Need]) {
    let needs = [&[Need::Js], needs].concat();
    Project::of(database, &[]).run(&needs, node(script));
}

fn node(script: &str) -> Command {
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"]);
    node.arg(format!("js/{script}.mjs"));
    node
}

/// Runs a script for `supabase_auth`.
#[cfg(test)]
fn python(script: &str, database: &TestDatabase) {
    let mut python = Command::new(folder().join(".venv/bin/python"));
    // Clients leave their connections to the end of the process.
    python.args(["-B", "-W", "ignore::ResourceWarning"]);
    python.arg(format!("py/{script}.py")).arg("--verbose");
    Project::of(database, &[]).run(&[Need::Python], python);
}
