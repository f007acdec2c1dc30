//! The headers that every answer has, and requests that never reach a route.

use super::*;

#[actix_web::test]
async fn an_answer_is_not_sniffed_and_varies() {
    insta::assert_snapshot!(answer(TestRequest::get().uri("/fine").insert_header(DATED)).await, @r#"
    200
    vary: Origin
    x-content-type-options: nosniff
    fine
    "#);
}

#[actix_web::test]
async fn an_answer_to_a_page_is_marked() {
    let asked = TestRequest::get()
        .uri("/fine")
        .insert_header(("Origin", "https://app.example"));
    insta::assert_snapshot!(answer(asked).await, @r#"
    200
    access-control-allow-credentials: true
    access-control-allow-origin: *
    access-control-expose-headers: X-Total-Count, Link, X-Supabase-Api-Version
    vary: Origin
    x-content-type-options: nosniff
    fine
    "#);
}

#[actix_web::test]
async fn a_preflight_never_reaches_the_routes() {
    let asked = TestRequest::default()
        .method(actix_web::http::Method::OPTIONS)
        .uri("/panics")
        .insert_header(("Origin", "https://app.example"))
        .insert_header(("Access-Control-Request-Method", "GET"));
    insta::assert_snapshot!(answer(asked).await, @r#"
    204
    access-control-allow-credentials: true
    access-control-allow-methods: GET
    access-control-allow-origin: *
    vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers
    x-content-type-options: nosniff
    "#);
}

#[actix_web::test]
async fn a_refused_preflight_is_not_marked() {
    let asked = TestRequest::default()
        .method(actix_web::http::Method::OPTIONS)
        .uri("/fine")
        .insert_header(("Origin", "https://app.example"))
        .insert_header(("Access-Control-Request-Method", "GET"))
        .insert_header(("Access-Control-Request-Headers", "x-other"));
    insta::assert_snapshot!(answer(asked).await, @r#"
    204
    vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers
    x-content-type-options: nosniff
    "#);
}

#[actix_web::test]
async fn a_foreign_host_is_refused_where_only_this_machine_is_answered() {
    let local = EdgeSettings {
        loopback_hosts_only: true,
        ..settings()
    };
    let asked = TestRequest::get()
        .uri("/fine")
        .insert_header(("Host", "rebound.example"));
    assert!(answer_with(local, asked).await.starts_with("421\n"));
}
