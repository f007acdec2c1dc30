//! Many at once: the same person many times, and many tokens that name keys which nobody has.

use super::bench::{Bench, Rows, changed, with_token};
use crate::support::database::both_databases;
use daemun::sandbox::{KeyChoice, Scheme, paths};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::thread;

/// Sends every body, several at a time, and gives the answers as status and body.
fn send_all(bench: &Bench, bodies: &[Value], at_once: usize) -> Vec<(u16, Value)> {
    let size = bodies.len().div_ceil(at_once);
    thread::scope(|scope| {
        let askers: Vec<_> = bodies
            .chunks(size)
            .map(|some| {
                scope.spawn(move || {
                    let answers = some.iter().map(|body| bench.ask(body).send());
                    answers
                        .map(|answer| (answer.status, answer.json()))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        askers
            .into_iter()
            .flat_map(|asker| asker.join().expect("no asker panics"))
            .collect()
    })
}

both_databases! {
    fn the_same_token_fifty_times_at_once_makes_one_user(database: TestDatabase) {
        let bench = Bench::new(database);
        let body = with_token(&bench.sign(&bench.claims_but(json!({"email": "a@example.com"}))));
        let answers = send_all(&bench, &vec![body; 50], 50);
        assert!(answers.iter().all(|(status, _)| *status == 200));
        let users: HashSet<String> = answers.iter().map(|(_, session)| session["user"]["id"].to_string()).collect();
        let tokens: HashSet<String> = answers.iter().map(|(_, session)| session["refresh_token"].to_string()).collect();
        assert_eq!((users.len(), tokens.len()), (1, 50));
        assert_eq!(bench.rows(), Rows { users: 1, identities: 1, sessions: 50, audit_entries: 50 });
        assert_eq!(bench.kakao().requests(paths::KEYS), 1, "the first fetch serves all");
    }

    fn a_thousand_unknown_keys_cause_one_fetch(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.token()).expect(200);
        let (before, fetched) = (bench.rows(), bench.kakao().requests(paths::KEYS));
        let bodies: Vec<Value> = (0..1_000).map(|number| {
            let header = changed(bench.header(), json!({"kid": format!("unknown-{number}")}));
            with_token(&format!("{}.{}", encoded(&header), "e30.AAAA"))
        }).collect();
        let answers = send_all(&bench, &bodies, 8);
        let refused = json!({"error": "invalid request", "error_description": "Bad ID token"});
        assert!(answers.iter().all(|(status, body)| *status == 400 && *body == refused));
        assert_eq!(bench.kakao().requests(paths::KEYS), fetched + 1);
        assert_eq!(bench.rows(), before);
        bench.advance(9);
        bench.sign_in(&format!("{}.e30.AAAA", encoded(&json!({"alg": "RS256", "kid": "z"})))).expect(400);
        assert_eq!(bench.kakao().requests(paths::KEYS), fetched + 1, "still cooling down");
        bench.advance(1);
        bench.sign_in(&format!("{}.e30.AAAA", encoded(&json!({"alg": "RS256", "kid": "z"})))).expect(400);
        assert_eq!(bench.kakao().requests(paths::KEYS), fetched + 2);
    }

    fn a_thousand_bad_signatures_cause_none(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.token()).expect(200);
        let fetched = bench.kakao().requests(paths::KEYS);
        let forged = bench.kakao().sign(KeyChoice::Foreign, Scheme::Rs256, bench.header().to_string(), bench.claims().to_string());
        let bodies = vec![with_token(&forged.expect("signed")); 1_000];
        let answers = send_all(&bench, &bodies, 8);
        assert!(answers.iter().all(|(status, _)| *status == 400));
        assert_eq!(bench.kakao().requests(paths::KEYS), fetched);
    }
}

fn encoded(header: &Value) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(header.to_string())
}
