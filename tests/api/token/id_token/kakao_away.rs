//! Kakao is away: with its keys the service goes on, without them it says when to come back.

use super::bench::{Bench, with_token};
use crate::support::client::Response;
use crate::support::database::both_databases;
use daemun::sandbox::{Fault, StatusCode, paths};
use serde_json::{Value, json};

const TEXT: &str =
    "The identity provider is not available at the moment, please retry after a moment.";

/// Asserts the 503, whose name differs each time.
#[track_caller]
fn is_unavailable(case: &str, answer: &Response, seconds: &str) {
    let mut body = answer.json();
    let name = body.as_object_mut().expect("an object").remove("error_id");
    assert!(
        matches!(name, Some(Value::String(ref name)) if !name.is_empty()),
        "{case}"
    );
    assert_eq!(
        body,
        json!({"code": 503, "error_code": "provider_unavailable", "msg": TEXT}),
        "{case}"
    );
    assert_eq!(answer.status, 503, "{case}");
    assert_eq!(answer.header("retry-after"), Some(seconds), "{case}");
    assert_eq!(
        answer.header("x-sb-error-code"),
        Some("provider_unavailable"),
        "{case}"
    );
}

both_databases! {
    fn without_keys_nobody_is_let_in_or_turned_away(database: TestDatabase) {
        let bench = Bench::new(database);
        let before = bench.rows();
        let other_issuer = json!({"issuer": "https://kauth.kakao.com", "jwks_uri": format!("{}{}", bench.kakao().url(), paths::KEYS)});
        for (path, fault) in [
            (paths::DISCOVERY, Fault::Status(StatusCode::INTERNAL_SERVER_ERROR)),
            (paths::DISCOVERY, Fault::Redirect(format!("{}/x", bench.kakao().url()))),
            (paths::DISCOVERY, Fault::NotJson),
            (paths::DISCOVERY, Fault::Oversized),
            (paths::DISCOVERY, Fault::CutOff),
            (paths::DISCOVERY, Fault::Body(other_issuer.to_string())),
            (paths::KEYS, Fault::Status(StatusCode::NOT_FOUND)),
            (paths::KEYS, Fault::NotJson),
            (paths::KEYS, Fault::Body(r#"{"keys":[]}"#.to_owned())),
        ] {
            let case = format!("{path}: {fault:?}");
            bench.kakao().faults().always(path, fault);
            is_unavailable(&case, &bench.sign_in(&bench.token()), "10");
            bench.advance(4);
            is_unavailable(&case, &bench.sign_in(&bench.token()), "6");
            bench.kakao().faults().clear(path);
            bench.advance(6);
        }
        assert_eq!(bench.rows(), before);
        bench.sign_in(&bench.token()).expect(200);
    }

    fn the_dated_form_of_the_answer_has_no_name(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.kakao().faults().always(paths::DISCOVERY, Fault::Status(StatusCode::BAD_GATEWAY));
        let dated = bench.ask(&with_token(&bench.token())).header("X-Supabase-Api-Version", "2024-01-01").send();
        assert_eq!(dated.to_string(), format!(r#"503 {{"code":"provider_unavailable","message":"{TEXT}"}}"#));
    }

    fn a_kakao_that_hangs_is_not_waited_for(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_INTERNAL_HTTP_TIMEOUT", "200ms")]);
        bench.kakao().faults().always(paths::DISCOVERY, Fault::Hang);
        is_unavailable("hangs", &bench.sign_in(&bench.token()), "10");
        bench.kakao().faults().release();
        bench.advance(10);
        bench.sign_in(&bench.token()).expect(200);
    }

    fn with_known_keys_everything_goes_on(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.token()).expect(200);
        for path in [paths::DISCOVERY, paths::KEYS] {
            bench.kakao().faults().always(path, Fault::Status(StatusCode::SERVICE_UNAVAILABLE));
        }
        // Long after the keys have ceased to be fresh.
        for _ in 0..3 {
            bench.advance(86_400);
            bench.sign_in(&bench.token()).expect(200);
            bench.sign_in(&bench.token()).expect(200);
        }
    }

    fn a_set_without_a_usable_key_does_not_replace_a_good_one(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.token()).expect(200);
        bench.kakao().faults().always(paths::KEYS, Fault::Body(r#"{"keys":[]}"#.to_owned()));
        bench.advance(86_400);
        bench.sign_in(&bench.token()).expect(200);
        bench.sign_in(&bench.token()).expect(200);
    }
}
