//! Passwords that admins set: kept as Supabase Auth keeps them, and good for nothing here but to end sessions.

use super::bench::{Office, Refusal, is_hash_of, path};
use crate::gate::{VERSION, text};
use crate::support::database::both_databases;
use daemun::config::{Config, Source};
use daemun::token::encryption::Encryption;
use serde_json::json;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

both_databases! {
    fn a_password_is_kept_as_bcrypt(database: TestDatabase) {
        let office = Office::new(database);
        let kept = |id: &str| office.column(id, "encrypted_password");
        // What is weak for a change will do for a new user.
        let user = office.create(&json!({"email": "a@example.com", "password": "p"}));
        assert!(is_hash_of(&kept(text(&user, "/id")), "p"));
        let longest = "x".repeat(72);
        let id = text(&user, "/id");
        office.change(id, &json!({ "password": longest }));
        assert!(is_hash_of(&kept(id), &longest));
        let nobodys = office.create(&json!({"email": "b@example.com", "password": ""}));
        let [one, other] = [kept(text(&nobodys, "/id")), kept(&office.create_with_email("c@example.com"))];
        assert!(!is_hash_of(&one, "") && one != other);
        let hash = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g";
        let user = office.create(&json!({"email": "d@example.com", "password_hash": hash}));
        assert_eq!(kept(text(&user, "/id")), hash);
    }

    fn passwords_that_cannot_be_kept_are_refused(database: TestDatabase) {
        let office = Office::new(database);
        let id = office.create_with_email("a@example.com");
        let long = "x".repeat(73);
        let with = |member: &str, value: &str| json!({"email": "b@example.com", member: value});
        let mut both = with("password", "");
        both["password_hash"] = json!("$2a$10$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC");
        let invalid = |words| -> Refusal<'_> { (400, "validation_failed", words) };
        let hash = invalid("password_hash must be a bcrypt, Argon2 or Firebase scrypt hash");
        for (body, refusal) in [
            (with("password", &long), invalid("bcrypt: password length exceeds 72 bytes")),
            (with("password_hash", "plain"), hash),
            (with("password_hash", &format!("$2a$10${long}{long}{long}{long}")), hash),
            (with("password", "a\u{0}bcdef"), invalid("password must not contain a NUL character")),
            (both, invalid("Only a password or a password hash should be provided")),
        ] {
            office.refuses(&body.to_string(), office.ask("POST", "/admin/users").json(&body), refusal);
        }
        let put = office.ask("PUT", &path(&id)).json(&json!({ "password": long }));
        office.refuses("too long", put, invalid("Password cannot be longer than 72 characters"));
    }

    fn a_weak_password_is_told_with_what_it_lacks(database: TestDatabase) {
        let office = Office::with(database, &[
            ("DAEMUN_PASSWORD_MIN_LENGTH", "8"), ("DAEMUN_PASSWORD_REQUIRED_CHARACTERS", "abc:123"),
        ]);
        let id = office.create_with_email("a@example.com");
        let kept = office.column(&id, "encrypted_password");
        let length = "Password should be at least 8 characters.";
        let characters = "Password should contain at least one character of each: abc, 123.";
        for (password, message, reasons) in [
            ("a1", length.to_owned(), json!(["length"])),
            ("aaaaaaaa", characters.to_owned(), json!(["characters"])),
            ("", format!("{length} {characters}"), json!(["length", "characters"])),
        ] {
            let put = office.ask("PUT", &path(&id)).json(&json!({ "password": password }));
            let legacy = put.clone().send().expect(422);
            assert_eq!(legacy.header("x-sb-error-code"), Some("weak_password"));
            assert_eq!(legacy.json(), json!({
                "code": 422, "error_code": "weak_password", "msg": message, "weak_password": {"reasons": reasons},
            }));
            let dated = put.header(VERSION.0, VERSION.1).send().expect(422);
            assert_eq!((dated.header("x-sb-error-code"), dated.header("x-supabase-api-version")), (None, Some(VERSION.1)));
            assert_eq!(dated.json(), json!({"code": "weak_password", "message": message, "weak_password": {"reasons": reasons}}));
        }
        assert_eq!(office.column(&id, "encrypted_password"), kept);
        office.change(&id, &json!({"password": "aaaaaaa1"}));
    }

    fn a_new_password_ends_every_session_and_what_waits_for_the_old_one(database: TestDatabase) {
        let office = Office::new(database);
        let sessions = [office.gate.sign_in(1), office.gate.sign_in(1)];
        let id = text(&sessions[0], "/user/id");
        office.gate.execute("users", "update {table} set recovery_token = 'r', recovery_sent_at = '2026-02-01T00:00:00.000000Z', \
            email_change_token_new = 'e', email_change_sent_at = '2026-02-01T00:00:00.000000Z', confirmation_token = 'c'");
        let user = office.change(id, &json!({"password": "a new one"}));
        for member in ["recovery_sent_at", "email_change_sent_at"] {
            assert_eq!(user.get(member), None, "{member}");
        }
        for column in ["recovery_token", "email_change_token_new", "confirmation_token"] {
            assert_eq!(office.column(id, column), "", "{column}");
        }
        for session in &sessions {
            office.gate.refresh(text(session, "/refresh_token")).expect(400);
            let refused = office.gate.user(text(session, "/access_token")).expect(403).json();
            assert_eq!(refused["error_code"], "session_not_found");
        }
        office.gate.sign_in(1);
    }

    fn a_password_is_sealed_where_the_settings_want_that(database: TestDatabase) {
        let variables = [
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "k1"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", KEY),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", &format!("k1:{KEY}")),
        ];
        let office = Office::with(database, &variables);
        let id = text(&office.create(&json!({"email": "a@example.com", "password": "first"})), "/id").to_owned();
        let first = office.column(&id, "encrypted_password");
        office.change(&id, &json!({"password": "second"}));
        let second = office.column(&id, "encrypted_password");
        let settings = [&variables[..], &[("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com")]].concat();
        let owned = settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::load(&Source::new(owned, None)).expect("settings").config;
        let encryption = Encryption::from_config(&config.security.encryption).expect("a key");
        for (kept, password) in [(first, "first"), (second, "second")] {
            assert!(Encryption::is_encrypted(&kept), "{kept}");
            assert!(is_hash_of(&encryption.open(&id, &kept).expect("opens"), password));
        }
    }
}
