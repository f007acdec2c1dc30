//! The account: who is found, who is made, who stays out, and what the answer says.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use chrono::TimeDelta;
use daemun::clock::Clock as _;
use daemun::sandbox::{StandInUser, TokenRequest};
use serde_json::{Value, json};
use std::collections::HashSet;

fn by(gate: &Gate, user: StandInUser) -> Response {
    let id_token = gate.service.kakao.mint(&TokenRequest::of(user)).id_token;
    gate.id_token(&json!({ "provider": "kakao", "id_token": id_token }))
}

fn with_email(id: u64, email: &str) -> StandInUser {
    StandInUser {
        email: Some(email.to_owned()),
        ..StandInUser::new(id)
    }
}

both_databases! {
    fn a_first_sign_in_answers_a_whole_session(database: TestDatabase) {
        let gate = Gate::new(database);
        let user = StandInUser { nickname: Some("Nick".into()), ..with_email(1001, "A@Example.com") };
        let answer = by(&gate, user).expect(200);

        for header in ["sb-auth-user-id", "sb-auth-session-id"] {
            assert!(answer.header(header).is_some_and(|id| uuid::Uuid::try_parse(id).is_ok()), "{header}");
        }
        assert_eq!(answer.header("sb-auth-refresh-token-counter"), Some("0"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let names = ["\"access_token\"", "\"token_type\":\"bearer\"", "\"expires_in\":3600", "\"expires_at\"",
            "\"refresh_token\"", "\"user\":{\"id\"", "\"app_metadata\"", "\"user_metadata\"", "\"identities\"",
            "\"is_anonymous\":false"];
        let places: Vec<usize> = names.iter()
            .map(|name| answer.text().find(name).unwrap_or_else(|| panic!("no {name} in {answer}"))).collect();
        assert!(places.is_sorted(), "the members stand in another order: {answer}");
        let session = answer.json();
        assert_eq!(text(&session, "/user/email"), "a@example.com");
        assert_eq!(session["user"]["app_metadata"], json!({ "provider": "kakao", "providers": ["kakao"] }));
        assert_eq!(text(&session, "/user/user_metadata/full_name"), "Nick");
        assert_eq!(session["user"]["identities"][0]["identity_data"], session["user"]["user_metadata"]);
        assert_eq!(text(&session, "/user/identities/0/id"), "1001");
        assert_eq!(text(&session, "/user/confirmed_at"), "2026-03-01T09:00:00.123456Z");
        assert_eq!(session["provider_token"], Value::Null);
        assert_eq!(gate.rows(), ["1", "1", "1", "1", "1"]);
    }

    fn a_returning_user_keeps_the_id_under_either_path(database: TestDatabase) {
        let gate = Gate::new(database);
        let first = gate.sign_in(7);
        gate.service.clock.advance(TimeDelta::hours(2));
        let id_token = gate.service.kakao.id_token_of(7);
        let body = json!({ "issuer": gate.service.kakao.issuer(), "client_id": "x", "id_token": id_token });
        let target = "/auth/v1/token?grant_type=id_token";
        let second = gate.service.client().post(target).json(&body).send().expect(200).json();

        assert_eq!(second["user"]["id"], first["user"]["id"]);
        assert_ne!(second["refresh_token"], first["refresh_token"]);
        assert_eq!(text(&second, "/user/last_sign_in_at"), "2026-03-01T11:00:00.123456Z");
        assert_eq!(text(&second, "/user/identities/0/last_sign_in_at"), "2026-03-01T11:00:00.123456Z");
        assert_eq!(text(&second, "/user/created_at"), "2026-03-01T09:00:00.123456Z");
    }

    fn the_same_token_fifty_times_at_once_makes_one_user(database: TestDatabase) {
        let gate = Gate::new(database);
        let id_token = gate.service.kakao.id_token_of(50);
        let body = json!({ "provider": "kakao", "id_token": id_token });
        let ids: HashSet<String> = std::thread::scope(|scope| {
            let askers: Vec<_> = (0..50).map(|_| scope.spawn(|| gate.id_token(&body).expect(200).json())).collect();
            askers.into_iter().map(|asker| text(&asker.join().unwrap(), "/user/id").to_owned()).collect()
        });
        assert_eq!(ids.len(), 1);
        assert_eq!(gate.rows()[..3], ["1", "1", "50"]);
    }

    fn the_banned_and_the_unwanted_stay_out_and_nothing_is_written(database: TestDatabase) {
        let gate = Gate::new(database);
        gate.sign_in(9);
        gate.execute("users", "update {table} set banned_until = '2026-03-01T10:00:00.000000Z'");
        let before = gate.rows();
        let refused = by(&gate, StandInUser::new(9)).expect(403).json();
        assert_eq!(refused["error_code"], "user_banned");
        assert_eq!(refused["msg"], "User is banned");
        assert_eq!(gate.rows(), before);
        gate.service.clock.advance(TimeDelta::hours(1));
        by(&gate, StandInUser::new(9)).expect(200);
    }

    fn sign_up_can_be_closed_to_the_new_alone(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_DISABLE_SIGNUP", "true")]);
        let refused = by(&gate, StandInUser::new(1)).expect(422).json();
        assert_eq!(refused["error_code"], "signup_disabled");
        assert_eq!(refused["msg"], "Signups not allowed for this instance");
        assert_eq!(gate.rows(), ["0", "0", "0", "0", "0"]);
    }

    fn an_email_can_be_asked_for_and_without_it_no_row_stays(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_EXTERNAL_KAKAO_EMAIL_OPTIONAL", "false")]);
        let refused = by(&gate, StandInUser::new(1)).expect(422).json();
        assert_eq!(refused["error_code"], "provider_email_needs_verification");
        assert_eq!(refused["msg"], "Unverified email with kakao. Verify the email with kakao in order to sign in");
        assert_eq!(gate.rows(), ["0", "0", "0", "0", "0"]);
        by(&gate, with_email(1, "a@example.com")).expect(200);
    }

    fn a_masked_address_is_none_and_another_users_is_left_out(database: TestDatabase) {
        let gate = Gate::new(database);
        let masked = by(&gate, with_email(1, "ka***@kakao.com")).expect(200).json();
        assert_eq!(masked["user"]["email"], "");
        assert_eq!(masked["user"]["user_metadata"]["email_verified"], false);
        let first = by(&gate, with_email(2, "same@example.com")).expect(200).json();
        let second = by(&gate, with_email(3, "same@example.com")).expect(200).json();
        assert_ne!(second["user"]["id"], first["user"]["id"], "an address moved, and nobody is linked by it");
        assert_eq!(second["user"]["email"], "");
    }
}

#[test]
fn the_access_token_has_its_claims_in_order_and_a_header_of_three_members() {
    let gate = Gate::new(TestDatabase::sqlite());
    let session = by(&gate, with_email(1, "a@example.com")).expect(200).json();
    let token = text(&session, "/access_token");
    let part = |at: usize| {
        String::from_utf8(B64.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
    };
    let header: Value = serde_json::from_str(&part(0)).unwrap();
    assert_eq!(
        header.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["alg", "kid", "typ"]
    );
    let payload = part(1);
    let names = [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "email",
        "phone",
        "app_metadata",
        "user_metadata",
        "role",
        "aal",
        "amr",
        "session_id",
        "is_anonymous",
    ];
    let places: Vec<usize> = names
        .iter()
        .map(|name| {
            payload
                .find(&format!("\"{name}\":"))
                .unwrap_or_else(|| panic!("no {name} in {payload}"))
        })
        .collect();
    assert!(places.is_sorted(), "{payload}");
    let claims: Value = serde_json::from_str(&payload).unwrap();
    let now = gate.service.clock.now().timestamp();
    assert_eq!(
        claims["amr"],
        json!([{ "method": "oauth", "timestamp": now }])
    );
    assert_eq!(
        (&claims["exp"], &claims["iat"]),
        (&json!(now + 3600), &json!(now))
    );
    assert_eq!(claims["aud"], "authenticated");
    assert_eq!(claims["aal"], "aal1");
    assert_eq!(claims["iss"], "https://auth.example.com/auth/v1");
}

#[test]
fn a_stranger_does_not_choose_the_audience() {
    let gate = Gate::new(TestDatabase::sqlite());
    let body = json!({ "provider": "kakao", "id_token": gate.service.kakao.id_token_of(1) });
    let answer = gate
        .service
        .client()
        .post("/token?grant_type=id_token")
        .header("X-JWT-AUD", "admin")
        .json(&body)
        .send();
    assert_eq!(answer.expect(200).json()["user"]["aud"], "authenticated");
}
