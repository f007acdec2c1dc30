//! The nonce: the request carries the raw one, the token its SHA-256 in lower-case hex.

use crate::gate::Gate;
use crate::support::client::Response;
use crate::support::database::TestDatabase;
use daemun::sandbox::{StandInUser, TokenRequest, hashed_nonce};
use serde_json::{Value, json};

const ONE_SIDED: &str = "Passed nonce and nonce in id_token should either both exist or not.";

fn show(gate: &Gate, in_token: Option<String>, in_request: &Value) -> Response {
    let request = TokenRequest {
        nonce: in_token,
        ..TokenRequest::of(StandInUser::new(1))
    };
    let minted = gate.service.kakao.mint(&request).id_token;
    gate.id_token(&json!({ "provider": "kakao", "id_token": minted, "nonce": in_request }))
}

#[track_caller]
fn assert_refused(answer: Response, error: &str, description: &str) {
    assert_eq!(
        answer.expect(400).json(),
        json!({ "error": error, "error_description": description })
    );
}

#[test]
fn both_or_neither() {
    let gate = Gate::new(TestDatabase::sqlite());
    show(&gate, None, &Value::Null).expect(200);
    show(&gate, None, &json!("")).expect(200);
    show(&gate, Some(hashed_nonce("raw")), &json!("raw")).expect(200);
    assert_refused(
        show(&gate, Some(hashed_nonce("raw")), &Value::Null),
        "invalid request",
        ONE_SIDED,
    );
    assert_refused(
        show(&gate, Some(hashed_nonce("raw")), &json!("")),
        "invalid request",
        ONE_SIDED,
    );
    assert_refused(
        show(&gate, None, &json!("raw")),
        "invalid request",
        ONE_SIDED,
    );
    assert_refused(
        show(&gate, Some(String::new()), &json!("raw")),
        "invalid request",
        ONE_SIDED,
    );
}

#[test]
fn what_does_not_hash_to_the_claim_is_a_mismatch() {
    let gate = Gate::new(TestDatabase::sqlite());
    let before = gate.rows();
    for in_token in [
        hashed_nonce("other"),
        "raw".to_owned(),
        hashed_nonce("raw").to_uppercase(),
    ] {
        assert_refused(
            show(&gate, Some(in_token), &json!("raw")),
            "invalid nonce",
            "Nonces mismatch",
        );
    }
    assert_refused(
        show(&gate, Some(hashed_nonce("raw")), &json!("raw ")),
        "invalid nonce",
        "Nonces mismatch",
    );
    assert_eq!(gate.rows(), before);
}

#[test]
fn a_nonce_can_be_required() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_REQUIRE_NONCE", "true")],
    );
    show(&gate, Some(hashed_nonce("raw")), &json!("raw")).expect(200);
    show(&gate, None, &Value::Null).expect(400);
}

#[test]
fn the_check_can_be_switched_off() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_SKIP_NONCE_CHECK", "true")],
    );
    show(&gate, Some("anything".to_owned()), &Value::Null).expect(200);
    show(&gate, None, &json!("raw")).expect(200);
    show(&gate, Some(hashed_nonce("other")), &json!("raw")).expect(200);
}
