//! The provider's keys: fetched once, kept while Kakao is away, and never fetched because a stranger wants it.

use crate::gate::{Gate, forged, with};
use crate::support::database::TestDatabase;
use chrono::TimeDelta;
use daemun::sandbox::{Fault, paths};
use serde_json::json;

#[test]
fn a_thousand_unknown_keys_cause_one_fetch() {
    let gate = Gate::new(TestDatabase::sqlite());
    gate.sign_in(1);
    let before = gate.service.kakao.requests(paths::KEYS);
    std::thread::scope(|scope| {
        for asker in 0..10 {
            let gate = &gate;
            scope.spawn(move || {
                for number in 0..100 {
                    let kid = json!(format!("unknown-{asker}-{number}"));
                    let token =
                        gate.signed(&with(&gate.header(), "kid", Some(kid)), &gate.claims("1"));
                    gate.id_token(&json!({ "provider": "kakao", "id_token": token }))
                        .expect(400);
                }
            });
        }
    });
    assert_eq!(gate.service.kakao.requests(paths::KEYS) - before, 1);
}

#[test]
fn a_bad_signature_causes_none() {
    let gate = Gate::new(TestDatabase::sqlite());
    gate.sign_in(1);
    let before = gate.service.kakao.requests(paths::KEYS);
    let good = gate.signed(&gate.header(), &gate.claims("1"));
    gate.id_token(&json!({ "provider": "kakao", "id_token": forged(&good) }))
        .expect(400);
    assert_eq!(gate.service.kakao.requests(paths::KEYS), before);
}

#[test]
fn a_key_that_kakao_has_just_made_is_found() {
    let gate = Gate::new(TestDatabase::sqlite());
    gate.sign_in(1);
    gate.service.kakao.rotate_keys().expect("new keys");
    gate.sign_in(1);
}

#[test]
fn known_keys_go_on_working_while_kakao_is_away() {
    let gate = Gate::new(TestDatabase::sqlite());
    gate.sign_in(1);
    let faults = gate.service.kakao.faults();
    faults.always(paths::KEYS, Fault::CutOff);
    faults.always(paths::DISCOVERY, Fault::CutOff);
    gate.service.clock.advance(TimeDelta::hours(5));
    gate.sign_in(2);
}

#[test]
fn without_keys_a_kakao_that_is_away_is_503() {
    let gate = Gate::new(TestDatabase::sqlite());
    gate.service
        .kakao
        .faults()
        .always(paths::DISCOVERY, Fault::CutOff);
    let id_token = gate.service.kakao.id_token_of(1);
    let answer = gate
        .id_token(&json!({ "provider": "kakao", "id_token": id_token }))
        .expect(503);
    assert_eq!(answer.json()["error_code"], "provider_unavailable");
    let seconds = answer
        .header("retry-after")
        .and_then(|text| text.parse::<u32>().ok());
    assert!(seconds.is_some_and(|seconds| seconds >= 1), "{answer}");
    assert!(answer.json()["error_id"].is_string());
}
