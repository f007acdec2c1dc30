//! The one line that a request leaves in the log.

use super::*;
use crate::telemetry::samples::Kept;

/// The only line that the request leaves, without the times in it.
async fn line(request: TestRequest) -> serde_json::Value {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_writer(kept.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    answer(request).await;
    drop(guard);
    let mut line: serde_json::Value = serde_json::from_str(&kept.text()).expect("one object");
    let members = line.as_object_mut().expect("an object");
    assert!(members.remove("timestamp").is_some());
    let duration = members.remove("duration_ms").expect("a duration");
    assert!(duration.as_f64().is_some_and(|ms| ms >= 0.0));
    line
}

#[actix_web::test]
async fn an_answered_request_leaves_its_route_and_status() {
    let asked = TestRequest::get()
        .uri("/fine?apikey=secret")
        .insert_header(("Authorization", "Bearer secret"));
    insta::assert_snapshot!(line(asked).await, @r#"{"id":"07070707-0707-4707-8707-070707070707","level":"INFO","message":"GET /fine answered 200","method":"GET","route":"/fine","status":200,"target":"daemun::access"}"#);
}

#[actix_web::test]
async fn a_refused_request_leaves_its_reason() {
    insta::assert_snapshot!(line(TestRequest::get().uri("/refused")).await, @r#"{"id":"07070707-0707-4707-8707-070707070707","level":"INFO","message":"GET /refused answered 400","method":"GET","reason":"id_token_missing","route":"/refused","status":400,"target":"daemun::access"}"#);
}

#[actix_web::test]
async fn a_failure_of_ours_leaves_its_cause_as_an_error() {
    insta::assert_snapshot!(line(TestRequest::get().uri("/broken")).await, @r#"{"cause":"unexpected failure: table users, secret detail","id":"07070707-0707-4707-8707-070707070707","level":"ERROR","message":"GET /broken answered 500","method":"GET","reason":"unexpected_failure","route":"/broken","status":500,"target":"daemun::access"}"#);
}

#[actix_web::test]
async fn a_database_that_is_away_is_a_warning() {
    insta::assert_snapshot!(line(TestRequest::get().uri("/away")).await, @r#"{"cause":"the database is unavailable: connection refused by db.internal","id":"07070707-0707-4707-8707-070707070707","level":"WARN","message":"GET /away answered 503","method":"GET","reason":"database_unavailable","route":"/away","status":503,"target":"daemun::access"}"#);
}

#[actix_web::test]
async fn a_panic_leaves_nothing_of_its_text() {
    insta::assert_snapshot!(line(TestRequest::get().uri("/panics")).await, @r#"{"cause":"a panic: a bug of ours","id":"07070707-0707-4707-8707-070707070707","level":"ERROR","message":"GET /panics answered 500","method":"GET","reason":"unexpected_failure","route":"/panics","status":500,"target":"daemun::access"}"#);
}

#[actix_web::test]
async fn a_path_without_a_route_is_not_written_down() {
    let asked = TestRequest::default()
        .method(actix_web::http::Method::from_bytes(b"SECRET").expect("a method"))
        .uri("/secret");
    insta::assert_snapshot!(line(asked).await, @r#"{"id":"07070707-0707-4707-8707-070707070707","level":"INFO","message":"OTHER (none) answered 404","method":"OTHER","route":"(none)","status":404,"target":"daemun::access"}"#);
}
