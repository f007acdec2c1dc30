//! The e-mail of a new user: there, absent, masked, malformed, or another's.

use super::bench::{Bench, Rows};
use crate::support::database::both_databases;
use serde_json::{Value, json};

fn user(bench: &Bench, subject: &str, email: Value) -> Value {
    bench.session(&bench.claims_but(json!({"sub": subject, "email": email})))["user"].clone()
}

#[track_caller]
fn has_no_email(user: &Value) {
    assert_eq!(user["email"], "", "{user}");
    assert_eq!(user.get("email_confirmed_at"), None, "{user}");
    assert_eq!(user.get("confirmed_at"), None, "{user}");
}

both_databases! {
    fn without_an_email_somebody_signs_in_all_the_same(database: TestDatabase) {
        let bench = Bench::new(database);
        let user = user(&bench, "1001", Value::Null);
        has_no_email(&user);
        assert_eq!(user["user_metadata"]["email_verified"], false);
        assert_eq!(user["identities"][0].get("email"), None);
        assert_eq!(bench.rows(), Rows { users: 1, identities: 1, sessions: 1, audit_entries: 1 });
    }

    fn a_masked_or_malformed_address_is_none(database: TestDatabase) {
        let bench = Bench::new(database);
        for (number, address) in [
            "ka***@kakao.com", "*@kakao.com", "nobody", "a@b", "@example.com", "a@", "a@b@example.com",
            "a@example.com,b@example.com", "A <a@example.com>", "a b@example.com", " ", &format!("{}@example.com", "a".repeat(250)),
        ].into_iter().enumerate() {
            let user = user(&bench, &format!("{number}"), json!(address));
            has_no_email(&user);
            assert_eq!(user["user_metadata"].get("email"), None, "{address}");
            assert_eq!(user["identities"][0].get("email"), None, "{address}");
        }
    }

    fn an_address_is_kept_in_lower_case_and_confirmed(database: TestDatabase) {
        let bench = Bench::new(database);
        let user = user(&bench, "1001", json!("A.B+c@Example.COM"));
        assert_eq!(user["email"], "a.b+c@example.com");
        assert_eq!(user["email_confirmed_at"], user["created_at"]);
        assert_eq!(user["identities"][0]["email"], "a.b+c@example.com");
    }

    fn an_address_that_another_kakao_user_has_is_left_to_them(database: TestDatabase) {
        let bench = Bench::new(database);
        let first = user(&bench, "1001", json!("a@example.com"));
        let second = user(&bench, "1002", json!("A@example.com"));
        assert_ne!(second["id"], first["id"], "addresses move between people");
        has_no_email(&second);
        assert_eq!(second["identities"][0]["email"], "a@example.com", "what Kakao says is kept");
        assert_eq!(user(&bench, "1001", json!("a@example.com"))["email"], "a@example.com");
    }
}
