//! `POST /admin/users`: a user whom nobody has signed in.

use super::bench::{Office, Refusal, token};
use crate::gate::text;
use crate::support::database::both_databases;
use serde_json::{Value, json};

const NOW: &str = "2026-03-01T09:00:00.123456Z";
const ID: &str = "7c9f2ba1-7d1a-4d2c-9a45-0123456789ab";

/// Hashing is slow on purpose; a crowd is to meet in the database.
const HASH: &str = "$2a$10$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC";

fn invalid(words: &str) -> Refusal<'_> {
    (400, "validation_failed", words)
}

both_databases! {
    fn a_new_user_is_told_whole(database: TestDatabase) {
        let office = Office::new(database);
        let created = office.create(&json!({
            "id": ID, "email": "A@Example.com", "phone": "+82 10 1234 5678", "email_confirm": true,
            "user_metadata": {"full_name": "A", "gone": null}, "app_metadata": {"plan": "x", "providers": null},
            "role": " editor ", "ban_duration": "1h30m",
        }));
        let identity = |provider: &str, value: &str| json!({
            "id": ID, "user_id": ID, "provider": provider, "last_sign_in_at": NOW, "created_at": NOW, "updated_at": NOW,
            "identity_data": {provider: value, "sub": ID, "email_verified": false, "phone_verified": false},
        });
        let mut expected = json!({
            "id": ID, "aud": "authenticated", "role": "editor", "email": "a@example.com", "phone": "821012345678",
            "email_confirmed_at": NOW, "confirmed_at": NOW, "created_at": NOW, "updated_at": NOW,
            "banned_until": "2026-03-01T10:30:00.123456Z", "is_anonymous": false,
            "app_metadata": {"plan": "x", "provider": "email"},
            "user_metadata": {"email_verified": true, "full_name": "A", "gone": null},
            "identities": [identity("email", "a@example.com"), identity("phone", "821012345678")],
        });
        expected["identities"][0]["email"] = json!("a@example.com");
        for identity in [0, 1] {
            let identity_id = &created["identities"][identity]["identity_id"];
            expected["identities"][identity]["identity_id"] = identity_id.clone();
        }
        assert_eq!(created, expected);
        let mut read = office.user(ID);
        // The two were made at once; which comes first is their ids' affair.
        if read["identities"][0]["provider"] == "phone" {
            read["identities"].as_array_mut().expect("two").reverse();
        }
        assert_eq!(read, expected);
        assert_eq!(office.column(ID, "encrypted_password").get(..7), Some("$2a$10$"));
        for column in ["confirmation_token", "recovery_token", "email_change_token_new", "email_change"] {
            assert_eq!(office.column(ID, column), "", "{column}");
        }
        assert_eq!(office.column(ID, "instance_id"), "00000000-0000-0000-0000-000000000000");
        assert_eq!(office.told(), [json!({
            "action": "user_signedup", "actor_id": "00000000-0000-0000-0000-000000000000", "actor_via_sso": false,
            "actor_username": "service_role", "log_type": "team",
            "traits": {"user_id": ID, "user_email": "a@example.com", "user_phone": "821012345678", "provider": "email"},
        })]);
    }

    fn the_least_that_makes_a_user_is_a_contact(database: TestDatabase) {
        let office = Office::with(database, &[("DAEMUN_DISABLE_SIGNUP", "true")]);
        let user = office.create(&json!({"phone": "821012345678", "email": "", "role": "", "aud": null, "phone_confirm": true}));
        assert_eq!((text(&user, "/email"), text(&user, "/phone")), ("", "821012345678"));
        assert_eq!((text(&user, "/role"), text(&user, "/aud")), ("authenticated", "authenticated"));
        assert_eq!(user["app_metadata"], json!({"provider": "phone", "providers": ["phone"]}));
        assert_eq!((&user["user_metadata"], &user["phone_confirmed_at"]), (&json!({}), &json!(NOW)));
        assert_eq!((user.get("email_confirmed_at"), user.get("banned_until")), (None, None));
        assert_eq!(office.column(text(&user, "/id"), "email"), "-");
        let other = office.create(&json!({"email": "b@example.com", "aud": "elsewhere", "ban_duration": "none"}));
        assert_eq!(text(&other, "/aud"), "elsewhere");
        assert_eq!(office.column(text(&other, "/id"), "phone"), "-");
        assert_eq!(other.get("banned_until"), None);
        let third = office.ask("POST", "/admin/users").header("X-JWT-AUD", "third").json(&json!({"email": "c@example.com"}));
        assert_eq!(third.send().expect(200).json()["aud"], "third");
    }

    fn what_cannot_be_is_refused(database: TestDatabase) {
        let office = Office::new(database);
        let taken = office.create(&json!({"id": ID, "email": "a@example.com", "phone": "821012345678"}));
        assert_eq!(taken["id"], ID);
        let with = |member: &str, value: Value| {
            let mut body = json!({"email": "b@example.com"});
            body[member] = value;
            body
        };
        let email = "Unable to validate email address: invalid format";
        let phone = "Invalid phone number format (E.164 required)";
        let exists: Refusal<'_> = (422, "email_exists", "A user with this email address has already been registered");
        let long = "x".repeat(256);
        let ban = |words: &str| format!("invalid format for ban duration: time: {words}");
        let (never, unitless, days) = (
            ban(r#"invalid duration "never""#), ban(r#"missing unit in duration "24""#),
            ban(r#"unknown unit "d" in duration "7d""#),
        );
        for (body, refusal) in [
            (json!({}), invalid("Cannot create a user without either an email or phone")),
            (json!({"email": "", "phone": null, "password": "x"}), invalid("Cannot create a user without either an email or phone")),
            (with("email", json!("nobody")), invalid(email)),
            (with("email", json!(format!("{long}@example.com"))), invalid("An email address is too long")),
            (with("email", json!("A@example.COM")), exists),
            (with("phone", json!("0123")), invalid(phone)),
            (with("phone", json!("+82 1012345678")), (422, "phone_exists", "Phone number already registered by another user")),
            (with("id", json!("x")), invalid("ID must conform to the uuid v4 format")),
            (with("id", json!("00000000-0000-0000-0000-000000000000")), invalid("ID cannot be a nil uuid")),
            (with("id", json!(ID)), (422, "user_already_exists", "A user with this ID has already been registered")),
            (with("ban_duration", json!("never")), invalid(&never)),
            (with("ban_duration", json!("24")), invalid(&unitless)),
            (with("ban_duration", json!("7d")), invalid(&days)),
            (with("role", json!(long)), invalid("role must not be longer than 255 characters")),
            (with("aud", json!(long)), invalid("aud must not be longer than 255 characters")),
            (with("user_metadata", json!({"a": [{"b\u{0}": 1}]})), invalid("user_metadata must not contain a NUL character")),
            (with("app_metadata", json!({"a": "\u{0}"})), invalid("app_metadata must not contain a NUL character")),
            (with("email", json!("a\u{0}@b.c")), invalid("email must not contain a NUL character")),
        ] {
            office.refuses(&body.to_string(), office.ask("POST", "/admin/users").json(&body), refusal);
        }
    }

    fn of_several_faults_the_first_is_told(database: TestDatabase) {
        let office = Office::new(database);
        office.create(&json!({"email": "a@example.com", "phone": "821012345678"}));
        let mut body = json!({
            "email": "x", "phone": "0", "password": "p", "password_hash": "h", "id": "x", "ban_duration": "x",
        });
        for (member, mended, words) in [
            ("email", json!("a@example.com"), "Unable to validate email address: invalid format"),
            ("email", json!("b@example.com"), "A user with this email address has already been registered"),
            ("phone", json!("821012345678"), "Invalid phone number format (E.164 required)"),
            ("phone", Value::Null, "Phone number already registered by another user"),
            ("password", Value::Null, "Only a password or a password hash should be provided"),
            ("password_hash", Value::Null, "password_hash must be a bcrypt, Argon2 or Firebase scrypt hash"),
            ("id", Value::Null, "ID must conform to the uuid v4 format"),
            ("ban_duration", Value::Null, r#"invalid format for ban duration: time: invalid duration "x""#),
        ] {
            assert_eq!(office.post(&body).json()["msg"], words, "{body}");
            body[member] = mended;
        }
        office.create(&body);
    }

    fn an_email_of_anybodys_identity_is_taken(database: TestDatabase) {
        let office = Office::new(database);
        let kakao = office.gate.service.kakao.issuer();
        assert!(!kakao.is_empty());
        let claims = {
            let mut claims = office.gate.claims("1001");
            claims["email"] = json!("k@example.com");
            claims
        };
        let id_token = office.gate.signed(&office.gate.header(), &claims);
        let session = office.gate.id_token(&json!({"provider": "kakao", "id_token": id_token})).expect(200).json();
        let id = text(&session, "/user/id");
        office.change(id, &json!({"email": "other@example.com"}));
        let refused = office.post(&json!({"email": "k@example.com"})).expect(422).json();
        assert_eq!(refused["error_code"], "email_exists");
        // An identity counts in its own audience, an address of a user's own everywhere.
        office.create(&json!({"email": "k@example.com", "aud": "elsewhere"}));
        office.post(&json!({"email": "other@example.com", "aud": "elsewhere"})).expect(422);
    }

    fn a_body_is_an_object_of_the_right_types(database: TestDatabase) {
        let office = Office::new(database);
        let opening = "Could not parse request body as JSON: ";
        for body in ["", "[]", "{", r#"{"email":1}"#, r#"{"email":"a@b.c","email_confirm":"yes"}"#, r#"{"user_metadata":[]}"#, r#"{"app_metadata":"x"}"#] {
            let answer = office.ask("POST", "/admin/users").body(body).send().expect(400).json();
            assert_eq!(answer["error_code"], "bad_json", "{body}");
            assert!(text(&answer, "/msg").starts_with(opening), "{answer}");
        }
    }

    fn of_twenty_at_once_one_makes_the_user(database: TestDatabase) {
        let office = Office::new(database);
        let key = token(&json!({"role": "service_role"}));
        let client = office.gate.service.client();
        let threads: Vec<_> = (0..20)
            .map(|_| {
                let request = client.post("/admin/users").bearer(&key).json(&json!({"email": "a@example.com", "password_hash": HASH}));
                std::thread::spawn(move || request.send().status)
            })
            .collect();
        let mut statuses: Vec<u16> = threads.into_iter().map(|thread| thread.join().expect("an answer")).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[0], &statuses[1..]), (200, &[422; 19][..]));
        assert_eq!(office.gate.rows()[0], "1");
    }
}
