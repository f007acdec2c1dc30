//! gotrue for Flutter: the version header, a `null` for each member that it has not, `{}` as the body of requests without one.

use super::phone::{
    DEEP_LINK, Phone, assert_session, assert_user, challenge, opened, parameter, subjects,
};
use crate::gate::text;
use crate::support::client::Response;
use crate::support::database::both_databases;
use serde_json::{Value, json};
use url::Url;

const HEADERS: &[(&str, &str)] = &[
    ("X-Client-Info", "supabase-flutter/2.27.2"),
    ("X-Supabase-Api-Version", "2024-01-01"),
    ("Accept-Encoding", "gzip"),
    ("User-Agent", "Dart/3.10 (dart:io)"),
];

/// A random string that is safe in an address, without padding.
const VERIFIER: &str = "kJ3nV9-2xPq_7sLw0ZbTt5yRfGhUcMdEaOiNlBvXzQwErTyUiOpAsDfGhJkLzXcV";

const TYPE: &str = "application/json; charset=utf-8";

/// The query of a flow as this client writes it.
fn query() -> String {
    format!(
        "provider=kakao&scopes=profile_nickname&redirect_to=myapp%3A%2F%2Flogin-callback%2F&flow_type=pkce&code_challenge={}&code_challenge_method=s256",
        challenge(VERIFIER)
    )
}

#[track_caller]
fn code_of(ended: &Url) -> String {
    assert!(ended.as_str().starts_with(DEEP_LINK), "{ended}");
    parameter(ended, "code").unwrap_or_else(|| panic!("no code in {ended}"))
}

fn post(phone: &Phone, path: &str, body: &Value) -> Response {
    let request = phone.ask("POST", path).header("Content-Type", TYPE);
    request.body(body.to_string()).send()
}

fn exchange(phone: &Phone, code: &str) -> Value {
    let body = json!({ "auth_code": code, "code_verifier": VERIFIER });
    post(phone, "/token?grant_type=pkce", &body)
        .expect(200)
        .json()
}

/// As this client reads an error: the header says that `code` is a text.
#[track_caller]
fn assert_refused(answer: &Response, code: &str) {
    assert_eq!(answer.header("x-supabase-api-version"), Some("2024-01-01"));
    assert_eq!(answer.json()["code"], code, "{answer}");
    assert!(answer.json()["message"].is_string(), "{answer}");
}

both_databases! {
    fn an_app_in_dart_lives_through_it_all(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);

        let ended = phone.browse(&format!("https://auth.example.com/auth/v1/authorize?{}", query()), 1);
        let session = exchange(&phone, &code_of(&ended));
        assert_session(&session);
        let (_, claims) = opened(text(&session, "/access_token"));
        assert!(claims["exp"].is_i64(), "this client takes the end of a session from there");

        let body = json!({ "refresh_token": text(&session, "/refresh_token") });
        let session = post(&phone, "/token?grant_type=refresh_token", &body).expect(200).json();
        assert_session(&session);
        let bearer = text(&session, "/access_token").to_owned();

        let path = format!("/user/identities/authorize?{}&skip_http_redirect=true", query());
        let told = phone.ask_as(&bearer, "GET", &path).header("Content-Type", TYPE).send().expect(200).json();
        let kakao = Url::parse(text(&told, "/url")).unwrap();
        let linked = exchange(&phone, &code_of(&phone.at_kakao(&kakao, 2)));
        assert_session(&linked);
        assert_eq!(subjects(&linked["user"]), json!(["1", "2"]));

        let second = text(&linked, "/user/identities/1/identity_id").to_owned();
        let bearer = text(&linked, "/access_token").to_owned();
        let with_empty = |method: &str, path: &str| phone.ask_as(&bearer, method, path).json(&json!({})).send();
        with_empty("DELETE", &format!("/user/identities/{second}")).expect(200);
        let user = phone.ask_as(&bearer, "GET", "/user").send().expect(200).json();
        assert_user(&user);
        assert_eq!(subjects(&user), json!(["1"]));

        let changed = phone.ask_as(&bearer, "PUT", "/user").json(&json!({ "data": { "theme": "dark" } })).send();
        assert_eq!(changed.expect(200).json()["user_metadata"]["theme"], "dark");

        let out = with_empty("POST", "/logout?scope=local").expect(204);
        assert!(out.body.is_empty());
        assert_refused(&with_empty("POST", "/logout?scope=local").expect(403), "session_not_found");
    }
}

both_databases! {
    fn an_app_in_dart_sends_null_for_what_it_has_not(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);
        let token = |person| json!({
            "provider": "kakao",
            "id_token": phone.gate.service.kakao.id_token_of(person),
            "nonce": null,
            "gotrue_meta_security": { "captcha_token": null },
            "access_token": null,
        });

        let session = post(&phone, "/token?grant_type=id_token", &token(1)).expect(200).json();
        assert_session(&session);
        let mut body = token(2);
        body["link_identity"] = json!(true);
        let linked = phone.ask_as(text(&session, "/access_token"), "POST", "/token?grant_type=id_token")
            .json(&body).send().expect(200).json();

        assert_session(&linked);
        assert_eq!(subjects(&linked["user"]), json!(["1", "2"]));
        let lost = json!({ "auth_code": "c0de0000-0000-4000-8000-000000000000", "code_verifier": null });
        assert_refused(&post(&phone, "/token?grant_type=pkce", &lost).expect(400), "validation_failed");
    }
}
