//! supabase-swift: the version header, `link_identity: false`, and every POST sent once more where the answer was lost.

use super::phone::{DEEP_LINK, Phone, assert_session, assert_user, challenge, parameter, subjects};
use crate::gate::text;
use crate::support::client::Response;
use crate::support::database::both_databases;
use serde_json::{Value, json};
use url::Url;

const HEADERS: &[(&str, &str)] = &[
    ("X-Client-Info", "supabase-swift/2.55.1"),
    ("X-Supabase-Api-Version", "2024-01-01"),
    ("Accept", "application/json"),
    ("User-Agent", "MyApp/1 CFNetwork/3860 Darwin/25.1.0"),
];

/// 64 bytes in base64url without padding: 86 characters.
const VERIFIER: &str =
    "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniQ";

/// The query of a flow as this client writes it.
fn query() -> String {
    format!(
        "provider=kakao&scopes=profile_nickname&redirect_to=myapp://login-callback/&code_challenge={}&code_challenge_method=s256",
        challenge(VERIFIER)
    )
}

#[track_caller]
fn code_of(ended: &Url) -> String {
    assert!(ended.as_str().starts_with(DEEP_LINK), "{ended}");
    parameter(ended, "code").unwrap_or_else(|| panic!("no code in {ended}"))
}

fn grant(phone: &Phone, grant: &str, body: &Value) -> Response {
    let path = format!("/token?grant_type={grant}");
    phone.ask("POST", &path).json(body).send()
}

fn exchange(phone: &Phone, code: &str) -> Response {
    grant(
        phone,
        "pkce",
        &json!({ "auth_code": code, "code_verifier": VERIFIER }),
    )
}

/// `code` must be a text: a number is no error that this client can read.
#[track_caller]
fn assert_refused(answer: &Response, code: &str) {
    assert_eq!(answer.header("x-supabase-api-version"), Some("2024-01-01"));
    assert_eq!(answer.json()["code"], code, "{answer}");
}

both_databases! {
    fn an_app_in_swift_lives_through_it_all(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);

        let ended = phone.browse(&format!("https://auth.example.com/auth/v1/authorize?{}", query()), 1);
        let session = exchange(&phone, &code_of(&ended)).expect(200).json();
        assert_session(&session);

        let body = json!({ "refresh_token": text(&session, "/refresh_token") });
        let session = grant(&phone, "refresh_token", &body).expect(200).json();
        assert_session(&session);
        let bearer = text(&session, "/access_token").to_owned();

        let path = format!("/user/identities/authorize?{}&skip_http_redirect=true", query());
        let told = phone.ask_as(&bearer, "GET", &path).send().expect(200).json();
        let kakao = Url::parse(text(&told, "/url")).unwrap();
        let linked = exchange(&phone, &code_of(&phone.at_kakao(&kakao, 2))).expect(200).json();
        assert_session(&linked);
        assert_eq!(subjects(&linked["user"]), json!(["1", "2"]));

        let second = text(&linked, "/user/identities/1/identity_id").to_owned();
        let bearer = text(&linked, "/access_token").to_owned();
        phone.ask_as(&bearer, "DELETE", &format!("/user/identities/{second}")).send().expect(200);
        let user = phone.ask_as(&bearer, "GET", "/user").send().expect(200).json();
        assert_user(&user);
        assert_eq!(subjects(&user), json!(["1"]));

        let out = phone.ask_as(&bearer, "POST", "/logout?scope=global").send().expect(204);
        assert!(out.body.is_empty());
        let body = json!({ "refresh_token": text(&linked, "/refresh_token") });
        assert_refused(&grant(&phone, "refresh_token", &body).expect(400), "refresh_token_not_found");
    }
}

both_databases! {
    fn an_app_in_swift_asks_again_where_the_answer_was_lost(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);
        let ended = phone.browse(&format!("https://auth.example.com/auth/v1/authorize?{}", query()), 1);
        let code = code_of(&ended);

        let session = exchange(&phone, &code).expect(200).json();
        assert_refused(&exchange(&phone, &code).expect(404), "flow_state_not_found");

        let body = json!({ "refresh_token": text(&session, "/refresh_token") });
        let first = grant(&phone, "refresh_token", &body).expect(200).json();
        let second = grant(&phone, "refresh_token", &body).expect(200).json();
        assert_session(&second);
        assert_eq!(second["refresh_token"], first["refresh_token"]);
    }
}

both_databases! {
    fn an_app_in_swift_says_that_it_does_not_link(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);
        let token = |link: bool, person| json!({
            "provider": "kakao",
            "id_token": phone.gate.service.kakao.id_token_of(person),
            "link_identity": link,
            "gotrue_meta_security": { "captcha_token": null },
        });

        let session = grant(&phone, "id_token", &token(false, 1)).expect(200).json();
        assert_session(&session);
        let bearer = text(&session, "/access_token");
        let linked = phone.ask_as(bearer, "POST", "/token?grant_type=id_token").json(&token(true, 2)).send();

        assert_eq!(subjects(&linked.expect(200).json()["user"]), json!(["1", "2"]));
        let lost = json!({ "auth_code": "c0de0000-0000-4000-8000-000000000000", "code_verifier": null });
        assert_refused(&grant(&phone, "pkce", &lost).expect(400), "validation_failed");
    }
}
