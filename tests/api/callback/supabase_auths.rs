//! Flows that a Supabase Auth on the same database began, or came back with: as it writes their rows, so they end here.

use crate::journey::{Began, CALLBACK, CHALLENGE, Journey, VERIFIER, query_of, text};
use crate::support::database::both_databases;
use serde_json::Value;
use std::collections::BTreeMap;

const FLOW: &str = "33333333-3333-4333-8333-333333333333";
const CODE: &str = "44444444-4444-4444-8444-444444444444";

/// A flow with a challenge; `more` are further columns and their values.
fn flow(journey: &Journey, method: &str, more: &[(&str, &str)]) {
    let (mut names, mut values) = (String::new(), String::new());
    for (name, value) in more {
        names.extend([", ", name]);
        values.extend([", '", value, "'"]);
    }
    journey.gate.execute("flow_state", &format!(
        "insert into {{table}} (id, auth_code, code_challenge_method, code_challenge, provider_type, created_at, updated_at, \
         authentication_method, referrer, email_optional{names}) values ('{FLOW}', '{CODE}', 's256', '{CHALLENGE}', 'kakao', \
         '2026-03-01T09:00:00.000000Z', '2026-03-01T09:00:00.000000Z', '{method}', 'https://app.example.com/cb', false{values})"
    ));
}

/// It has come back with this user.
fn issued<'a>(session: &'a Value, provider_token: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("user_id", text(session, "/user/id")),
        ("auth_code_issued_at", "2026-03-01T09:00:00.000000Z"),
        ("provider_access_token", provider_token),
        ("provider_refresh_token", ""),
    ]
}

both_databases! {
    fn a_code_that_supabase_auth_issued_is_exchanged_here(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = journey.gate.sign_in(1);
        flow(&journey, "oauth", &issued(&session, "plain"));
        assert_eq!(journey.exchange(CODE, CHALLENGE).expect(400).json()["error_code"], "bad_code_verifier");
        let exchanged = journey.exchange(CODE, VERIFIER).expect(200).json();
        assert_eq!(exchanged["user"]["id"], session["user"]["id"]);
        assert_eq!((text(&exchanged, "/provider_token"), exchanged.get("provider_refresh_token")), ("plain", None));
        assert_eq!(journey.exchange(CODE, VERIFIER).expect(404).json()["error_code"], "flow_state_not_found");
    }

    fn a_link_that_supabase_auth_made_at_its_callback_ends_in_a_session(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = journey.gate.sign_in(1);
        let target = ("linking_target_id", text(&session, "/user/id"));
        flow(&journey, "oauth", &[&issued(&session, "plain")[..], &[target]].concat());
        let exchanged = journey.exchange(CODE, VERIFIER).expect(200).json();
        assert_eq!(exchanged["user"]["identities"], journey.gate.user(text(&session, "/access_token")).expect(200).json()["identities"]);
    }

    fn codes_of_ways_that_are_off_here_are_unknown(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = journey.gate.sign_in(1);
        for method in ["magiclink", "email/signup", "recovery", "sso/saml"] {
            flow(&journey, method, &issued(&session, ""));
            assert_eq!(journey.exchange(CODE, VERIFIER).expect(404).json()["error_code"], "flow_state_not_found", "{method}");
            journey.gate.execute("flow_state", "delete from {table}");
        }
    }

    fn a_browser_that_supabase_auth_sent_to_kakao_may_come_back_here(database: TestDatabase) {
        let journey = Journey::new(database);
        flow(&journey, "oauth", &[]);
        journey.gate.execute("flow_state", "update {table} set email_optional = true");
        // It asks for no ID token, and so for no nonce.
        journey.gate.service.kakao.faults().leave_out_id_tokens(true);
        let asked = [("state", FLOW), ("redirect_uri", CALLBACK)];
        let began = Began { asked: BTreeMap::from(asked.map(|(name, value)| (name.to_owned(), value.to_owned()))) };
        let landed = journey.arrive(&began, 1).expect(302);
        assert_eq!(query_of(&landed)["code"], CODE);
        journey.exchange(CODE, VERIFIER).expect(200);
    }
}
