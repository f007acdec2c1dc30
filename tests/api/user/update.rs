//! `PUT /user`: metadata is merged; what would need an e-mail, a phone or a password is refused.

use crate::gate::{Gate, VERSION, text};
use crate::secret::{BY_SECRET, token};
use crate::support::client::{Request, Response};
use crate::support::database::{TestDatabase, both_databases};
use crate::words::assert_refused;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::thread;

const LATER: &str = "2026-03-01T09:01:00.123456Z";

fn request(gate: &Gate, session: &Value) -> Request {
    let client = gate.service.client();
    let request = client.request("PUT", "/user");
    request.bearer(text(session, "/access_token"))
}

fn put(gate: &Gate, session: &Value, body: &Value) -> Response {
    request(gate, session).json(body).send()
}

/// A minute after somebody has signed in.
fn signed_in(gate: &Gate) -> Value {
    let session = gate.sign_in(1);
    gate.service.clock.advance(TimeDelta::seconds(60));
    session
}

/// The metadata after these changes, one after the other.
fn metadata(gate: &Gate, session: &Value, changes: &[Value]) -> Value {
    for data in changes {
        put(gate, session, &json!({ "data": data })).expect(200);
    }
    let user = gate.user(text(session, "/access_token")).expect(200);
    user.json()["user_metadata"].clone()
}

fn actions(gate: &Gate) -> Vec<String> {
    let entries = "select cast(payload as text) as text from {table} order by created_at, id";
    let entries = gate.texts("audit_log_entries", entries);
    let actions = entries.iter().map(|entry| {
        let entry: Value = serde_json::from_str(entry).expect("JSON");
        text(&entry, "/action").to_owned()
    });
    actions.collect()
}

/// Gives the one user who has signed in an e-mail and a phone.
fn with_contacts(gate: &Gate) -> Value {
    let session = signed_in(gate);
    gate.execute(
        "users",
        "update {table} set email = 'own@example.com', phone = '821012345678', \
         email_confirmed_at = created_at",
    );
    session
}

