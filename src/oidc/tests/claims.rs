//! Issuer, subject, audience and profile.

use super::forge::{
    CLIENT, NOW, at, expected, keys, verdict, with_claim, with_claims, without_claim,
};
use crate::oidc::{Expected, VerifyError, verify};
use serde_json::json;

#[test]
fn each_claim_of_the_wrong_type_is_refused() {
    for claim in [
        "iss", "sub", "azp", "nonce", "at_hash", "nickname", "picture", "email",
    ] {
        for value in [json!(1), json!(true), json!({}), json!(["text"])] {
            let verdict = verdict(&with_claim(claim, value));
            assert_eq!(verdict, Err(VerifyError::WrongType { claim }));
        }
    }
}

#[test]
fn a_missing_issuer_is_refused() {
    let verdict = verdict(&without_claim("iss"));
    assert_eq!(verdict, Err(VerifyError::MissingClaim { claim: "iss" }));
}

#[test]
fn another_issuer_is_refused_to_the_letter() {
    for issuer in [
        "",
        "https://provider.example/",
        "https://Provider.example",
        "provider.example",
    ] {
        let verdict = verdict(&with_claim("iss", json!(issuer)));
        assert_eq!(verdict, Err(VerifyError::IssuerMismatch));
    }
}

#[test]
fn a_security_event_is_refused_whatever_its_events_are() {
    for events in [
        json!({}),
        json!(null),
        json!({ "https://schemas.example/e": {} }),
    ] {
        let verdict = verdict(&with_claim("events", events));
        assert_eq!(verdict, Err(VerifyError::SecurityEvent));
    }
}

#[test]
fn a_missing_or_empty_subject_is_refused() {
    assert_eq!(
        verdict(&without_claim("sub")),
        Err(VerifyError::MissingSubject)
    );
    let verdict = verdict(&with_claim("sub", json!("")));
    assert_eq!(verdict, Err(VerifyError::MissingSubject));
}

#[test]
fn a_subject_of_255_characters_is_accepted_and_a_longer_one_refused() {
    let claims = verdict(&with_claim("sub", json!("é".repeat(255)))).unwrap();
    assert_eq!(claims.subject.chars().count(), 255);
    let verdict = verdict(&with_claim("sub", json!("1".repeat(256))));
    assert_eq!(verdict, Err(VerifyError::SubjectTooLong));
}

#[test]
fn a_subject_with_nul_is_refused() {
    let verdict = verdict(&with_claim("sub", json!("1\u{0}2")));
    assert_eq!(verdict, Err(VerifyError::SubjectWithNul));
}

#[test]
fn one_of_several_audiences_is_enough() {
    let claims = verdict(&with_claim("aud", json!(["other", CLIENT]))).unwrap();
    assert_eq!(claims.audience, ["other", CLIENT]);
}

#[test]
fn an_audience_without_us_is_refused_and_told() {
    for (aud, text) in [
        (json!("other"), "[other]"),
        (json!(["a", "b"]), "[a b]"),
        (json!([]), "[]"),
        (json!(""), "[]"),
        (json!("our-client,other"), "[our-client,other]"),
    ] {
        let error = verdict(&with_claim("aud", aud)).unwrap_err();
        assert!(
            matches!(error, VerifyError::UnacceptableAudience { .. }),
            "{error:?}"
        );
        assert_eq!(error.audience_text().as_deref(), Some(text));
    }
}

#[test]
fn a_missing_audience_is_refused_like_an_empty_one() {
    let audience = vec![];
    let verdict = verdict(&without_claim("aud"));
    assert_eq!(verdict, Err(VerifyError::UnacceptableAudience { audience }));
}

#[test]
fn an_audience_of_anything_but_texts_is_refused() {
    for aud in [json!(1), json!(null), json!({}), json!([CLIENT, 1])] {
        let verdict = verdict(&with_claim("aud", aud));
        assert_eq!(verdict, Err(VerifyError::WrongType { claim: "aud" }));
    }
}

#[test]
fn no_configured_client_means_no_acceptable_audience() {
    let expected = Expected {
        audiences: &[],
        ..expected()
    };
    let verdict = verify(&with_claims(|_| ()), &keys(), &expected, at(NOW));
    let audience = vec![CLIENT.to_owned()];
    assert_eq!(verdict, Err(VerifyError::UnacceptableAudience { audience }));
}

#[test]
fn an_authorized_party_must_be_one_of_our_clients() {
    assert!(verdict(&with_claim("azp", json!("another-of-ours"))).is_ok());
    let verdict = verdict(&with_claim("azp", json!("other")));
    assert_eq!(verdict, Err(VerifyError::AuthorizedPartyMismatch));
}

#[test]
fn an_invalid_token_is_refused_before_its_subject_is_missed_and_that_before_its_audience() {
    let spoil = |names: &'static [&str]| {
        with_claims(move |claims| {
            for name in names {
                claims.remove(*name);
            }
        })
    };
    let missing = VerifyError::MissingClaim { claim: "exp" };
    assert_eq!(verdict(&spoil(&["exp", "sub", "aud"])), Err(missing));
    assert_eq!(
        verdict(&spoil(&["sub", "aud"])),
        Err(VerifyError::MissingSubject)
    );
}

#[test]
fn a_profile_claim_that_is_null_empty_or_has_nul_is_left_out() {
    for value in [json!(null), json!(""), json!("a\u{0}b")] {
        let claims = verdict(&with_claim("nickname", value)).unwrap();
        assert_eq!(claims.nickname, None);
    }
}
