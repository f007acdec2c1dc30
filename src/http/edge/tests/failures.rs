//! Errors, panics and timeouts, and the name of the request in their answers.

use super::*;

#[actix_web::test]
async fn a_failure_of_ours_names_the_request_and_no_cause() {
    insta::assert_snapshot!(answer(TestRequest::get().uri("/broken")).await, @r#"
    500
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: unexpected_failure
    {"code":500,"error_code":"unexpected_failure","msg":"Unexpected failure, please check server logs for more information","error_id":"07070707-0707-4707-8707-070707070707"}
    "#);
}

#[actix_web::test]
async fn a_failure_of_ours_in_the_dated_form_echoes_the_version() {
    insta::assert_snapshot!(answer(TestRequest::get().uri("/broken").insert_header(DATED)).await, @r#"
    500
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: unexpected_failure
    x-supabase-api-version: 2024-01-01
    {"code":"unexpected_failure","message":"Unexpected failure, please check server logs for more information"}
    "#);
}

#[actix_web::test]
async fn a_database_that_is_away_says_when_to_come_back() {
    let asked = TestRequest::get()
        .uri("/away")
        .insert_header(("x-request-id", "proxy-1"));
    insta::assert_snapshot!(answer(asked).await, @r#"
    503
    content-type: application/json
    retry-after: 1
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: database_unavailable
    {"code":503,"error_code":"database_unavailable","msg":"The database is not available at the moment, please retry after a moment.","error_id":"proxy-1"}
    "#);
}

#[actix_web::test]
async fn an_oauth_error_echoes_the_version_and_has_no_code() {
    insta::assert_snapshot!(answer(TestRequest::get().uri("/refused").insert_header(DATED)).await, @r#"
    400
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-supabase-api-version: 2024-01-01
    {"error":"invalid request","error_description":"id_token required"}
    "#);
}

#[actix_web::test]
async fn a_panic_is_a_500_that_tells_nothing() {
    let asked = TestRequest::get()
        .uri("/panics")
        .insert_header(("Origin", "https://app.example"));
    insta::assert_snapshot!(answer(asked).await, @r#"
    500
    access-control-allow-credentials: true
    access-control-allow-origin: *
    access-control-expose-headers: X-Total-Count, Link, X-Supabase-Api-Version
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: unexpected_failure
    {"code":500,"error_code":"unexpected_failure","msg":"Internal Server Error","error_id":"07070707-0707-4707-8707-070707070707"}
    "#);
}

#[actix_web::test]
async fn a_request_that_takes_too_long_is_answered_all_the_same() {
    let hasty = EdgeSettings {
        max_duration: Duration::ZERO,
        ..settings()
    };
    insta::assert_snapshot!(answer_with(hasty, TestRequest::get().uri("/never")).await, @r#"
    504
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: request_timeout
    {"code":504,"error_code":"request_timeout","msg":"Processing this request timed out, please retry after a moment.","error_id":"07070707-0707-4707-8707-070707070707"}
    "#);
}

#[actix_web::test]
async fn a_name_that_no_log_line_can_hold_is_not_taken_over() {
    let long = "x".repeat(129);
    for name in ["", "a b", "a\tb", long.as_str(), "é"] {
        let asked = TestRequest::get()
            .uri("/broken")
            .insert_header(("x-request-id", name));
        assert!(
            answer(asked)
                .await
                .contains("07070707-0707-4707-8707-070707070707"),
            "{name}"
        );
    }
}

#[actix_web::test]
async fn a_name_given_by_a_proxy_is_ignored_unless_configured() {
    let unnamed = EdgeSettings {
        request_id_header: None,
        ..settings()
    };
    let asked = TestRequest::get()
        .uri("/broken")
        .insert_header(("x-request-id", "proxy-1"));
    assert!(
        answer_with(unnamed, asked)
            .await
            .contains("07070707-0707-4707-8707-070707070707")
    );
}
