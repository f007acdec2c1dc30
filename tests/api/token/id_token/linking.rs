//! `link_identity`: a signed-in user adds a Kakao account, or is told why not.

use super::bench::{BAD, Bench, Rows, changed, with_token};
use super::refusal::Refusal;
use crate::support::client::Request;
use crate::support::database::both_databases;
use serde_json::{Value, json};

/// Asks to link whoever has these claims to whom the `Authorization` header speaks of.
fn link(bench: &Bench, claims: Value, authorization: &str) -> Request {
    let body = changed(
        with_token(&bench.sign(&bench.claims_but(claims))),
        json!({"link_identity": true}),
    );
    bench.ask(&body).header("Authorization", authorization)
}

/// The session of `subject`, as an `Authorization` header.
fn bearer(bench: &Bench, subject: &str, email: Value) -> String {
    let session = bench.session(&bench.claims_but(json!({"sub": subject, "email": email})));
    format!(
        "Bearer {}",
        session["access_token"].as_str().expect("a text")
    )
}

both_databases! {
    fn linking_needs_somebody_to_link_to(database: TestDatabase) {
        let bench = Bench::new(database);
        let body = changed(with_token(&bench.token()), json!({"link_identity": true}));
        let nobody = Refusal::OAuth(BAD, "Linking requires a valid user access token in Authorization");
        bench.refuses("no header", bench.ask(&body), nobody);
        bench.refuses("an empty header", bench.ask(&body).header("Authorization", ""), nobody);
        let no_bearer = Refusal::Coded(401, "no_authorization", "This endpoint requires a valid Bearer token");
        for header in ["Bearer", "Basic YTpi", "Bearer a b", "token"] {
            bench.refuses(header, bench.ask(&body).header("Authorization", header), no_bearer);
        }
    }

    fn a_bad_bearer_token_links_nothing(database: TestDatabase) {
        let bench = Bench::new(database);
        let good = bearer(&bench, "1", Value::Null);
        let unsigned = &good[..=good.rfind('.').expect("three parts")];
        for (header, reason) in [
            ("Bearer x", "token is malformed: token contains an invalid number of segments"),
            (unsigned, "token signature is invalid: signature is invalid"),
            (&format!("{good}="), "token is malformed: the signature is not base64url"),
            (&format!("Bearer {}", bench.token()), "token signature is invalid: signing method RS256 is invalid"),
        ] {
            let text = format!("invalid JWT: unable to parse or verify signature, {reason}");
            bench.refuses(reason, link(&bench, json!({}), header), Refusal::Coded(403, "bad_jwt", &text));
        }
        bench.advance(3_600);
        let text = "invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired";
        bench.refuses("expired", link(&bench, json!({}), &good), Refusal::Coded(403, "bad_jwt", text));
    }

    fn whose_session_is_over_links_nothing(database: TestDatabase) {
        let bench = Bench::new(database);
        let (owner, banned) = (bearer(&bench, "1", Value::Null), bearer(&bench, "2", Value::Null));
        let logout = bench.service.client().post("/logout").header("Authorization", &owner);
        logout.send().expect(204);
        let text = "Session from session_id claim in JWT does not exist";
        bench.refuses("logged out", link(&bench, json!({}), &owner), Refusal::Coded(403, "session_not_found", text));
        let schema = if bench.database.is_postgres() { "auth." } else { "" };
        bench.database.execute(&format!("update {schema}users set banned_until = '2030-01-01T00:00:00.000000Z'"));
        bench.refuses("banned", link(&bench, json!({}), &banned), Refusal::Coded(403, "user_banned", "User is banned"));
        bench.database.execute(&format!("delete from {schema}users"));
        let text = "User from sub claim in JWT does not exist";
        bench.refuses("deleted", link(&bench, json!({}), &banned), Refusal::Coded(403, "user_not_found", text));
    }

    fn linking_switched_off_is_refused_once_the_caller_is_known(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_SECURITY_MANUAL_LINKING_ENABLED", "false")]);
        let owner = bearer(&bench, "1", Value::Null);
        let refusal = Refusal::Coded(404, "manual_linking_disabled", "Manual linking is disabled");
        bench.refuses("off", link(&bench, json!({}), &owner), refusal);
        let text = "invalid JWT: unable to parse or verify signature, token is malformed: token contains an invalid number of segments";
        bench.refuses("bad token", link(&bench, json!({}), "Bearer x"), Refusal::Coded(403, "bad_jwt", text));
    }

    fn an_identity_is_added_and_a_new_session_begins(database: TestDatabase) {
        let bench = Bench::new(database);
        let owner = bearer(&bench, "1", json!("own@example.com"));
        let claims = json!({"sub": "2", "email": "other@example.com", "nickname": "Other"});
        let session = link(&bench, claims.clone(), &owner).send().expect(200).json();
        let user = &session["user"];
        assert_eq!(user["email"], "own@example.com", "whoever has an e-mail keeps it");
        assert_eq!(user["user_metadata"].get("name"), None, "the metadata is not touched");
        let subjects: Vec<&Value> = user["identities"].as_array().expect("an array").iter().map(|one| &one["id"]).collect();
        assert_eq!(subjects, ["1", "2"]);
        assert_eq!(bench.rows(), Rows { users: 1, identities: 2, sessions: 2, audit_entries: 2 });
        let found = bench.session(&bench.claims_but(claims));
        assert_eq!(found["user"]["id"], user["id"], "the new identity is a way in");
    }

    fn whoever_has_no_email_takes_the_identitys_over(database: TestDatabase) {
        let bench = Bench::new(database);
        let owner = bearer(&bench, "1", Value::Null);
        let session = link(&bench, json!({"sub": "2", "email": "New@example.com"}), &owner).send().expect(200).json();
        assert_eq!(session["user"]["email"], "new@example.com");
        assert_eq!(session["user"]["email_confirmed_at"], "2026-03-01T09:00:00.123456Z");
        assert_eq!(session["user"]["user_metadata"]["email_verified"], true);
    }

    fn an_identity_without_email_changes_nothing_else(database: TestDatabase) {
        let bench = Bench::new(database);
        let owner = bearer(&bench, "1", Value::Null);
        let session = link(&bench, json!({"sub": "2"}), &owner).send().expect(200).json();
        assert_eq!(session["user"]["email"], "");
        assert_eq!(session["user"]["user_metadata"]["email_verified"], false);
        assert_eq!(session["user"]["is_anonymous"], false);
    }

    fn an_identity_that_is_linked_is_linked_once(database: TestDatabase) {
        let bench = Bench::new(database);
        let (owner, _) = (bearer(&bench, "1", Value::Null), bearer(&bench, "2", Value::Null));
        for (subject, text) in [
            ("1", "Identity is already linked"),
            ("2", "Identity is already linked to another user"),
        ] {
            let request = link(&bench, json!({"sub": subject}), &owner);
            bench.refuses(text, request, Refusal::Coded(422, "identity_already_exists", text));
        }
    }

    fn an_email_of_another_user_is_not_taken_over(database: TestDatabase) {
        let bench = Bench::new(database);
        let owner = bearer(&bench, "1", Value::Null);
        bearer(&bench, "2", json!("taken@example.com"));
        let request = link(&bench, json!({"sub": "3", "email": "Taken@example.com"}), &owner);
        let text = "A user with this email address has already been registered";
        bench.refuses("taken", request, Refusal::Coded(400, "email_exists", text));
    }

    fn a_bad_id_token_links_nothing(database: TestDatabase) {
        let bench = Bench::new(database);
        let owner = bearer(&bench, "1", Value::Null);
        let request = link(&bench, json!({"sub": "2", "exp": 1}), &owner);
        bench.refuses("expired", request, super::refusal::BAD_ID_TOKEN);
    }
}
