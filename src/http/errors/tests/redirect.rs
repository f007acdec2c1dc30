//! The redirect flow: what its errors become, what an app reads of them, and how loud they are in the log.

use super::*;
use crate::domain::flow::{CallbackRefusal, ExchangeRefusal};
use crate::flows::redirect::callback::Astray;
use crate::flows::redirect::{ProviderFault, RedirectError};
use crate::http::errors::facts::Facts;
use crate::http::errors::redirected::astray;
use actix_web::http::header::LOCATION;
use actix_web::test::TestRequest;

const TARGET: &str = "https://app.example.com/";

fn not_exchanged(cause: Error) -> RedirectError {
    RedirectError::CodeNotExchanged {
        opening: "abcd".to_owned(),
        cause: Box::new(cause),
    }
}

fn no_profile(cause: Error) -> RedirectError {
    let cause = Box::new(cause);
    RedirectError::NoProfile { cause }
}

fn sent_on(error: Error) -> HttpResponse {
    let lost = Astray {
        target: Some(TARGET.to_owned()),
        error,
    };
    astray(&TestRequest::default().to_http_request(), None, lost).expect("a redirect")
}

/// `error` and `error_code` as the app reads them.
fn told(error: Error) -> String {
    let response = sent_on(error);
    let location = response.headers().get(LOCATION).expect("a location");
    let location = location.to_str().expect("text");
    let (_, query) = location.split_once('?').expect("a query");
    query
        .split("&error_description")
        .next()
        .unwrap_or(query)
        .to_owned()
}

fn facts(error: Error) -> Facts {
    sent_on(error)
        .extensions_mut()
        .remove::<Facts>()
        .expect("facts for the log")
}

#[test]
fn an_app_reads_the_error_that_its_status_stands_for() {
    let database = Error::DatabaseUnavailable {
        reason: "gone".to_owned(),
    };
    for (error, expected) in [
        (
            RedirectError::CodeMissing.into(),
            "error=invalid_request&error_code=bad_oauth_callback",
        ),
        (
            RedirectError::InviteMismatch.into(),
            "error=invalid_request&error_code=validation_failed",
        ),
        (
            RedirectError::InviteNotFound.into(),
            "error=server_error&error_code=invite_not_found",
        ),
        (
            RedirectError::NoEmail.into(),
            "error=server_error&error_code=unexpected_failure",
        ),
        (
            Error::SignUpDisabled,
            "error=access_denied&error_code=signup_disabled",
        ),
        (
            Error::UserBanned,
            "error=access_denied&error_code=user_banned",
        ),
        (
            Error::IdentityAlreadyLinked,
            "error=server_error&error_code=identity_already_exists",
        ),
        (
            Error::EmailExists,
            "error=invalid_request&error_code=email_exists",
        ),
        (
            Error::NoAuthorization,
            "error=unauthorized_client&error_code=no_authorization",
        ),
        (
            database,
            "error=temporarily_unavailable&error_code=database_unavailable",
        ),
    ] {
        assert_eq!(told(error), expected);
    }
}

#[test]
fn a_failure_beneath_is_as_loud_as_by_itself_and_told_with_its_cause() {
    let code = "KOE010".to_owned();
    let told = facts(not_exchanged(Error::ProviderMisconfigured { code }).into());
    assert_eq!(told.reason, Some("code_not_exchanged"));
    assert_eq!(told.koe.as_deref(), Some("KOE010"));
    assert_eq!(told.instead_of.map(|status| status.as_u16()), Some(500));
    assert!(told.cause.is_some_and(|cause| cause.contains("KOE010")));

    let away = Error::ProviderUnavailable {
        reason: "no answer".to_owned(),
        retry_after: Duration::from_secs(1),
    };
    let told = facts(no_profile(away).into());
    assert_eq!(told.instead_of.map(|status| status.as_u16()), Some(503));
    assert!(told.cause.is_some_and(|cause| cause.contains("no answer")));
}

#[test]
fn a_refusal_beneath_is_no_failure_of_ours_and_no_claim_of_it_is_told() {
    let code = "KOE320".to_owned();
    let told = facts(not_exchanged(Error::CodeRefused { code }).into());
    assert_eq!((told.koe.as_deref(), told.cause), (Some("KOE320"), None));
    assert_eq!(told.instead_of.map(|status| status.as_u16()), Some(400));

    let audience = vec!["claimed".to_owned()];
    let refused = super::refused(VerifyError::UnacceptableAudience { audience }, true);
    let told = facts(no_profile(refused).into());
    assert_eq!(told.reason, Some("unacceptable_audience"));
    assert!(!format!("{told:?}").contains("claimed"));
    let told = facts(RedirectError::NoEmail.into());
    assert_eq!((told.reason, told.cause), (Some("no_email"), None));
}

#[test]
fn neither_code_nor_words_of_the_provider_reach_the_log() {
    let said = RedirectError::ProviderSaid {
        error: "secret".to_owned(),
        description: "secret".to_owned(),
    };
    assert!(!format!("{:?}", facts(said.into())).contains("secret"));
    let told = facts(not_exchanged(Error::TimedOut).into());
    assert!(!format!("{told:?}").contains("abcd"));
}

#[test]
fn every_reason_has_a_word_of_its_own_in_the_log() {
    let words: Vec<&str> = [
        RedirectError::StateMissing,
        RedirectError::StateInvalid,
        RedirectError::State(CallbackRefusal::NotFound),
        RedirectError::State(CallbackRefusal::Expired),
        RedirectError::State(CallbackRefusal::AlreadyUsed),
        RedirectError::Exchange(ExchangeRefusal::NotFound),
        RedirectError::Exchange(ExchangeRefusal::Expired),
        RedirectError::Exchange(ExchangeRefusal::BadVerifier),
        RedirectError::UnsupportedProvider(ProviderFault::NoSecret),
        RedirectError::UnsupportedProvider(ProviderFault::NoRedirectUri),
    ]
    .into_iter()
    .map(|error| facts(error.into()).reason.unwrap_or(""))
    .collect();
    let mut unique = words.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), words.len(), "{words:?}");
}

#[test]
fn a_long_text_of_the_providers_is_cut() {
    let said = RedirectError::ProviderSaid {
        error: "e".repeat(5_000),
        description: "d".repeat(5_000),
    };
    let response = sent_on(said.into());
    let location = response.headers().get(LOCATION).expect("a location");
    assert!(location.len() < 8_000);
}
