//! `POST /signup`: anonymous sign-in, what such a user may do, and how it becomes one with an account.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use crate::words::assert_refused;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use chrono::TimeDelta;
use serde_json::{Value, json};

const ON: (&str, &str) = ("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true");
const NO_SIGN_UPS: (&str, &str) = ("DAEMUN_DISABLE_SIGNUP", "true");

fn sign_up(gate: &Gate, body: &str) -> Response {
    gate.service.client().post("/signup").body(body).send()
}

fn anonymous(gate: &Gate) -> Value {
    sign_up(gate, "{}").expect(200).json()
}

fn claims(session: &Value) -> Value {
    let payload = text(session, "/access_token").split('.').nth(1);
    let payload = B64.decode(payload.expect("a payload")).expect("base64url");
    serde_json::from_slice(&payload).expect("JSON")
}

/// Links whoever has these claims to the user of `session`.
fn link(gate: &Gate, session: &Value, claims: &Value) -> Response {
    let id_token = gate.signed(&gate.header(), claims);
    let body = json!({ "provider": "kakao", "id_token": id_token, "link_identity": true });
    let client = gate.service.client();
    let request = client.post("/token?grant_type=id_token").json(&body);
    request.bearer(text(session, "/access_token")).send()
}

both_databases! {
    fn a_stranger_gets_a_user_and_a_session(database: TestDatabase) {
        let gate = Gate::with(database, &[ON]);
        let answer = sign_up(&gate, r#"{"data":{"theme":"dark","n":null},"gotrue_meta_security":{}}"#).expect(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("sb-auth-refresh-token-counter"), Some("0"));
        let session = answer.json();
        let user = &session["user"];
        let at = "2026-03-01T09:00:00.123456Z";
        let expected = json!({
            "id": user["id"], "aud": "authenticated", "role": "authenticated", "email": "", "phone": "",
            "last_sign_in_at": at, "app_metadata": {}, "user_metadata": { "theme": "dark", "n": null },
            "identities": [], "created_at": at, "updated_at": at, "is_anonymous": true,
        });
        assert_eq!(user, &expected);
        assert_eq!(answer.header("sb-auth-user-id"), user["id"].as_str());
        let claims = claims(&session);
        assert_eq!(claims["is_anonymous"], true);
        assert_eq!(claims["amr"], json!([{ "method": "anonymous", "timestamp": 1_772_355_600 }]));
        assert_eq!((&claims["email"], &claims["phone"], &claims["app_metadata"]), (&json!(""), &json!(""), &json!({})));
        assert_eq!(gate.rows(), ["1", "0", "1", "1", "0"], "no identity, and no audit entry");
        assert_eq!(&gate.user(text(&session, "/access_token")).expect(200).json(), user);
    }

    /// flutter and py send nulls, js an empty object for what is undefined, others nothing at all.
    fn odd_bodies_are_as_good_as_an_empty_object(database: TestDatabase) {
        let gate = Gate::with(database, &[ON]);
        for body in ["", " \n", "{}", "null", r#"{"data":null}"#, r#"{"data":{}}"#,
            r#"{"email":null,"phone":"","password":null,"gotrue_meta_security":{"captcha_token":null}}"#] {
            let session = sign_up(&gate, body).expect(200).json();
            assert_eq!(session["user"]["user_metadata"], json!({}), "{body:?}");
        }
    }

    fn an_anonymous_session_is_one_like_any_other(database: TestDatabase) {
        let gate = Gate::with(database, &[ON]);
        let session = anonymous(&gate);
        gate.service.clock.advance(TimeDelta::seconds(60));
        let next = gate.refresh(text(&session, "/refresh_token")).expect(200).json();
        assert_eq!(next["user"]["id"], session["user"]["id"]);
        assert_eq!(claims(&next)["amr"], claims(&session)["amr"]);
        assert_eq!(claims(&next)["is_anonymous"], true);
        let token = text(&next, "/access_token");
        gate.service.client().post("/logout").bearer(token).body("{}").send().expect(204);
        assert_eq!(gate.user(token).expect(403).json()["error_code"], "session_not_found");
    }

    fn linking_keeps_the_user_and_ends_being_anonymous(database: TestDatabase) {
        let gate = Gate::with(database, &[ON]);
        let session = sign_up(&gate, r#"{"data":{"theme":"dark"}}"#).expect(200).json();
        gate.service.clock.advance(TimeDelta::seconds(60));
        let mut person = gate.claims("7");
        person["email"] = json!("New@Example.com");
        let linked = link(&gate, &session, &person).expect(200).json();
        let user = &linked["user"];
        assert_eq!(user["id"], session["user"]["id"]);
        assert_eq!((&user["is_anonymous"], &user["email"]), (&json!(false), &json!("new@example.com")));
        assert_eq!(user["app_metadata"], json!({ "provider": "kakao", "providers": ["kakao"] }));
        assert_eq!(user["user_metadata"], json!({ "theme": "dark", "email_verified": true }));
        assert_eq!(claims(&linked)["is_anonymous"], false);
        assert_eq!(gate.rows(), ["1", "1", "2", "2", "1"]);
        let again = gate.id_token(&json!({ "provider": "kakao", "id_token": gate.signed(&gate.header(), &person) }));
        assert_eq!(again.expect(200).json()["user"]["id"], user["id"], "Kakao is a way in from now on");
        let old = gate.refresh(text(&session, "/refresh_token")).expect(200).json();
        assert_eq!(claims(&old)["is_anonymous"], false, "the old session learns of it");
    }

    fn linking_without_an_email_ends_being_anonymous_too(database: TestDatabase) {
        let gate = Gate::with(database, &[ON]);
        let session = anonymous(&gate);
        let linked = link(&gate, &session, &gate.claims("7")).expect(200).json();
        assert_eq!(linked["user"]["id"], session["user"]["id"]);
        assert_eq!((&linked["user"]["is_anonymous"], &linked["user"]["email"]), (&json!(false), &json!("")));
    }

    fn a_taken_account_leaves_the_user_anonymous(database: TestDatabase) {
        let gate = Gate::with(database, &[ON]);
        let session = anonymous(&gate);
        gate.sign_in(7);
        let answer = link(&gate, &session, &gate.claims("7")).expect(422).json();
        assert_eq!(answer["msg"], "Identity is already linked to another user");
        assert_eq!(gate.user(text(&session, "/access_token")).expect(200).json(), session["user"]);
    }

    fn what_is_off_says_so_and_makes_nobody(database: TestDatabase) {
        let gate = Gate::new(database);
        let ask = |body: &str| gate.service.client().post("/signup").body(body);
        let off = "anonymous_provider_disabled";
        for body in ["", "{}", r#"{"data":{}}"#, r#"{"email":""}"#] {
            assert_refused(&ask(body), 422, off, "Anonymous sign-ins are disabled");
        }
        let email = ask(r#"{"email":"a@example.com","password":"secret123","data":{},"gotrue_meta_security":{}}"#);
        assert_refused(&email, 400, "email_provider_disabled", "Email signups are disabled");
        let phone = ask(r#"{"phone":"+821012345678","password":"secret123","channel":"sms"}"#);
        assert_refused(&phone, 400, "phone_provider_disabled", "Phone signups are disabled");
        let both = ask(r#"{"phone":"+821012345678","email":"a@example.com","password":"secret123"}"#);
        assert_refused(&both, 400, "validation_failed", "Only an email address or phone number should be provided on signup.");
        assert_eq!(gate.rows(), ["0", "0", "0", "0", "0"]);
    }

    fn without_sign_ups_there_are_no_anonymous_ones_either(database: TestDatabase) {
        let gate = Gate::with(database, &[ON, NO_SIGN_UPS]);
        for body in ["{}", r#"{"email":"a@example.com","password":"secret123"}"#, r#"{"phone":"1"}"#] {
            let request = gate.service.client().post("/signup").body(body);
            assert_refused(&request, 422, "signup_disabled", "Signups not allowed for this instance");
        }
    }
}

#[test]
fn a_body_that_is_no_json_is_told_so() {
    let gate = Gate::with(TestDatabase::sqlite(), &[ON]);
    for body in [
        "{",
        "[]",
        r#"{"data":[]}"#,
        r#"{"data":{"a":1,"a":2}}"#,
        "a=b",
    ] {
        let answer = sign_up(&gate, body).expect(400).json();
        assert_eq!(answer["error_code"], "bad_json", "{body}");
    }
    for body in [
        r#"{"data":{"a":"\u0000"}}"#,
        r#"{"data":{"x":[{"\u0000":1}]}}"#,
    ] {
        let answer = sign_up(&gate, body).expect(400).json();
        assert_eq!(
            answer["msg"], "data must not contain a NUL character",
            "{body}"
        );
    }
    assert_eq!(gate.rows(), ["0", "0", "0", "0", "0"]);
}

#[test]
fn without_anonymous_sign_ins_disabling_sign_ups_changes_nothing() {
    let gate = Gate::with(TestDatabase::sqlite(), &[NO_SIGN_UPS]);
    let request = gate.service.client().post("/signup").body("{}");
    assert_refused(
        &request,
        422,
        "anonymous_provider_disabled",
        "Anonymous sign-ins are disabled",
    );
}

#[test]
fn clients_are_told_whether_there_are_anonymous_sign_ins() {
    for (variables, expected) in [(vec![], false), (vec![ON], true)] {
        let gate = Gate::with(TestDatabase::sqlite(), &variables);
        let settings = gate.service.client().get("/settings").send().expect(200);
        assert_eq!(settings.json()["external"]["anonymous_users"], expected);
    }
}

#[test]
fn the_audience_that_is_asked_for_counts_only_with_an_admins_token() {
    let gate = Gate::with(TestDatabase::sqlite(), &[ON]);
    let ask = || gate.service.client().post("/signup").body("{}");
    let session = ask().header("X-JWT-AUD", "other").send().expect(200).json();
    assert_eq!(session["user"]["aud"], "authenticated");
    let by_user = ask()
        .header("X-JWT-AUD", "other")
        .bearer(text(&session, "/access_token"))
        .send();
    assert_eq!(by_user.expect(200).json()["user"]["aud"], "authenticated");
}
