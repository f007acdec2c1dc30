//! The explanation says what the verification would.

use super::forge::{NOW, at, claims, expected, header, keys, sign, with_claims, with_header};
use crate::oidc::{Explanation, Outcome, VerifyError, explain};
use serde_json::json;

fn explained(token: &str) -> Explanation {
    explain(token, Some(&keys()), &expected(), at(NOW))
}

fn failures(explanation: &Explanation) -> Vec<VerifyError> {
    let failures = explanation
        .checks
        .iter()
        .filter_map(|check| match &check.outcome {
            Outcome::Failed(error) => Some(error.clone()),
            Outcome::Passed(_) | Outcome::Skipped(_) => None,
        });
    failures.collect()
}

#[test]
fn a_good_token_passes_every_check_that_can_be_made() {
    let explanation = explained(&sign(&header(), &claims()));
    assert!(explanation.is_acceptable());
    let skipped: Vec<&str> = explanation
        .checks
        .iter()
        .filter(|check| matches!(check.outcome, Outcome::Skipped(_)))
        .map(|check| check.name)
        .collect();
    assert_eq!(
        skipped,
        [
            "not before",
            "age",
            "access token",
            "authorized party",
            "nonce"
        ]
    );
    assert_eq!(explanation.header, Some(header()));
    assert_eq!(explanation.payload, Some(claims()));
}

#[test]
fn every_fault_is_found_and_only_faults_have_advice() {
    let token = with_claims(|claims| {
        claims.insert("exp".to_owned(), json!(1));
        claims.insert("iss".to_owned(), json!("other"));
        claims.remove("sub");
    });
    let explanation = explained(&token);
    let faults = [
        VerifyError::IssuerMismatch,
        VerifyError::Expired,
        VerifyError::MissingSubject,
    ];
    assert_eq!(failures(&explanation), faults);
    assert!(!explanation.is_acceptable());
    for check in &explanation.checks {
        let failed = matches!(check.outcome, Outcome::Failed(_));
        assert_eq!(check.advice.is_some(), failed, "{}", check.name);
    }
}

#[test]
fn without_keys_the_signature_is_skipped() {
    let explanation = explain(&sign(&header(), &claims()), None, &expected(), at(NOW));
    let signature = explanation
        .checks
        .iter()
        .find(|check| check.name == "signature")
        .unwrap();
    assert!(matches!(signature.outcome, Outcome::Skipped(_)));
    assert!(explanation.is_acceptable());
}

#[test]
fn a_token_that_cannot_be_taken_apart_fails_at_its_form() {
    let explanation = explained("no token");
    let faults = [VerifyError::NotThreeParts { parts: 1 }];
    assert_eq!(failures(&explanation), faults);
    assert_eq!(explanation.header, None);
}

#[test]
fn a_refused_header_is_shown_and_the_claims_too() {
    let explanation = explained(&with_header("alg", json!("none")));
    let alg = "none".to_owned();
    assert_eq!(
        failures(&explanation),
        [VerifyError::AlgorithmNotAllowed { alg }]
    );
    assert_eq!(explanation.header.unwrap()["alg"], json!("none"));
    assert_eq!(explanation.payload, Some(claims()));
}
