//! supabase-kt: no version header, the key as bearer on `/token`, a literal `null` for a target that it has not, a verifier with
//! padding. It reads `error_code` alone, and decodes tokens strictly.

use super::phone::{Phone, assert_session, assert_user, challenge, parameter, subjects};
use crate::gate::text;
use crate::journey::location;
use crate::support::database::both_databases;
use serde_json::{Value, json};
use url::Url;

const HEADERS: &[(&str, &str)] = &[
    ("X-Client-Info", "supabase-kt/3.7.0"),
    ("Accept", "application/json"),
    ("Accept-Charset", "UTF-8"),
    ("User-Agent", "ktor-client"),
];

/// 64 bytes in base64url, padded: 88 characters.
const VERIFIER: &str =
    "ZHBaX0tJc2hUVlZ6V0pMYXJVb1ZMR1dYdVhfN3BmRnhfTm9hQ1dPc0pYdVNQa1dHb0V6eV9kVUdqRk9hQ1dPcw==";

/// The query of a flow as this client writes it.
fn query() -> String {
    format!(
        "provider=kakao&redirect_to=null&scopes=profile_nickname+account_email&code_challenge={}&code_challenge_method=s256",
        challenge(VERIFIER)
    )
}

/// The code in the address that the browser ended on: without a target it is the site.
#[track_caller]
fn code_of(ended: &Url) -> String {
    assert_eq!(ended.host_str(), Some("app.example.com"), "{ended}");
    parameter(ended, "code").unwrap_or_else(|| panic!("no code in {ended}"))
}

/// With the user's token where the client has one, which for a code it has not.
fn exchange(phone: &Phone, code: &str) -> Value {
    let body = json!({ "auth_code": code, "code_verifier": VERIFIER });
    let answer = phone
        .ask("POST", "/token?grant_type=pkce")
        .json(&body)
        .send();
    answer.expect(200).json()
}

/// As this client reads an error: nothing but `error_code`, and a text for people.
#[track_caller]
fn assert_refused(answer: &Value, status: u16, code: &str) {
    assert_eq!(answer["error_code"], code, "{answer}");
    assert_eq!(answer["code"], status, "{answer}");
    assert!(answer["msg"].is_string(), "{answer}");
}

both_databases! {
    fn an_app_in_kotlin_lives_through_it_all(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);

        let ended = phone.browse(&format!("https://auth.example.com/auth/v1/authorize?{}", query()), 1);
        let session = exchange(&phone, &code_of(&ended));
        assert_session(&session);
        assert!(session["provider_token"].is_string());

        let body = json!({ "refresh_token": text(&session, "/refresh_token") });
        let session = phone.ask("POST", "/token?grant_type=refresh_token").json(&body).send().expect(200).json();
        assert_session(&session);
        let bearer = text(&session, "/access_token").to_owned();

        let path = format!("/user/identities/authorize?{}&skip_http_redirect=true", query());
        let told = phone.ask_as(&bearer, "GET", &path).send().expect(200).json();
        let kakao = Url::parse(text(&told, "/url")).unwrap();
        let linked = exchange(&phone, &code_of(&phone.at_kakao(&kakao, 2)));
        assert_session(&linked);
        assert_eq!(subjects(&linked["user"]), json!(["1", "2"]));

        let second = text(&linked, "/user/identities/1/identity_id").to_owned();
        let bearer = text(&linked, "/access_token").to_owned();
        let gone = phone.ask_as(&bearer, "DELETE", &format!("/user/identities/{second}")).send().expect(200);
        assert_eq!(gone.json(), json!({}));
        let user = phone.ask_as(&bearer, "GET", "/user").send().expect(200).json();
        assert_user(&user);
        assert_eq!(subjects(&user), json!(["1"]));

        let out = phone.ask_as(&bearer, "POST", "/logout?scope=local").send().expect(204);
        assert!(out.body.is_empty());
        let refused = phone.ask_as(&bearer, "GET", "/user").send().expect(403);
        assert_refused(&refused.json(), 403, "session_not_found");
    }
}

both_databases! {
    fn an_app_in_kotlin_links_by_id_token(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);
        let token = |person| json!({ "id_token": phone.gate.service.kakao.id_token_of(person), "provider": "kakao" });
        let session = phone.ask("POST", "/token?grant_type=id_token").json(&token(1)).send().expect(200).json();
        let bearer = text(&session, "/access_token");

        let mut body = token(2);
        body["link_identity"] = json!(true);
        let linked = phone.ask_as(bearer, "POST", "/token?grant_type=id_token").json(&body).send().expect(200).json();

        assert_session(&linked);
        assert_eq!(subjects(&linked["user"]), json!(["1", "2"]));
        let again = phone.ask_as(bearer, "POST", "/token?grant_type=id_token").json(&body).send().expect(422);
        assert_refused(&again.json(), 422, "identity_already_exists");
    }
}

both_databases! {
    fn an_app_in_kotlin_splits_the_fragment_at_each_equals_sign(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);
        let address = "https://auth.example.com/auth/v1/authorize?provider=kakao&redirect_to=myapp%3A%2F%2Flogin-callback%2F";

        let ended = phone.browse(address, 1);

        assert_eq!(ended.scheme(), "myapp");
        let fragment = ended.fragment().expect("a session");
        for pair in fragment.split('&') {
            assert_eq!(pair.split('=').count(), 2, "{pair}");
        }
        for member in ["access_token=", "refresh_token=", "expires_in=3600", "token_type=bearer"] {
            assert!(fragment.contains(member), "no {member} in {fragment}");
        }
    }
}

both_databases! {
    fn an_app_in_kotlin_learns_of_a_cancelled_sign_in(database: TestDatabase) {
        let phone = Phone::new(database, HEADERS);
        let client = phone.gate.service.client();
        let left = client.get(&format!("/auth/v1/authorize?{}", query())).send().expect(302);
        let state = parameter(&location(&left), "state").unwrap();

        let callback = format!("/auth/v1/callback?error=access_denied&error_description=no&state={state}");
        let ended = location(&client.get(&callback).send().expect(302));

        assert_eq!(ended.host_str(), Some("app.example.com"));
        assert_eq!(parameter(&ended, "error_code").as_deref(), Some("access_denied"));
    }
}
