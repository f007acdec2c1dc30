//! What is served where, and what is said elsewhere.

use super::*;
use crate::clock::SystemChance;
use crate::http::edge::EdgeSettings;
use crate::http::edge::cors::AllowedHeaders;
use actix_web::App;
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use std::sync::Arc;
use std::time::Duration;

fn edge() -> Edge {
    Edge::new(Arc::new(EdgeSettings {
        max_duration: Duration::from_secs(10),
        request_id_header: None,
        cors: AllowedHeaders::with(&[]).expect("no names"),
        loopback_hosts_only: false,
        chance: Arc::new(SystemChance),
        requests: Arc::default(),
    }))
}

async fn answer(method: Method, path: &str) -> (u16, Option<String>, String) {
    let app = init_service(App::new().configure(|cfg| serve_within(cfg, edge(), |_| {}))).await;
    let request = TestRequest::default().method(method).uri(path);
    let response = call_service(&app, request.to_request()).await;
    let allow = response.headers().get("allow").map(|value| {
        let text = value.to_str().expect("text");
        text.to_owned()
    });
    let status = response.status().as_u16();
    let body = read_body(response).await;
    (status, allow, String::from_utf8_lossy(&body).into_owned())
}

const NOT_FOUND: &str =
    r#"{"code":404,"error_code":"not_found","msg":"There is nothing at this path"}"#;

#[actix_web::test]
async fn an_unknown_path_is_not_found_in_json() {
    for path in [
        "/",
        "/nowhere",
        "/auth",
        "/auth/v1",
        "/auth/v1/",
        "/auth/v1/nowhere",
        "/auth/v1/auth/v1/user",
        "/token/",
        "//token",
        "/auth/v10/user",
        "/user/x",
    ] {
        let (status, _, body) = answer(Method::GET, path).await;
        assert_eq!((status, body.as_str()), (404, NOT_FOUND), "{path}");
    }
}

#[actix_web::test]
async fn an_unknown_path_is_not_found_by_any_method() {
    for method in [Method::POST, Method::DELETE, Method::OPTIONS] {
        let (status, _, body) = answer(method, "/nowhere").await;
        assert_eq!((status, body.as_str()), (404, NOT_FOUND));
    }
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones_in_an_empty_answer() {
    for (path, method, allowed) in [
        ("/token", Method::GET, "POST"),
        ("/user", Method::DELETE, "GET, PUT"),
        ("/user", Method::HEAD, "GET, PUT"),
        ("/logout", Method::GET, "POST"),
        ("/admin/users", Method::PUT, "GET, POST"),
        ("/admin/users/x", Method::POST, "GET, PUT, DELETE"),
        ("/admin/audit", Method::DELETE, "GET"),
        ("/settings", Method::POST, "GET, HEAD"),
        ("/health", Method::OPTIONS, "GET, HEAD"),
        ("/.well-known/jwks.json", Method::PUT, "GET, HEAD"),
    ] {
        for prefix in ["", PREFIX] {
            let (status, allow, body) = answer(method.clone(), &format!("{prefix}{path}")).await;
            assert_eq!(
                (status, allow.as_deref(), body.as_str()),
                (405, Some(allowed), ""),
                "{method} {prefix}{path}"
            );
        }
    }
}

/// There is no state in this application: that a handler misses it shows that it was reached.
#[actix_web::test]
async fn every_path_is_served_with_and_without_the_prefix() {
    for (path, method) in [
        ("/token?grant_type=id_token", Method::POST),
        ("/signup", Method::POST),
        ("/user", Method::GET),
        ("/user", Method::PUT),
        ("/user/identities/x", Method::DELETE),
        ("/logout", Method::POST),
        ("/admin/users", Method::GET),
        ("/admin/users", Method::POST),
        ("/admin/users/x", Method::GET),
        ("/admin/users/x", Method::PUT),
        ("/admin/users/x", Method::DELETE),
        ("/admin/audit?page=1", Method::GET),
        ("/.well-known/jwks.json", Method::GET),
        ("/.well-known/openid-configuration", Method::HEAD),
        ("/settings", Method::GET),
        ("/health", Method::GET),
        ("/health/ready", Method::HEAD),
    ] {
        for prefix in ["", PREFIX] {
            let (status, _, _) = answer(method.clone(), &format!("{prefix}{path}")).await;
            assert_eq!(status, 500, "{method} {prefix}{path}");
        }
    }
}
