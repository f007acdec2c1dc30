//! `DELETE /admin/users/{id}`: hard, and softly.

use super::bench::{Office, path};
use crate::gate::text;
use crate::support::database::both_databases;
use serde_json::{Value, json};

/// `base64url(sha256(id + value))`, as Supabase Auth puts it in a value's place.
fn hashed(id: &str, value: &str) -> String {
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, format!("{id}{value}").as_bytes()))
}

fn is_signed_out(office: &Office, session: &Value, code: &str) {
    let refreshed = office
        .gate
        .refresh(text(session, "/refresh_token"))
        .expect(400)
        .json();
    assert_eq!(refreshed["error_code"], "refresh_token_not_found");
    let shown = office
        .gate
        .user(text(session, "/access_token"))
        .expect(403)
        .json();
    assert_eq!(shown["error_code"], code);
}

both_databases! {
    fn a_hard_deletion_leaves_nothing_but_the_entry(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let (id, other) = (text(&session, "/user/id"), office.gate.sign_in(2));
        office.gate.execute("refresh_tokens", &format!(
            "insert into {{table}} (instance_id, id, token, user_id, revoked) \
             values ('00000000-0000-0000-0000-000000000000', 77, 'abcdefghijkl', '{id}', false)"
        ));
        let answer = office.delete(id).expect(200);
        assert_eq!((answer.text(), answer.header("content-type")), ("{}", Some("application/json")));
        assert_eq!(&office.gate.rows()[..4], ["1", "1", "1", "1"]);
        assert!(office.gate.texts("refresh_tokens", "select token as text from {table}").is_empty());
        assert_eq!(office.told().last(), Some(&json!({
            "action": "user_deleted", "actor_id": "00000000-0000-0000-0000-000000000000", "actor_via_sso": false,
            "actor_username": "service_role", "log_type": "team",
            "traits": {"user_id": id, "user_email": "", "user_phone": ""},
        })));
        is_signed_out(&office, &session, "user_not_found");
        office.refuses("again", office.ask("DELETE", &path(id)), (404, "user_not_found", "User not found"));
        office.gate.user(text(&other, "/access_token")).expect(200);
        let back = office.gate.sign_in(1);
        assert_ne!(text(&back, "/user/id"), id);
    }

    fn a_soft_deletion_leaves_hashes(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let id = text(&session, "/user/id");
        let before = office.change(id, &json!({
            "email": "a@example.com", "password": "a password", "user_metadata": {"a": 1}, "email_confirm": true,
        }));
        let session = office.gate.sign_in(1);
        assert_eq!(office.delete_softly(id).expect(200).text(), "{}");
        let user = office.user(id);
        let now = "2026-03-01T09:00:00.123456Z";
        assert_eq!(text(&user, "/email"), hashed(id, "a@example.com"));
        let phone: String = hashed(id, "").chars().take(15).collect();
        assert_eq!(text(&user, "/phone"), phone);
        assert_eq!((text(&user, "/new_email"), text(&user, "/new_phone")), (&*hashed(id, ""), phone.as_str()));
        assert_eq!((text(&user, "/deleted_at"), text(&user, "/updated_at")), (now, now));
        assert_eq!((&user["user_metadata"], &user["app_metadata"]), (&json!({}), &json!({})));
        assert_eq!(user["created_at"], before["created_at"]);
        let mut subjects: Vec<_> = user["identities"].as_array().expect("identities").iter()
            .map(|identity| {
                assert_eq!((&identity["identity_data"], identity.get("email")), (&json!({}), None));
                text(identity, "/id").to_owned()
            })
            .collect();
        subjects.sort();
        let kakao = text(&session, "/user/user_metadata/sub");
        let mut expected = [hashed(id, &format!("email:{id}")), hashed(id, &format!("kakao:{kakao}"))];
        expected.sort();
        assert_eq!(subjects, expected);
        assert_eq!(office.column(id, "encrypted_password"), "-");
        is_signed_out(&office, &session, "session_not_found");
        assert_eq!(text(office.told().last().expect("told"), "/traits/user_email"), "a@example.com");
        assert_eq!(office.get("/admin/users").header("x-total-count"), Some("1"));
        // The person may come again, and is somebody else then.
        let back = office.gate.sign_in(1);
        assert_ne!(text(&back, "/user/id"), id);
        office.create_with_email("a@example.com");
    }

    fn who_was_deleted_softly_is_not_so_again_but_may_go_for_good(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        office.delete_softly(&id).expect(200);
        let user = office.user(&id);
        office.gate.service.clock.advance(chrono::TimeDelta::minutes(1));
        office.delete_softly(&id).expect(200);
        assert_eq!(office.user(&id), user);
        assert_eq!(office.told().iter().filter(|entry| entry["action"] == "user_deleted").count(), 2);
        office.delete(&id).expect(200);
        assert_eq!(office.gate.rows()[0], "0");
    }

    fn the_body_may_be_left_out_and_must_be_json_otherwise(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        for body in ["x", "[]", r#"{"should_soft_delete":"true"}"#, r#"{"should_soft_delete":1}"#] {
            let answer = office.ask("DELETE", &path(&id)).body(body).send().expect(400).json();
            assert_eq!(answer["error_code"], "bad_json", "{body}");
        }
        assert_eq!(office.gate.rows()[0], "1");
        for body in ["", "{}", "null", r#"{"should_soft_delete":null}"#, r#"{"should_soft_delete":false}"#] {
            let id = office.create_with_email("b@example.com");
            office.ask("DELETE", &path(&id)).body(body).send().expect(200);
            assert_eq!(office.gate.rows()[0], "1", "{body}");
        }
    }

    fn whoever_is_deleted_while_signing_in_is_there_whole_or_not_at_all(database: TestDatabase) {
        let office = Office::new(database);
        for _ in 0..5 {
            let id = text(&office.gate.sign_in(1), "/user/id").to_owned();
            let delete = office.ask("DELETE", &path(&id));
            let deleting = std::thread::spawn(move || delete.send().status);
            let id_token = office.gate.service.kakao.id_token_of(1);
            let body = json!({"provider": "kakao", "id_token": id_token});
            let signing_in: Vec<_> = (0..4)
                .map(|_| {
                    let request = office.gate.service.client().post("/token?grant_type=id_token").json(&body);
                    std::thread::spawn(move || request.send().status)
                })
                .collect();
            assert_eq!(deleting.join().expect("an answer"), 200);
            for thread in signing_in {
                assert_eq!(thread.join().expect("an answer"), 200);
            }
            let [users, identities] = [0, 1].map(|table| office.gate.rows()[table].clone());
            assert_eq!(users, identities, "no user without identity, no identity without user");
        }
    }
}
