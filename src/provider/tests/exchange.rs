//! The exchange of a code, and every answer that Kakao may give.

use super::scene::{DISCOVERY, LONG, Scene, TOKEN, outgoing};
use super::server::Reply;
use crate::config::outgoing::OutgoingConfig;
use crate::provider::client::Answer;
use crate::provider::kakao::read_exchange;
use crate::provider::{CodeExchange, ExchangeError, Exchanged, Fault, KoeCode};
use serde_json::{Value, json};
use std::time::Duration;

const CODE: CodeExchange<'static> = CodeExchange {
    code: "the code",
    redirect_uri: "https://app.example/cb?x=1",
    client_id: "rest-key",
    code_verifier: Some("the verifier"),
};

impl Scene {
    async fn exchanged(&self, reply: Reply) -> Result<Exchanged, ExchangeError> {
        self.server.answer(TOKEN, reply);
        self.provider.exchange(CODE, LONG).await
    }
}

fn answered(status: u16, body: &Value) -> Result<Exchanged, ExchangeError> {
    let body = body.to_string().into_bytes();
    read_exchange(&Answer { status, body })
}

fn koe(code: &str) -> KoeCode {
    KoeCode::parse(code).unwrap()
}

fn refused(status: u16, code: &str) -> ExchangeError {
    let body =
        json!({ "error": "invalid_grant", "error_description": "the code", "error_code": code });
    answered(status, &body).unwrap_err()
}

fn unavailable(fault: Fault) -> ExchangeError {
    fault.into()
}

#[tokio::test]
async fn a_code_is_sent_in_a_form_with_the_secret_and_brings_tokens() {
    let scene = Scene::new();
    let body = json!({
        "token_type": "bearer", "id_token": "a.b.c", "access_token": "access", "refresh_token": "refresh",
        "expires_in": 21599, "scope": "openid",
    });
    let exchanged = scene.exchanged(Reply::ok(body.to_string())).await.unwrap();
    assert_eq!(exchanged.id_token.as_deref(), Some("a.b.c"));
    assert_eq!(exchanged.access_token.unwrap().expose(), "access");
    assert_eq!(exchanged.refresh_token.unwrap().expose(), "refresh");
    let seen = scene.server.seen(TOKEN).remove(0);
    assert_eq!(seen.line, "POST /token HTTP/1.1");
    assert!(
        seen.headers
            .contains(&"content-type: application/x-www-form-urlencoded".to_owned())
    );
    assert_eq!(
        seen.body,
        "grant_type=authorization_code&client_id=rest-key&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1\
         &code=the+code&client_secret=the+secret&code_verifier=the+verifier"
    );
}

#[test]
fn an_access_token_alone_is_enough() {
    let exchanged = answered(200, &json!({ "access_token": "access", "id_token": null })).unwrap();
    assert_eq!(exchanged.id_token, None);
    assert_eq!(exchanged.access_token.unwrap().expose(), "access");
}

#[test]
fn what_only_the_operator_can_mend_is_told_apart() {
    for code in ["KOE004", "KOE008", "KOE009", "KOE010", "KOE101", "KOE127"] {
        let code_error = ExchangeError::Misconfigured { code: koe(code) };
        assert_eq!(refused(400, code), code_error);
        assert_eq!(refused(401, code), code_error);
    }
}

#[test]
fn an_invalid_client_without_a_code_is_the_operators_too() {
    let code = KoeCode::invalid_client();
    let error = answered(401, &json!({ "error": "invalid_client" })).unwrap_err();
    assert_eq!(error, ExchangeError::Misconfigured { code });
}

#[test]
fn every_other_code_is_a_refusal() {
    for code in [
        "KOE005", "KOE006", "KOE303", "KOE114", "KOE203", "KOE320", "KOE322", "KOE406", "KOE9999",
    ] {
        let code_error = ExchangeError::Refused { code: koe(code) };
        assert_eq!(refused(400, code), code_error);
    }
}

#[test]
fn a_code_decides_even_beside_invalid_client() {
    let body = json!({ "error": "invalid_client", "error_code": "KOE320" });
    let code = koe("KOE320");
    assert_eq!(
        answered(401, &body).unwrap_err(),
        ExchangeError::Refused { code }
    );
}

#[test]
fn a_fault_that_passes_is_unavailable() {
    for code in ["KOE003", "KOE237"] {
        let fault = Fault::Temporary { code: koe(code) };
        assert_eq!(refused(400, code), unavailable(fault.clone()));
        assert_eq!(refused(429, code), unavailable(fault));
    }
}

#[test]
fn a_server_error_is_unavailable_whatever_its_code() {
    for status in [500, 502, 503] {
        assert_eq!(
            refused(status, "KOE320"),
            unavailable(Fault::Status { status })
        );
    }
}

#[test]
fn a_code_of_another_form_is_not_kept() {
    for code in [
        "KOE",
        "KOE12345",
        "KOE32O",
        "koe320",
        "KOE320 the code",
        "the code",
        "KOE٣٢٠",
    ] {
        assert_eq!(
            refused(400, code),
            unavailable(Fault::Status { status: 400 }),
            "{code}"
        );
    }
}

