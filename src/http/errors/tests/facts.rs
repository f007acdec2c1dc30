//! What the log is told.

use super::*;

#[test]
fn the_log_is_told_the_check_the_provider_and_the_key_of_a_refused_id_token() {
    let error = HttpError::from(refused(VerifyError::BadSignature, false));
    let facts = error.facts(&error.answer());
    assert_eq!(facts.reason, Some("bad_signature"));
    assert_eq!(facts.provider, Some("kakao"));
    assert_eq!(facts.kid.as_deref(), Some("key-1"));
    assert_eq!(facts.cause, None);
}

#[test]
fn the_log_is_told_no_claim_of_a_refused_id_token() {
    let audience = vec!["claimed".to_owned()];
    let error = HttpError::from(refused(
        VerifyError::UnacceptableAudience { audience },
        true,
    ));
    let facts = error.facts(&error.answer());
    assert_eq!(facts.reason, Some("unacceptable_audience"));
    assert!(!format!("{facts:?}").contains("claimed"));
}

#[test]
fn the_log_is_told_the_code_of_any_other_refusal() {
    let error = HttpError::from(Error::NoAuthorization);
    let facts = error.facts(&error.answer());
    assert_eq!(facts.reason, Some("no_authorization"));
    assert_eq!(facts.cause, None);
}

#[test]
fn the_log_is_told_why_something_failed_on_our_side() {
    let reason = "connection refused".to_owned();
    let error = HttpError::from(Error::DatabaseUnavailable { reason });
    let facts = error.facts(&error.answer());
    assert_eq!(
        facts.cause.as_deref(),
        Some("the database is unavailable: connection refused")
    );
}

#[test]
fn the_log_is_told_kakaos_code() {
    let error = HttpError::from(Error::ProviderMisconfigured {
        code: "KOE010".into(),
    });
    let facts = error.facts(&error.answer());
    assert_eq!(facts.koe.as_deref(), Some("KOE010"));
    assert_eq!(facts.reason, Some("provider_misconfigured"));
}