both_databases! {
    fn metadata_is_merged_at_the_top_and_null_takes_away(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        let before = session["user"]["user_metadata"].clone();
        let changes = json!({ "theme": { "dark": true, "size": 2 }, "한글": "<&>", "n": [1.5, null, "x"], "gone": 1 });
        let answer = put(&gate, &session, &json!({ "data": changes })).expect(200).json();
        assert_eq!(answer["updated_at"], LATER);
        assert_eq!(answer["identities"], session["user"]["identities"]);
        let merged = metadata(&gate, &session, &[json!({ "theme": { "dark": false }, "gone": null, "sub": null })]);
        let mut expected = before;
        let members = expected.as_object_mut().expect("an object");
        members.remove("sub");
        members.extend(json!({ "theme": { "dark": false }, "한글": "<&>", "n": [1.5, null, "x"] }).as_object().expect("an object").clone());
        assert_eq!(merged, expected);
        assert_eq!(actions(&gate), ["login", "user_modified", "user_modified"]);
    }

    fn an_empty_request_changes_nothing_and_leaves_an_entry(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        for body in [json!({}), Value::Null, json!({ "data": null, "email": null, "password": "", "code_challenge": null,
            "code_challenge_method": null, "app_metadata": null, "unknown": 1 })] {
            assert_eq!(put(&gate, &session, &body).expect(200).json(), session["user"]);
        }
        assert_eq!(actions(&gate).len(), 4);
        let touched = put(&gate, &session, &json!({ "data": {} })).expect(200).json();
        assert_eq!((&touched["updated_at"], &touched["user_metadata"]), (&json!(LATER), &session["user"]["user_metadata"]));
    }

    /// js sends nulls and a version header, kt a challenge and none, flutter only what is set, swift a place to return to.
    fn each_client_is_understood(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let js = json!({ "data": { "js": 1 }, "code_challenge": null, "code_challenge_method": null });
        request(&gate, &session).header(VERSION.0, VERSION.1).json(&js).send().expect(200);
        let kt = json!({ "data": { "kt": 1 }, "code_challenge": challenge, "code_challenge_method": "s256" });
        put(&gate, &session, &kt).expect(200);
        put(&gate, &session, &json!({ "data": { "flutter": 1 } })).expect(200);
        let swift = gate.service.client().request("PUT", "/auth/v1/user?redirect_to=app%3A%2F%2Fback");
        let swift = swift.bearer(text(&session, "/access_token")).json(&json!({ "data": { "swift": 1 } })).send();
        let metadata = swift.expect(200).json()["user_metadata"].clone();
        for client in ["js", "kt", "flutter", "swift"] {
            assert_eq!(metadata[client], 1, "{client}");
        }
    }

    fn a_refresh_tells_the_new_metadata_and_a_sign_in_the_providers(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        put(&gate, &session, &json!({ "data": { "theme": "dark", "sub": "mine" } })).expect(200);
        let refreshed = gate.refresh(text(&session, "/refresh_token")).expect(200).json();
        let metadata = &refreshed["user"]["user_metadata"];
        assert_eq!((&metadata["theme"], &metadata["sub"]), (&json!("dark"), &json!("mine")));
        let metadata = gate.sign_in(1)["user"]["user_metadata"].clone();
        assert_eq!((&metadata["theme"], &metadata["sub"]), (&json!("dark"), &json!("1")));
    }

    fn another_email_is_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = with_contacts(&gate);
        let mut claims = gate.claims("2");
        claims["email"] = json!("theirs@example.com");
        gate.id_token(&json!({ "provider": "kakao", "id_token": gate.signed(&gate.header(), &claims) })).expect(200);
        let ask = |email: &str| request(&gate, &session).json(&json!({ "email": email, "data": { "lost": 1 } }));
        for bad in ["nonsense", "a@", "@b", "a b@c.d", "a@b@c"] {
            assert_refused(&ask(bad), 400, "validation_failed", "Unable to validate email address: invalid format");
        }
        let long = format!("{}@example.com", "x".repeat(250));
        assert_refused(&ask(&long), 400, "validation_failed", "An email address is too long");
        assert_refused(&ask("Theirs@example.com"), 422, "email_exists", "A user with this email address has already been registered");
        assert_refused(&ask("new@example.com"), 422, "email_provider_disabled", "Email logins are disabled");
        let user = gate.user(text(&session, "/access_token")).expect(200).json();
        assert_eq!(user["user_metadata"].get("lost"), None, "nothing of a refused request happens");
    }

    fn another_phone_is_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = with_contacts(&gate);
        let other = gate.sign_in(2);
        gate.execute("users", &format!("update {{table}} set phone = '15551234567' where id = '{}'", text(&other, "/user/id")));
        let ask = |phone: &str, channel: Value| request(&gate, &session).json(&json!({ "phone": phone, "channel": channel }));
        for bad in ["nonsense", "0821012345678", "1", "1234567890123456", "82-10-1234"] {
            assert_refused(&ask(bad, Value::Null), 400, "validation_failed", "Invalid phone number format (E.164 required)");
        }
        for channel in ["whatsapp", "pigeon"] {
            assert_refused(&ask("15550000000", json!(channel)), 400, "validation_failed", "Invalid channel, supported values are \
                 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider.");
        }
        assert_refused(&ask("+1 555 1234567", Value::Null), 422, "phone_exists", "A user with this phone number has already been registered");
        assert_refused(&ask("15550000000", json!("sms")), 422, "phone_provider_disabled", "Phone logins are disabled");
    }

    fn the_present_email_and_phone_are_no_change(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = with_contacts(&gate);
        let body = json!({ "email": "Own@Example.com", "phone": "+82 1012345678", "data": { "a": 1 } });
        let user = put(&gate, &session, &body).expect(200).json();
        assert_eq!((&user["email"], &user["phone"], &user["user_metadata"]["a"]), (&json!("own@example.com"), &json!("821012345678"), &json!(1)));
    }

    fn a_password_is_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        let ask = |password: &str| request(&gate, &session).json(&json!({ "password": password, "current_password": "x", "nonce": "1" }));
        assert_refused(&ask(&"x".repeat(73)), 400, "validation_failed", "Password cannot be longer than 72 characters");
        assert_refused(&ask("good enough"), 422, "email_provider_disabled", "Email logins are disabled");
        let legacy = ask("short").send();
        let weak = json!({ "reasons": ["length"] });
        assert_eq!(legacy.header("x-sb-error-code"), Some("weak_password"));
        assert_eq!((legacy.status, legacy.json()), (422, json!({ "code": 422, "error_code": "weak_password",
            "msg": "Password should be at least 6 characters.", "weak_password": weak })));
        let dated = ask("short").header(VERSION.0, VERSION.1).send();
        assert_eq!(dated.header("x-supabase-api-version"), Some("2024-01-01"));
        assert_eq!((dated.status, dated.json()), (422, json!({ "code": "weak_password",
            "message": "Password should be at least 6 characters.", "weak_password": weak })));
    }

    fn app_metadata_is_for_users_of_the_admins_role(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        for app_metadata in [json!({}), json!({ "plan": "pro" })] {
            let request = request(&gate, &session).json(&json!({ "app_metadata": app_metadata }));
            assert_refused(&request, 403, "not_admin", "Updating app_metadata requires admin privileges");
        }
        gate.execute("users", "update {table} set role = 'admin'");
        let user = put(&gate, &session, &json!({ "app_metadata": { "plan": "pro" } })).expect(200).json();
        assert_eq!(user["app_metadata"], json!({ "plan": "pro", "provider": "kakao", "providers": ["kakao"] }));
        gate.execute("users", "update {table} set aud = 'other'");
        put(&gate, &session, &json!({ "app_metadata": { "plan": null } })).expect(403);
    }

    fn whoever_comes_by_sso_changes_metadata_alone(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = with_contacts(&gate);
        gate.execute("users", "update {table} set is_sso_user = true");
        for body in [json!({ "email": "new@example.com" }), json!({ "phone": "15550000000" }), json!({ "password": "secret" }), json!({ "nonce": "1" })] {
            let request = request(&gate, &session).json(&body);
            assert_refused(&request, 422, "user_sso_managed", "Updating email, phone, password of a SSO account only possible via SSO");
        }
        put(&gate, &session, &json!({ "email": "own@example.com", "data": { "a": 1 } })).expect(200);
    }

    fn an_anonymous_user_changes_metadata_and_has_no_password(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true")]);
        let session = gate.service.client().post("/signup").send().expect(200).json();
        let user = put(&gate, &session, &json!({ "data": { "a": 1 } })).expect(200).json();
        assert_eq!((&user["user_metadata"], &user["is_anonymous"]), (&json!({ "a": 1 }), &json!(true)));
        let alone = request(&gate, &session).json(&json!({ "password": "secret" }));
        assert_refused(&alone, 422, "validation_failed", "Updating password of an anonymous user without an email or phone is not allowed");
        let with_email = request(&gate, &session).json(&json!({ "password": "secret", "email": "a@example.com" }));
        assert_refused(&with_email, 422, "email_provider_disabled", "Email logins are disabled");
    }

    fn a_token_is_asked_for_before_the_body_is_read(database: TestDatabase) {
        let gate = Gate::with(database, &[BY_SECRET]);
        let nobody = gate.service.client().request("PUT", "/user").body("nonsense");
        assert_refused(&nobody, 401, "no_authorization", "This endpoint requires a valid Bearer token");
        let session = signed_in(&gate);
        gate.execute("users", "update {table} set banned_until = '2027-03-01T10:00:00.000000Z'");
        assert_refused(&request(&gate, &session).body("nonsense"), 403, "user_banned", "User is banned");
        let stranger = token(&json!({ "sub": "6f0b0000-0000-4000-8000-000000000000" }));
        let stranger = gate.service.client().request("PUT", "/user").bearer(&stranger);
        assert_refused(&stranger, 403, "user_not_found", "User from sub claim in JWT does not exist");
    }

    fn parallel_changes_lose_nothing(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = signed_in(&gate);
        let before = metadata(&gate, &session, &[json!({ "gone": 1 })]);
        let mut asking = Vec::new();
        for number in 0..20 {
            let data = json!({ format!("k{number}"): number, "gone": null });
            let request = request(&gate, &session).json(&json!({ "data": data }));
            asking.push(thread::spawn(move || request.send().status));
        }
        for thread in asking {
            assert_eq!(thread.join().expect("an answer"), 200);
        }
        let mut expected = before;
        let members = expected.as_object_mut().expect("an object");
        members.remove("gone");
        members.extend((0..20).map(|number| (format!("k{number}"), json!(number))));
        assert_eq!(metadata(&gate, &session, &[]), expected);
    }
}

#[test]
fn a_body_that_is_no_json_changes_nothing() {
    let gate = Gate::new(TestDatabase::sqlite());
    let session = signed_in(&gate);
    let ends_early = "Could not parse request body as JSON: unexpected end of JSON input";
    for body in ["", "{", r#"{"data":"#] {
        assert_refused(
            &request(&gate, &session).body(body),
            400,
            "bad_json",
            ends_early,
        );
    }
    for body in [
        "[]",
        r#"{"data":1}"#,
        r#"{"app_metadata":[]}"#,
        r#"{"email":1}"#,
        r#"{"code_challenge":1}"#,
        r#"{"data":{},"Data":{}}"#,
    ] {
        let answer = request(&gate, &session).body(body).send().expect(400);
        assert_eq!(answer.json()["error_code"], "bad_json", "{body}");
    }
    let nul = request(&gate, &session).body(r#"{"data":{"a":{"b":["\u0000"]}}}"#);
    assert_refused(
        &nul,
        400,
        "validation_failed",
        "data must not contain a NUL character",
    );
    let user = gate.user(text(&session, "/access_token")).expect(200);
    assert_eq!(user.json(), session["user"]);
}
