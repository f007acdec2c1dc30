//! Somebody who comes back: the same user, another session, and what Kakao says now.

use super::bench::{Bench, Rows};
use crate::support::database::both_databases;
use serde_json::json;

both_databases! {
    fn a_returning_user_keeps_the_id_and_gets_another_session(database: TestDatabase) {
        let bench = Bench::new(database);
        let first = bench.session(&bench.claims_but(json!({"nickname": "Before", "email": "a@example.com"})));
        bench.advance(3_600);
        let second = bench.session(&bench.claims_but(json!({"nickname": "After", "email": "a@example.com"})));

        assert_eq!(second["user"]["id"], first["user"]["id"]);
        assert_eq!(second["user"]["created_at"], first["user"]["created_at"]);
        assert_ne!(second["refresh_token"], first["refresh_token"]);
        let user = &second["user"];
        assert_eq!(user["last_sign_in_at"], "2026-03-01T10:00:00.123456Z");
        assert_eq!(user["user_metadata"]["name"], "After");
        assert_eq!(user["identities"][0]["identity_data"]["full_name"], "After");
        assert_eq!(user["identities"][0]["last_sign_in_at"], "2026-03-01T10:00:00.123456Z");
        assert_eq!(bench.rows(), Rows { users: 1, identities: 1, sessions: 2, audit_entries: 2 });
    }

    fn the_email_of_a_known_user_never_changes_by_a_sign_in(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.session(&bench.claims_but(json!({"email": "old@example.com"})));
        let user = bench.session(&bench.claims_but(json!({"email": "new@example.com"})))["user"].clone();
        assert_eq!(user["email"], "old@example.com");
        assert_eq!(user["identities"][0]["email"], "new@example.com");
    }

    fn another_subject_is_another_person(database: TestDatabase) {
        let bench = Bench::new(database);
        let one = bench.session(&bench.claims());
        for subject in ["1002", "01001", "1001 ", "１００１", "1001\u{301}"] {
            let other = bench.session(&bench.claims_but(json!({"sub": subject})));
            assert_ne!(other["user"]["id"], one["user"]["id"], "{subject}");
            assert_eq!(other["user"]["identities"][0]["id"], subject);
        }
        assert_eq!(bench.rows().users, 6);
    }

    fn a_token_may_be_sent_again_while_it_lives(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.token();
        let users: Vec<_> = (0..3).map(|_| bench.sign_in(&token).expect(200).json()["user"]["id"].clone()).collect();
        assert!(users.iter().all(|user| *user == users[0]));
        assert_eq!(bench.rows(), Rows { users: 1, identities: 1, sessions: 3, audit_entries: 3 });
    }
}
