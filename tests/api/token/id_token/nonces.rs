//! The nonce, in each of the ways in which it can be there or not.

use super::bench::{Bench, changed, with_token};
use super::refusal::Refusal;
use crate::support::database::both_databases;
use daemun::sandbox::hashed_nonce;
use serde_json::{Value, json};

const ONE_SIDED: Refusal<'static> = Refusal::OAuth(
    "invalid request",
    "Passed nonce and nonce in id_token should either both exist or not.",
);
const MISMATCH: Refusal<'static> = Refusal::OAuth("invalid nonce", "Nonces mismatch");
const REQUIRED: Refusal<'static> = Refusal::OAuth(
    "invalid request",
    "A nonce is required: send it raw as nonce, and let id_token hold its SHA-256 in lower-case hex.",
);

/// A request whose token and body have these nonces, `null` for none.
fn body(bench: &Bench, in_token: Value, in_request: Value) -> Value {
    let token = bench.sign(&bench.claims_but(json!({ "nonce": in_token })));
    changed(with_token(&token), json!({ "nonce": in_request }))
}

both_databases! {
    fn a_nonce_is_on_both_sides_or_on_none(database: TestDatabase) {
        let bench = Bench::new(database);
        let hashed = || json!(hashed_nonce("raw"));
        for (case, in_token, in_request) in [
            ("in the token alone", hashed(), Value::Null),
            ("in the token, empty in the request", hashed(), json!("")),
            ("in the request alone", Value::Null, json!("raw")),
            ("in the request, empty in the token", json!(""), json!("raw")),
        ] {
            bench.refuses(case, bench.ask(&body(&bench, in_token, in_request)), ONE_SIDED);
        }
        for (in_token, in_request) in [
            (Value::Null, Value::Null),
            (json!(""), json!("")),
            (Value::Null, json!("")),
            (json!(""), Value::Null),
            (hashed(), json!("raw")),
        ] {
            bench.ask(&body(&bench, in_token, in_request)).send().expect(200);
        }
    }

    fn the_token_has_the_hash_of_the_requests(database: TestDatabase) {
        let bench = Bench::new(database);
        let hashed = hashed_nonce("raw");
        for (case, in_token, in_request) in [
            ("of another", hashed.as_str(), "raw2"),
            ("unhashed in both", "raw", "raw"),
            ("hashed in both", &hashed, &hashed),
            ("the wrong way round", "raw", &hashed),
            ("upper case", &hashed.to_uppercase(), "raw"),
            ("cut short", &hashed[..63], "raw"),
            ("a letter more", &format!("{hashed}0"), "raw"),
            ("in base64url", "Hsj0hRJhrL7vRU1rMoFwHi5YVIJQPWWWzjWr8pv4sHk", "raw"),
            ("a blank", &hashed, "raw "),
        ] {
            let request = bench.ask(&body(&bench, json!(in_token), json!(in_request)));
            bench.refuses(case, request, MISMATCH);
        }
    }

    fn a_nonce_of_any_script_and_length_will_do(database: TestDatabase) {
        let bench = Bench::new(database);
        for raw in ["대문", "\u{1f6aa}", " ", &"n".repeat(100_000)] {
            bench.ask(&body(&bench, json!(hashed_nonce(raw)), json!(raw))).send().expect(200);
        }
    }

    fn where_a_nonce_is_required_a_token_without_one_is_refused(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_EXTERNAL_KAKAO_REQUIRE_NONCE", "true")]);
        for (in_token, in_request) in [(Value::Null, Value::Null), (json!(""), json!(""))] {
            bench.refuses("none", bench.ask(&body(&bench, in_token, in_request)), REQUIRED);
        }
        let one_sided = body(&bench, Value::Null, json!("raw"));
        bench.refuses("one side", bench.ask(&one_sided), ONE_SIDED);
        bench.ask(&body(&bench, json!(hashed_nonce("raw")), json!("raw"))).send().expect(200);
    }

    fn where_the_check_is_off_any_nonce_will_do(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_EXTERNAL_KAKAO_SKIP_NONCE_CHECK", "true")]);
        for (in_token, in_request) in [
            (Value::Null, Value::Null),
            (json!("a"), Value::Null),
            (Value::Null, json!("b")),
            (json!("a"), json!("b")),
        ] {
            bench.ask(&body(&bench, in_token, in_request)).send().expect(200);
        }
        let claims = bench.claims_but(json!({"nonce": 5}));
        bench.refuses_token("no text", &bench.sign(&claims), "the claim nonce is of the wrong type");
    }
}
