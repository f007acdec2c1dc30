//! `grant_type=pkce`: a code for a session.

use crate::journey::{CHALLENGE, Journey, VERIFIER, text};
use crate::support::client::Request;
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use serde_json::{Value, json};

const INCOMPLETE: &str = "invalid request: both auth code and code verifier should be non-empty";
const NOT_FOUND: (u16, &str, &str) = (
    404,
    "flow_state_not_found",
    "invalid flow state, no valid flow state found",
);
const MISMATCH: (u16, &str, &str) = (
    400,
    "bad_code_verifier",
    "code challenge does not match previously saved code verifier",
);

fn asking(journey: &Journey, body: &Value) -> Request {
    journey
        .gate
        .service
        .client()
        .post("/token?grant_type=pkce")
        .json(body)
}

#[track_caller]
fn refuses(journey: &Journey, code: &str, verifier: &str, (status, word, text): (u16, &str, &str)) {
    let request = asking(
        journey,
        &json!({ "auth_code": code, "code_verifier": verifier }),
    );
    journey.refuses(&request, status, word, text);
}

both_databases! {
    fn a_code_becomes_a_session_once(database: TestDatabase) {
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        let answer = journey.exchange(&code, VERIFIER).expect(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("sb-auth-refresh-token-counter"), Some("0"));
        assert_eq!(answer.header("sb-auth-refresh-token-rotated"), Some("true"));
        let session = answer.json();
        let members: Vec<&String> = session.as_object().expect("an object").keys().collect();
        assert_eq!(members.len(), 8, "{members:?}");
        assert_eq!(session["user"]["app_metadata"], json!({ "provider": "kakao", "providers": ["kakao"] }));
        journey.gate.user(text(&session, "/access_token")).expect(200);
        journey.gate.refresh(text(&session, "/refresh_token")).expect(200);
        let claims: Vec<&str> = text(&session, "/access_token").split('.').collect();
        assert_eq!(claims.len(), 3);
        assert_eq!(journey.gate.texts("mfa_amr_claims", "select authentication_method as text from {table}"), ["oauth"]);
        refuses(&journey, &code, VERIFIER, NOT_FOUND);
    }

    fn the_exchange_leaves_an_entry_of_its_own(database: TestDatabase) {
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        journey.exchange(&code, VERIFIER).expect(200);
        let mut traits: Vec<Value> = journey.gate.texts("audit_log_entries", "select cast(payload as text) as text from {table}")
            .iter().map(|payload| {
                let payload: Value = serde_json::from_str(payload).expect("JSON");
                json!([payload["action"], payload["traits"]])
            }).collect();
        traits.sort_by_key(Value::to_string);
        assert_eq!(traits, [json!(["login", { "provider": "kakao" }]), json!(["login", { "provider_type": "kakao" }])]);
    }

    fn a_verifier_that_does_not_fit_leaves_the_code_good(database: TestDatabase) {
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        for verifier in [CHALLENGE, "x", &format!("{VERIFIER}="), &VERIFIER.to_lowercase(), "\u{1f512}"] {
            refuses(&journey, &code, verifier, MISMATCH);
        }
        journey.exchange(&code, VERIFIER).expect(200);
    }

    fn a_code_of_nobody_is_unknown_whatever_it_looks_like(database: TestDatabase) {
        let journey = Journey::new(database);
        let began = journey.begin_pkce();
        let not_back = journey.gate.texts("flow_state", "select auth_code as text from {table}").concat();
        for code in ["x", "01234567-89ab-4cde-8f01-23456789abcd", "' or 1=1 --", &not_back, began.state()] {
            refuses(&journey, code, VERIFIER, NOT_FOUND);
        }
        journey.arrive(&began, 1).expect(302);
        journey.exchange(&not_back, VERIFIER).expect(200);
    }

    fn a_code_lives_as_long_as_its_flow_from_its_first_step(database: TestDatabase) {
        let journey = Journey::new(database);
        let began = [journey.begin_pkce(), journey.begin_pkce()];
        journey.gate.service.clock.advance(TimeDelta::seconds(200));
        let codes = began.map(|began| journey.code_of(&began, 1));
        journey.gate.service.clock.advance(TimeDelta::seconds(100));
        journey.exchange(&codes[0], VERIFIER).expect(200);
        journey.gate.service.clock.advance(TimeDelta::microseconds(1));
        let expired = (422, "flow_state_expired", "invalid flow state, flow state has expired");
        refuses(&journey, &codes[1], VERIFIER, expired);
        refuses(&journey, &codes[1], CHALLENGE, expired);
    }

    fn whoever_is_deleted_or_banned_meanwhile_gets_no_session(database: TestDatabase) {
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        journey.gate.execute("users", "update {table} set banned_until = '2099-01-01T00:00:00.000000Z'");
        refuses(&journey, &code, VERIFIER, (403, "user_banned", "User is banned"));
        journey.gate.execute("users", "update {table} set banned_until = null, deleted_at = '2026-03-01T09:00:00.000000Z'");
        refuses(&journey, &code, VERIFIER, NOT_FOUND);
        journey.gate.execute("users", "delete from {table}");
        refuses(&journey, &code, VERIFIER, NOT_FOUND);
    }
}

#[test]
fn both_members_are_needed() {
    let journey = Journey::new(TestDatabase::sqlite());
    for body in [
        json!({}),
        json!({ "auth_code": "x" }),
        json!({ "code_verifier": "x" }),
        json!({ "auth_code": "", "code_verifier": "x" }),
        json!({ "auth_code": "x", "code_verifier": null }),
    ] {
        journey.refuses(
            &asking(&journey, &body),
            400,
            "validation_failed",
            INCOMPLETE,
        );
    }
}

#[test]
fn a_verifier_is_taken_as_clients_send_it() {
    let journey = Journey::new(TestDatabase::sqlite());
    let kotlin = format!("{}==", "aB-_".repeat(21) + "ab");
    let javascript = "0123456789abcdef".repeat(7);
    for verifier in [kotlin, javascript] {
        let challenge = daemun::domain::flow::s256(&verifier);
        let began = journey.begin(&format!(
            "code_challenge={challenge}&code_challenge_method=s256"
        ));
        journey
            .exchange(&journey.code_of(&began, 1), &verifier)
            .expect(200);
    }
    let plain = "p".repeat(43);
    let began = journey.begin(&format!(
        "code_challenge={plain}&code_challenge_method=plain"
    ));
    let code = journey.code_of(&began, 1);
    refuses(&journey, &code, VERIFIER, MISMATCH);
    journey.exchange(&code, &plain).expect(200);
}

#[test]
fn neither_key_nor_user_is_needed_and_others_are_not_looked_at() {
    let journey = Journey::new(TestDatabase::sqlite());
    let code = journey.code_of(&journey.begin_pkce(), 1);
    let body = json!({ "auth_code": code, "code_verifier": VERIFIER, "x": 1 });
    asking(&journey, &body)
        .bearer("an-anon-key")
        .header("apikey", "x")
        .send()
        .expect(200);
}
