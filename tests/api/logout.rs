//! `POST /logout`: three scopes, and what each leaves of the user's sessions.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use serde_json::Value;

fn sign_out(gate: &Gate, session: &Value, query: &str) -> Response {
    let token = text(session, "/access_token");
    gate.service
        .client()
        .post(&format!("/logout{query}"))
        .bearer(token)
        .send()
}

fn lives(gate: &Gate, session: &Value) -> bool {
    match gate.refresh(text(session, "/refresh_token")).status {
        200 => true,
        400 => false,
        other => panic!("a refresh was answered by {other}"),
    }
}

/// Three sessions of one user, and one of another: which are alive after the first signed out?
fn after(database: TestDatabase, query: &str) -> [bool; 4] {
    let gate = Gate::new(database);
    let sessions = [
        gate.sign_in(1),
        gate.sign_in(1),
        gate.sign_in(1),
        gate.sign_in(2),
    ];
    let answer = sign_out(&gate, &sessions[0], query).expect(204);
    assert!(answer.body.is_empty());
    let entries = gate.texts(
        "audit_log_entries",
        "select cast(payload as text) as text from {table}",
    );
    assert!(
        entries
            .iter()
            .any(|entry| entry.contains("\"logout\"") && entry.contains("\"account\""))
    );
    sessions.each_ref().map(|session| lives(&gate, session))
}

both_databases! {
    fn global_is_the_default_and_ends_them_all(database: TestDatabase) {
        assert_eq!(after(database, ""), [false, false, false, true]);
    }

    fn local_ends_the_one_that_asks(database: TestDatabase) {
        assert_eq!(after(database, "?scope=local"), [false, true, true, true]);
    }

    fn others_ends_all_but_the_one_that_asks(database: TestDatabase) {
        assert_eq!(after(database, "?scope=others"), [true, false, false, true]);
    }

    fn a_session_that_has_ended_is_not_found(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        sign_out(&gate, &session, "?scope=global").expect(204);
        let again = sign_out(&gate, &session, "").expect(403).json();
        assert_eq!(again["error_code"], "session_not_found");
        let user = gate.user(text(&session, "/access_token")).expect(403).json();
        assert_eq!(user["msg"], "Session from session_id claim in JWT does not exist");
    }
}

#[test]
fn another_scope_is_refused_and_ends_nothing() {
    let gate = Gate::new(TestDatabase::sqlite());
    let session = gate.sign_in(1);
    let refused = sign_out(&gate, &session, "?scope=x").expect(400).json();
    assert_eq!(refused["error_code"], "validation_failed");
    assert_eq!(refused["msg"], "Unsupported logout scope \"x\"");
    assert!(lives(&gate, &session));
}

#[test]
fn without_a_token_nobody_is_signed_out() {
    let gate = Gate::new(TestDatabase::sqlite());
    let refused = gate
        .service
        .client()
        .post("/logout?scope=x")
        .send()
        .expect(401)
        .json();
    assert_eq!(refused["error_code"], "no_authorization");
}
