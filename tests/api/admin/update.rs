//! `PUT /admin/users/{id}`: what changes, what stays, and what is refused.

use super::bench::{Office, Refusal, path};
use crate::gate::text;
use crate::support::database::both_databases;
use chrono::TimeDelta;
use serde_json::{Value, json};

const LATER: &str = "2026-03-01T09:01:00.123456Z";

fn a_minute_later(office: &Office) {
    office.gate.service.clock.advance(TimeDelta::minutes(1));
}

/// The user before and after, without what is said to change.
fn apart_from(user: &Value, members: &[&str]) -> Value {
    let mut rest = user.clone();
    for member in members {
        rest.as_object_mut().expect("an object").remove(*member);
    }
    rest
}

both_databases! {
    fn an_email_changes_in_the_user_and_in_its_identity(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        a_minute_later(&office);
        let user = office.change(&id, &json!({"email": "B@Example.com", "email_confirm": false}));
        assert_eq!(user, office.user(&id));
        assert_eq!((text(&user, "/email"), text(&user, "/updated_at")), ("b@example.com", LATER));
        assert_eq!(user.get("email_confirmed_at"), None);
        let identities = user["identities"].as_array().expect("identities");
        assert_eq!(identities.len(), 1);
        assert_eq!(identities[0]["identity_data"], json!({
            "sub": id, "email": "b@example.com", "email_verified": false, "phone_verified": false,
        }));
        assert_eq!(text(&identities[0], "/email"), "b@example.com");
        let confirmed = office.change(&id, &json!({"email": "c@example.com", "email_confirm": true}));
        assert_eq!(confirmed["identities"][0]["identity_data"]["email_verified"], true);
        assert_eq!(text(&confirmed, "/email_confirmed_at"), LATER);
        assert_eq!(confirmed["user_metadata"], json!({"email_verified": true}));
        // A confirmation is not taken back.
        let still = office.change(&id, &json!({"email_confirm": false}));
        assert_eq!(text(&still, "/email_confirmed_at"), LATER);
    }

    fn who_has_no_such_identity_gets_one(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let id = text(&session, "/user/id");
        let user = office.change(id, &json!({"email": "a@example.com", "phone": "+82 1012345678", "phone_confirm": true}));
        let of = |provider: &str| {
            let identities = user["identities"].as_array().expect("identities").iter();
            identities.filter(|identity| identity["provider"] == provider).cloned().collect::<Vec<_>>()
        };
        assert_eq!(of("kakao").len(), 1);
        assert_eq!(of("email")[0]["identity_data"], json!({"sub": id, "email": "a@example.com", "email_verified": false, "phone_verified": false}));
        assert_eq!(of("phone")[0]["identity_data"], json!({"sub": id, "phone": "821012345678", "email_verified": false, "phone_verified": true}));
        assert_eq!(of("phone")[0]["id"], id);
        assert_eq!(user["app_metadata"], session["user"]["app_metadata"]);
        assert!(user["phone_confirmed_at"].is_string());
        // The session that the user has goes on.
        office.gate.refresh(text(&session, "/refresh_token")).expect(200);
    }

    fn metadata_is_merged_and_null_takes_away(database: TestDatabase) {
        let office = Office::new(database);
        let created = office.create(&json!({
            "email": "a@example.com", "user_metadata": {"a": 1, "b": {"x": 1}, "c": [1]}, "app_metadata": {"plan": "x"},
        }));
        let id = text(&created, "/id");
        let user = office.change(id, &json!({
            "user_metadata": {"a": null, "b": {"y": null}, "d": "<한>", "e": null}, "app_metadata": {"plan": null, "n": 1.5},
        }));
        assert_eq!(user["user_metadata"], json!({"b": {"y": null}, "c": [1], "d": "<한>"}));
        assert_eq!(user["app_metadata"], json!({"n": 1.5, "provider": "email", "providers": ["email"]}));
        assert_eq!(user, office.user(id));
        let same = office.change(id, &json!({"user_metadata": null, "app_metadata": {}}));
        assert_eq!(same["user_metadata"], user["user_metadata"]);
    }

    fn what_is_not_named_stays(database: TestDatabase) {
        let office = Office::new(database);
        let before = office.create(&json!({
            "email": "a@example.com", "phone": "821012345678", "role": "editor", "aud": "elsewhere", "email_confirm": true,
            "ban_duration": "1h", "user_metadata": {"a": 1},
        }));
        let id = text(&before, "/id").to_owned();
        a_minute_later(&office);
        let nothing = json!({"email": "", "phone": null, "role": "", "ban_duration": "", "id": "x", "aud": "other", "nonce": "n"});
        assert_eq!(office.change(&id, &nothing)["updated_at"], before["updated_at"]);
        assert_eq!(apart_from(&office.user(&id), &["identities"]), apart_from(&before, &["identities"]));
        let role = office.change(&id, &json!({"role": "reader"}));
        let changed = ["role", "updated_at", "identities"];
        assert_eq!(apart_from(&role, &changed), apart_from(&before, &changed));
        assert_eq!((text(&role, "/role"), text(&role, "/updated_at")), ("reader", LATER));
    }

    fn a_change_is_told_with_the_user_as_it_is_afterwards(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        office.change(&id, &json!({"email": "b@example.com"}));
        let told = office.told();
        let modified: Vec<_> = told.iter().filter(|entry| entry["action"] == "user_modified").collect();
        assert_eq!(modified, [&json!({
            "action": "user_modified", "actor_id": "00000000-0000-0000-0000-000000000000", "actor_via_sso": false,
            "actor_username": "service_role", "log_type": "user",
            "traits": {"user_id": id, "user_email": "b@example.com", "user_phone": ""},
        })]);
    }

    fn what_cannot_be_is_refused(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        office.create(&json!({"email": "b@example.com", "phone": "821012345678"}));
        let exists = "A user with this email address has already been registered";
        let invalid = |words| -> Refusal<'_> { (400, "validation_failed", words) };
        let long = "x".repeat(256);
        for (body, refusal) in [
            (json!({"email": "x"}), invalid("Unable to validate email address: invalid format")),
            (json!({"email": format!("{long}@x.com")}), invalid("An email address is too long")),
            (json!({"email": "B@example.com"}), (422, "email_exists", exists)),
            (json!({"phone": "x"}), invalid("Invalid phone number format (E.164 required)")),
            (json!({"phone": "+821012345678"}), (422, "phone_exists", "Phone number already registered by another user")),
            (json!({"ban_duration": "never"}), invalid(r#"invalid format for ban duration: time: invalid duration "never""#)),
            (json!({"ban_duration": "24"}), invalid(r#"invalid format for ban duration: time: missing unit in duration "24""#)),
            (json!({"role": long}), invalid("role must not be longer than 255 characters")),
            (json!({"user_metadata": {"\u{0}": 1}}), invalid("user_metadata must not contain a NUL character")),
        ] {
            let before = office.user(&id);
            office.refuses(&body.to_string(), office.ask("PUT", &path(&id)).json(&body), refusal);
            assert_eq!(office.user(&id), before);
        }
        office.ask("PUT", &path(&id)).body("").send().expect(400);
        // Its own address may be set again.
        office.change(&id, &json!({"email": "a@example.com"}));
    }

    fn an_anonymous_user_with_a_confirmed_email_is_none_any_more(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let id = text(&session, "/user/id");
        office.gate.execute("users", "update {table} set is_anonymous = true");
        assert_eq!(office.change(id, &json!({"email": "a@example.com"}))["is_anonymous"], true);
        assert_eq!(office.change(id, &json!({"email": "a@example.com", "email_confirm": true}))["is_anonymous"], false);
        assert_eq!(office.user(id)["is_anonymous"], false);
    }

    fn of_twenty_at_once_one_gets_the_address(database: TestDatabase) {
        let office = Office::new(database);
        let ids: Vec<String> = (0..10).map(|n| office.create_with_email(&format!("u{n}@example.com"))).collect();
        let threads: Vec<_> = ids
            .iter()
            .map(|id| {
                let request = office.ask("PUT", &path(id)).json(&json!({"email": "one@example.com"}));
                std::thread::spawn(move || request.send().status)
            })
            .collect();
        let mut statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().expect("an answer")).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[0], &statuses[1..]), (200, &[422; 9][..]));
        assert_eq!(office.emails("/admin/users?filter=one@").len(), 1);
    }
}
