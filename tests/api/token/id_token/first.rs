//! The first sign-in, member by member: the answer, its headers, the access token in it, and that clients can use it.

use super::bench::{Bench, Rows, with_token};
use crate::support::client::Response;
use crate::support::database::both_databases;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const ISSUER: &str = "https://kauth.kakao.com";

/// Somebody who shares everything.
fn claims(bench: &Bench) -> Value {
    bench.claims_but(json!({
        "nickname": "대문 <b>",
        "picture": "http://k.kakaocdn.net/a?b&c",
        "email": "Somebody@Example.com",
    }))
}

/// The answer, with names in place of what differs from run to run: Kakao's port and our signature.
fn stable(bench: &Bench, answer: &Response) -> String {
    let session = answer.json();
    let access_token = session["access_token"].as_str().expect("a text");
    answer
        .text()
        .replace(access_token, "<access token>")
        .replace(bench.kakao().issuer(), ISSUER)
}

fn decoded(part: &str) -> String {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url");
    String::from_utf8(bytes).expect("UTF-8")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

both_databases! {
    fn the_first_answer_is_this_to_the_letter(database: TestDatabase) {
        let bench = Bench::new(database);
        let answer = bench.sign_in(&bench.sign(&claims(&bench))).expect(200);
        let session = answer.json();
        let user = text(&session["user"]["id"]);
        let identity = text(&session["user"]["identities"][0]["identity_id"]);
        let refresh_token = text(&session["refresh_token"]);
        let at = "2026-03-01T09:00:00.123456Z";
        let person = r#"{"avatar_url":"http://k.kakaocdn.net/a?b\u0026c","email":"somebody@example.com","email_verified":true,"full_name":"대문 \u003cb\u003e","iss":"https://kauth.kakao.com","name":"대문 \u003cb\u003e","phone_verified":false,"picture":"http://k.kakaocdn.net/a?b\u0026c","preferred_username":"대문 \u003cb\u003e","provider_id":"1001","sub":"1001","user_name":"대문 \u003cb\u003e"}"#;
        let expected = [
            r#"{"access_token":"<access token>","token_type":"bearer","expires_in":3600,"expires_at":1772359200"#,
            &format!(r#","refresh_token":"{refresh_token}""#),
            &format!(r#","user":{{"id":"{user}","aud":"authenticated","role":"authenticated","email":"somebody@example.com""#),
            &format!(r#","email_confirmed_at":"{at}","phone":"","confirmed_at":"{at}","last_sign_in_at":"{at}""#),
            &format!(r#","app_metadata":{{"provider":"kakao","providers":["kakao"]}},"user_metadata":{person}"#),
            &format!(r#","identities":[{{"identity_id":"{identity}","id":"1001","user_id":"{user}","identity_data":{person}"#),
            &format!(r#","provider":"kakao","last_sign_in_at":"{at}","created_at":"{at}","updated_at":"{at}","email":"somebody@example.com"}}]"#),
            &format!(r#","created_at":"{at}","updated_at":"{at}","is_anonymous":false}}}}"#),
        ].concat();
        assert_eq!(stable(&bench, &answer), expected);
        let new = Rows { users: 1, identities: 1, sessions: 1, audit_entries: 1 };
        assert_eq!(bench.rows(), new);
    }

    fn ids_are_uuids_and_the_refresh_token_is_of_the_second_kind(database: TestDatabase) {
        let bench = Bench::new(database);
        let session = bench.session(&bench.claims());
        let mut ids = Vec::new();
        for id in [&session["user"]["id"], &session["user"]["identities"][0]["identity_id"]] {
            let id = uuid::Uuid::parse_str(text(id)).expect("a UUID");
            assert_eq!(id.get_version_num(), 4);
            ids.push(id);
        }
        assert_ne!(ids[0], ids[1]);
        let refresh_token = text(&session["refresh_token"]);
        assert!(refresh_token.len() > 12, "{refresh_token}");
        assert!(refresh_token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }

    fn the_headers_tell_of_the_session_and_that_nobody_may_keep_it(database: TestDatabase) {
        let bench = Bench::new(database);
        let answer = bench.sign_in(&bench.token()).expect(200);
        let session = answer.json();
        let claims: Value = serde_json::from_str(&decoded(text(&session["access_token"]).split('.').nth(1).expect("a payload"))).expect("JSON");
        for (name, value) in [
            ("content-type", Some("application/json")),
            ("cache-control", Some("no-store")),
            ("x-content-type-options", Some("nosniff")),
            ("sb-auth-user-id", session["user"]["id"].as_str()),
            ("sb-auth-session-id", claims["session_id"].as_str()),
            ("sb-auth-refresh-token-counter", Some("0")),
            ("sb-auth-refresh-token-reuse", Some("false")),
            ("sb-auth-refresh-token-rotated", Some("true")),
            ("sb-auth-refresh-token-prefix", None),
            ("sb-auth-refresh-token-reuse-cause", None),
            ("x-supabase-api-version", None),
            ("set-cookie", None),
            ("server", None),
            ("x-powered-by", None),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
    }

    fn the_access_token_has_these_members_in_this_order(database: TestDatabase) {
        let bench = Bench::new(database);
        let session = bench.session(&bench.claims_but(json!({"email": "a@example.com"})));
        let token = text(&session["access_token"]);
        let parts: Vec<String> = token.split('.').take(2).map(decoded).collect();
        let header: Value = serde_json::from_str(&parts[0]).expect("JSON");
        assert_eq!(parts[0], format!(r#"{{"alg":"ES256","kid":{},"typ":"JWT"}}"#, header["kid"]));
        let claims: Value = serde_json::from_str(&parts[1]).expect("JSON");
        let (user, data) = (text(&session["user"]["id"]), &session["user"]["user_metadata"]);
        let session_id = text(&claims["session_id"]);
        assert_eq!(parts[1], [
            format!(r#"{{"iss":"https://auth.example.com/auth/v1","sub":"{user}","aud":"authenticated","exp":1772359200,"iat":1772355600"#),
            r#","email":"a@example.com","phone":"","app_metadata":{"provider":"kakao","providers":["kakao"]}"#.to_owned(),
            format!(r#","user_metadata":{data},"role":"authenticated","aal":"aal1","amr":[{{"method":"oauth","timestamp":1772355600}}]"#),
            format!(r#","session_id":"{session_id}","is_anonymous":false}}"#),
        ].concat());
    }

    fn the_key_of_the_access_token_is_published(database: TestDatabase) {
        let bench = Bench::new(database);
        let session = bench.session(&bench.claims());
        let header = decoded(text(&session["access_token"]).split('.').next().expect("a header"));
        let header: Value = serde_json::from_str(&header).expect("JSON");
        let published = bench.service.client().get("/.well-known/jwks.json").send().expect(200).json();
        assert_eq!(published["keys"][0]["kid"], header["kid"]);
    }

    fn the_session_can_be_used(database: TestDatabase) {
        let bench = Bench::new(database);
        let session = bench.session(&claims(&bench));
        let client = bench.service.client();
        let user = client.get("/user").bearer(text(&session["access_token"])).send().expect(200);
        assert_eq!(user.json(), session["user"], "what was answered is what is kept");
        let body = json!({"refresh_token": session["refresh_token"]});
        let next = client.post("/token?grant_type=refresh_token").json(&body).send().expect(200).json();
        assert_eq!(next["user"], session["user"]);
        assert_ne!(next["refresh_token"], session["refresh_token"]);
    }

    fn both_mounts_serve_the_same(database: TestDatabase) {
        let bench = Bench::new(database);
        let body = with_token(&bench.token());
        let users: Vec<Value> = ["/token", "/auth/v1/token"].into_iter().map(|path| {
            let target = format!("{path}?grant_type=id_token");
            bench.service.client().post(&target).json(&body).send().expect(200).json()["user"]["id"].clone()
        }).collect();
        assert_eq!(users[0], users[1]);
        assert_eq!(bench.rows().sessions, 2);
    }
}