#[test]
fn an_answer_without_a_token_is_unavailable() {
    let unreadable = || unavailable(Fault::Unreadable { what: "token" });
    for body in [
        json!({}),
        json!({ "access_token": "", "id_token": "" }),
        json!({ "refresh_token": "refresh" }),
        json!({ "id_token": 1 }),
        json!({ "error": "invalid_grant", "error_code": "KOE320" }),
        json!([]),
    ] {
        assert_eq!(answered(200, &body).unwrap_err(), unreadable());
    }
}

#[test]
fn a_refusal_that_is_no_json_is_unavailable() {
    let body = b"<html>the code</html>".to_vec();
    let error = read_exchange(&Answer { status: 400, body }).unwrap_err();
    assert_eq!(error, unavailable(Fault::Unreadable { what: "refusal" }));
}

#[test]
fn no_error_repeats_what_kakao_wrote() {
    let texts = json!({ "error": "the secret", "error_description": "the secret", "error_code": "the secret" });
    for status in [200, 400, 401, 500] {
        let error = answered(status, &texts).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("the secret"));
    }
}

#[test]
fn tokens_do_not_show_in_debug() {
    let body = json!({ "id_token": "the token", "access_token": "the token", "refresh_token": "the token" });
    let exchanged = answered(200, &body).unwrap();
    assert!(!format!("{exchanged:?}").contains("the token"));
    assert!(!format!("{:?}", exchanged.access_token).contains("the token"));
}

#[tokio::test]
async fn a_redirect_and_an_answer_over_one_mebibyte_are_unavailable() {
    let scene = Scene::new();
    let mut redirect = Reply::new(302, "");
    redirect
        .headers
        .push(("location", format!("{}/elsewhere", scene.server.url())));
    let error = scene.exchanged(redirect).await.unwrap_err();
    assert_eq!(error, unavailable(Fault::Redirected));
    let huge = vec![b' '; 1024 * 1024 + 1];
    let error = scene.exchanged(Reply::ok(huge)).await.unwrap_err();
    assert_eq!(error, unavailable(Fault::TooLarge));
    assert_eq!(scene.server.seen("/elsewhere"), []);
}

#[tokio::test]
async fn a_code_is_never_sent_twice() {
    let scene = Scene::new();
    // Without a reply the server takes the request and closes the connection.
    let error = scene.provider.exchange(CODE, LONG).await.unwrap_err();
    let ExchangeError::Unavailable(unavailable) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(unavailable.fault, Fault::Unreachable { .. }));
    assert_eq!(scene.server.seen(TOKEN).len(), 1);
}

#[tokio::test]
async fn a_kakao_that_hangs_is_unavailable_after_the_time_for_a_call() {
    let outgoing = OutgoingConfig {
        timeout: Duration::from_millis(200),
        ..outgoing()
    };
    let scene = Scene::with(&outgoing, 32);
    scene.server.hold(TOKEN);
    let error = scene.provider.exchange(CODE, LONG).await.unwrap_err();
    assert_eq!(error, unavailable(Fault::NoAnswer));
}

#[tokio::test]
async fn a_kakao_that_hangs_past_the_callers_deadline_is_timed_out() {
    let scene = Scene::new();
    scene.provider.keys(LONG).await.unwrap();
    scene.server.hold(TOKEN);
    let deadline = Duration::from_millis(50);
    let error = scene.provider.exchange(CODE, deadline).await.unwrap_err();
    assert_eq!(error, ExchangeError::TimedOut);
}

#[tokio::test]
async fn one_exchange_more_than_there_are_places_for_is_turned_away_at_once() {
    let scene = Scene::with(&outgoing(), 1);
    scene
        .server
        .answer(TOKEN, Reply::ok(r#"{"id_token":"a.b.c"}"#));
    scene.server.hold(TOKEN);
    let provider = scene.provider.clone();
    let first = tokio::spawn(async move { provider.exchange(CODE, LONG).await });
    scene.server.asked(TOKEN, 1).await;
    let error = scene.provider.exchange(CODE, LONG).await.unwrap_err();
    assert_eq!(error, unavailable(Fault::Busy));
    scene.server.release(TOKEN);
    assert!(first.await.unwrap().is_ok());
    assert!(scene.provider.exchange(CODE, LONG).await.is_ok());
}

#[tokio::test]
async fn without_discovery_nothing_is_sent() {
    let scene = Scene::new();
    scene.server.answer(DISCOVERY, Reply::new(500, ""));
    let error = scene.provider.exchange(CODE, LONG).await.unwrap_err();
    let ExchangeError::Unavailable(unavailable) = error else {
        panic!("{error:?}");
    };
    assert_eq!(unavailable.fault, Fault::Status { status: 500 });
    assert_eq!(scene.server.seen(TOKEN), []);
}

#[tokio::test]
async fn a_provider_without_a_token_endpoint_exchanges_nothing() {
    let scene = Scene::new();
    let mut document = scene.document();
    document["token_endpoint"] = Value::Null;
    scene.publish(&document);
    let endpoint = "token_endpoint";
    let error = scene.provider.exchange(CODE, LONG).await.unwrap_err();
    assert_eq!(error, unavailable(Fault::MissingEndpoint { endpoint }));
}
