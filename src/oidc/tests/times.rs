//! Times and the leeway of ten seconds on each.

use super::forge::{
    NOW, at, claims, expected, header, keys, sign, sign_raw, verdict, with_claim, without_claim,
};
use crate::oidc::{Claims, Expected, VerifyError, verify};
use chrono::TimeDelta;
use serde_json::json;

#[test]
fn a_token_is_accepted_until_its_expiry_and_the_leeway() {
    assert!(verdict(&with_claim("exp", json!(NOW - 9))).is_ok());
    let verdict = verdict(&with_claim("exp", json!(NOW - 10)));
    assert_eq!(verdict, Err(VerifyError::Expired));
}

#[test]
fn a_token_is_accepted_from_its_not_before_less_the_leeway() {
    assert!(verdict(&with_claim("nbf", json!(NOW + 10))).is_ok());
    let verdict = verdict(&with_claim("nbf", json!(NOW + 11)));
    assert_eq!(verdict, Err(VerifyError::NotYetValid));
}

#[test]
fn a_token_may_be_issued_in_the_future_by_the_leeway_only() {
    assert!(verdict(&with_claim("iat", json!(NOW + 10))).is_ok());
    let verdict = verdict(&with_claim("iat", json!(NOW + 11)));
    assert_eq!(verdict, Err(VerifyError::IssuedInFuture));
}

fn verdict_of_age(seconds: i64, max_age: i64) -> Result<Claims, VerifyError> {
    let expected = Expected {
        max_age: Some(TimeDelta::seconds(max_age)),
        ..expected()
    };
    let token = with_claim("iat", json!(NOW - seconds));
    verify(&token, &keys(), &expected, at(NOW))
}

#[test]
fn a_token_older_than_the_setting_and_the_leeway_is_refused() {
    assert!(verdict_of_age(310, 300).is_ok());
    assert_eq!(verdict_of_age(311, 300), Err(VerifyError::TooOld));
}

#[test]
fn an_age_without_end_overflows_nothing() {
    assert!(verdict_of_age(60, i64::MAX / 1000).is_ok());
}

#[test]
fn expiry_and_time_of_issue_are_required() {
    for claim in ["exp", "iat"] {
        let verdict = verdict(&without_claim(claim));
        assert_eq!(verdict, Err(VerifyError::MissingClaim { claim }));
    }
}

#[test]
fn a_time_that_is_no_number_is_refused() {
    for claim in ["exp", "iat", "nbf", "auth_time"] {
        for value in [
            json!(NOW.to_string()),
            json!(null),
            json!([NOW]),
            json!(true),
        ] {
            let verdict = verdict(&with_claim(claim, value));
            assert_eq!(verdict, Err(VerifyError::WrongType { claim }));
        }
    }
}

#[test]
fn a_time_before_1970_or_after_9999_is_refused() {
    for claim in ["exp", "iat", "nbf", "auth_time"] {
        for value in [
            json!(-1),
            json!(-0.5),
            json!(i64::MIN),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
            json!(253_402_300_800_i64),
            json!(253_402_300_800.5),
        ] {
            let verdict = verdict(&with_claim(claim, value));
            assert_eq!(verdict, Err(VerifyError::TimeOutOfRange { claim }));
        }
    }
}

#[test]
fn a_time_that_no_number_holds_is_refused() {
    let claims = serde_json::to_string(&claims()).unwrap();
    let huge = format!(r#"{{"nbf":1e400,{}"#, claims.strip_prefix('{').unwrap());
    let token = sign_raw(&serde_json::to_vec(&header()).unwrap(), huge.as_bytes());
    let part = crate::oidc::error::Part::Payload;
    assert_eq!(verdict(&token), Err(VerifyError::NotAnObject { part }));
}

#[test]
fn a_fraction_of_a_second_counts() {
    assert!(verdict(&with_claim("exp", json!(1_799_999_990.5))).is_ok());
    let claims = verdict(&with_claim("iat", json!(1_799_999_990.25))).unwrap();
    assert_eq!(claims.issued_at.timestamp_subsec_millis(), 250);
}

#[test]
fn the_last_second_of_9999_is_a_time() {
    let claims = verdict(&with_claim("exp", json!(253_402_300_799_i64))).unwrap();
    assert_eq!(claims.expires_at.timestamp(), 253_402_300_799);
}

#[test]
fn a_leeway_without_end_overflows_nothing() {
    let expected = Expected {
        leeway: TimeDelta::MAX,
        ..expected()
    };
    let token = sign(&header(), &claims());
    assert!(verify(&token, &keys(), &expected, at(NOW)).is_ok());
}
