//! `DELETE /user/identities/{identity_id}`: what stays of a user, and who may.

use super::linked::{
    change_identity, identity_of, link, request, set, sign_in, subjects, unlink, user,
};
use crate::gate::{Gate, text};
use crate::support::client::Request;
use crate::support::database::{TestDatabase, both_databases};
use crate::words::assert_refused;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::thread;

const UNKNOWN: &str = "6f0b0000-0000-4000-8000-000000000000";
const NONE_LEFT: &str = "User must have at least 1 identity after unlinking";

/// A user who has lost the identity with the one verified e-mail.
fn left_with_an_unverified_email(gate: &Gate) -> Value {
    let session = sign_in(gate, "1", json!("own@example.com"));
    link(gate, &session, "2", json!("second@example.com"));
    let unverified = json!({ "sub": "2", "email": "Second@Example.com", "email_verified": false });
    change_identity(gate, "2", "google", &unverified);
    unlink(gate, &session, "1").expect(200);
    let user = user(gate, &session);
    assert_eq!(user["email"], "second@example.com");
    let providers = json!({ "provider": "google", "providers": ["google"] });
    assert_eq!(user["app_metadata"], providers);
    user
}

/// The newest entry of the audit log.
fn last_entry(gate: &Gate) -> (String, Value) {
    let newest = "select concat(ip_address, ' ', payload) as text from {table} order by created_at desc limit 1";
    let entries = gate.texts("audit_log_entries", newest);
    let (address, payload) = entries[0].split_once(' ').expect("two columns");
    (
        address.to_owned(),
        serde_json::from_str(payload).expect("JSON"),
    )
}

both_databases! {
    fn an_identity_is_taken_and_everything_else_stays(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("own@example.com"));
        link(&gate, &session, "2", json!("other@example.com"));
        gate.service.clock.advance(TimeDelta::seconds(60));
        let gone = identity_of(&gate, &session, "2");
        let answer = unlink(&gate, &session, "2").expect(200);
        assert_eq!((answer.text(), answer.header("content-type")), ("{}", Some("application/json")));
        let user = user(&gate, &session);
        assert_eq!(subjects(&user), ["1"]);
        assert_eq!((&user["email"], &user["updated_at"]), (&json!("own@example.com"), &json!("2026-03-01T09:02:00.123456Z")));
        assert_eq!(user["app_metadata"], json!({ "provider": "kakao", "providers": ["kakao"] }));
        assert_eq!(gate.rows()[..3], ["1", "1", "2"], "sessions stay");
        let (address, entry) = last_entry(&gate);
        assert_eq!(address, "127.0.0.1");
        assert_eq!(entry["action"], "identity_unlinked");
        assert_eq!((&entry["actor_id"], &entry["actor_username"]), (&user["id"], &json!("own@example.com")));
        assert_eq!(entry["log_type"], "user");
        assert_eq!(entry["traits"], json!({ "identity_id": gone, "provider": "kakao", "provider_id": "2" }));
    }

    fn whatever_body_comes_along_is_ignored(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", Value::Null);
        for (number, body) in ["", "{}", "nonsense", "[1", "a=b"].into_iter().enumerate() {
            let person = format!("10{number}");
            link(&gate, &session, &person, Value::Null);
            let identity = identity_of(&gate, &session, &person);
            let request = request(&gate, &session, &identity).body(body);
            request.header("Content-Type", "application/json;charset=UTF-8").send().expect(200);
        }
        assert_eq!(subjects(&user(&gate, &session)), ["1"]);
    }

    fn who_comes_back_by_an_unlinked_account_is_somebody_new(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("own@example.com"));
        link(&gate, &session, "2", json!("other@example.com"));
        unlink(&gate, &session, "2").expect(200);
        let back = sign_in(&gate, "2", json!("other@example.com"));
        assert_ne!(back["user"]["id"], session["user"]["id"]);
        assert_eq!(back["user"]["email"], "other@example.com");
        assert_eq!(gate.rows()[..2], ["2", "2"]);
    }

    fn the_email_becomes_that_of_the_best_identity_that_is_left(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("own@example.com"));
        for (person, email) in [("2", Value::Null), ("3", json!("unverified@example.com")), ("4", json!("taken@example.com")),
            ("5", json!("best@example.com")), ("6", json!("later@example.com"))] {
            link(&gate, &session, person, email);
        }
        change_identity(&gate, "3", "google", &json!({ "sub": "3", "email": "unverified@example.com", "email_verified": false }));
        change_identity(&gate, "4", "google", &json!({ "sub": "4", "email": "taken@example.com", "email_verified": true }));
        sign_in(&gate, "9", json!("taken@example.com"));
        gate.execute("users", "update {table} set email = 'taken@example.com' where email is null");
        set(&gate, "recovery_token = 'abc', recovery_sent_at = '2026-03-01T09:00:00.000000Z', email_change = 'x@example.com', \
             email_change_token_new = 'def', reauthentication_token = 'ghi'");
        unlink(&gate, &session, "1").expect(200);
        let user = user(&gate, &session);
        assert_eq!(user["email"], "best@example.com");
        assert_eq!(user["email_confirmed_at"], "2026-03-01T09:00:00.123456Z", "a verified one keeps the user confirmed");
        assert_eq!((user.get("new_email"), user.get("recovery_sent_at")), (None, None));
        let pending = gate.texts("users", "select concat(recovery_token, email_change, email_change_token_new, \
             reauthentication_token) as text from {table} where email = 'best@example.com'");
        assert_eq!(pending, [""], "nothing that was sent to the old address is worth anything");
        assert_eq!(user["app_metadata"]["providers"], json!(["kakao", "google"]));
    }

    fn an_unverified_email_leaves_the_user_unconfirmed(database: TestDatabase) {
        let user = left_with_an_unverified_email(&Gate::new(database));
        assert_eq!(user.get("email_confirmed_at"), None);
        assert_eq!(user["user_metadata"]["email_verified"], false);
    }

    fn where_every_email_counts_as_verified_the_user_stays_confirmed(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_MAILER_AUTOCONFIRM", "true")]);
        let user = left_with_an_unverified_email(&gate);
        assert_eq!(user["email_confirmed_at"], "2026-03-01T09:00:00.123456Z");
        assert_eq!(user["user_metadata"]["email_verified"], true);
    }

    fn without_another_email_the_user_has_none(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("own@example.com"));
        link(&gate, &session, "2", Value::Null);
        unlink(&gate, &session, "1").expect(200);
        let user = user(&gate, &session);
        assert_eq!((&user["email"], user.get("email_confirmed_at")), (&json!(""), None));
        assert_eq!(user["user_metadata"]["email_verified"], false);
        sign_in(&gate, "3", json!("own@example.com"));
        assert_eq!(gate.rows()[0], "2", "the address is free for somebody else");
    }

    fn an_email_that_only_others_have_keeps_the_identity(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("own@example.com"));
        sign_in(&gate, "9", json!("theirs@example.com"));
        link(&gate, &session, "2", json!("theirs@example.com"));
        let before = (user(&gate, &session), gate.rows());
        let request = request(&gate, &session, &identity_of(&gate, &session, "1"));
        assert_refused(&request, 422, "email_conflict_identity_not_deletable", "Unable to unlink identity due to email conflict");
        assert_eq!((user(&gate, &session), gate.rows()), before);
    }

    fn an_identity_of_a_phone_takes_the_phone_along(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("own@example.com"));
        link(&gate, &session, "2", Value::Null);
        change_identity(&gate, "2", "phone", &json!({ "sub": "2", "phone": "821012345678" }));
        set(&gate, "phone = '821012345678', phone_confirmed_at = '2026-03-01T09:00:00.000000Z', email = 'elsewhere@example.com'");
        unlink(&gate, &session, "2").expect(200);
        let user = user(&gate, &session);
        assert_eq!((&user["phone"], user.get("phone_confirmed_at")), (&json!(""), None));
        assert_eq!(user["email"], "elsewhere@example.com", "the e-mail is not looked at then");
        assert_eq!(user["app_metadata"], json!({ "provider": "kakao", "providers": ["kakao"] }));
    }

    fn each_refusal_has_its_words(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", Value::Null);
        let own = identity_of(&gate, &session, "1");
        let ask = |identity: &str| request(&gate, &session, identity);
        assert_refused(&gate.service.client().request("DELETE", "/user/identities/x"), 401, "no_authorization",
            "This endpoint requires a valid Bearer token");
        for bad in ["x", "1", "authorize.", "6f0b0000-0000-4000-8000-00000000000"] {
            assert_refused(&ask(bad), 404, "validation_failed", "identity_id must be an UUID");
        }
        let of_others = ask(UNKNOWN).header("X-JWT-AUD", "other");
        assert_refused(&of_others, 403, "unexpected_audience", "Token audience doesn't match request audience");
        for identity in [own.as_str(), UNKNOWN] {
            assert_refused(&ask(identity), 422, "single_identity_not_deletable", NONE_LEFT);
        }
        link(&gate, &session, "2", Value::Null);
        let theirs = sign_in(&gate, "3", Value::Null);
        for identity in [UNKNOWN, &identity_of(&gate, &theirs, "3")] {
            assert_refused(&ask(identity), 422, "identity_not_found", "Identity doesn't exist");
        }
        assert_eq!(gate.rows()[1], "3");
    }

    fn an_anonymous_user_has_none_to_unlink(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true")]);
        let session = gate.service.client().post("/signup").send().expect(200).json();
        assert_refused(&request(&gate, &session, UNKNOWN), 422, "single_identity_not_deletable", NONE_LEFT);
    }

    fn of_twenty_that_unlink_the_last_two_one_succeeds(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("one@example.com"));
        link(&gate, &session, "2", json!("two@example.com"));
        let requests: Vec<Request> = ["1", "2"].iter().cycle().take(20)
            .map(|person| request(&gate, &session, &identity_of(&gate, &session, person))).collect();
        let asking: Vec<_> = requests.into_iter().map(|request| thread::spawn(move || request.send().status)).collect();
        let mut statuses: Vec<u16> = asking.into_iter().map(|thread| thread.join().expect("an answer")).collect();
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200, "{statuses:?}");
        assert!(statuses[1..].iter().all(|status| *status == 422), "{statuses:?}");
        let user = user(&gate, &session);
        assert_eq!(user["email"], user["identities"][0]["email"], "the one that is left is whose e-mail the user has");
        assert_eq!(gate.rows()[1], "1");
    }
}

/// A table of Supabase Auth's, which only a database that it made has.
#[test]
fn one_time_tokens_of_the_old_email_go_with_it() {
    let Some(database) = TestDatabase::postgres("one_time_tokens") else {
        return;
    };
    let gate = Gate::new(database);
    gate.execute("one_time_tokens", "create table {table} (user_id uuid)");
    let session = sign_in(&gate, "1", json!("own@example.com"));
    let other = sign_in(&gate, "9", json!("theirs@example.com"));
    link(&gate, &session, "2", json!("second@example.com"));
    for user in [&session, &other] {
        let user = text(user, "/user/id");
        let insert = format!("insert into {{table}} values ('{user}')");
        gate.execute("one_time_tokens", &insert);
    }
    unlink(&gate, &session, "1").expect(200);
    let left = "select cast(user_id as text) as text from {table}";
    let left = gate.texts("one_time_tokens", left);
    assert_eq!(left, [text(&other, "/user/id")]);
}

#[test]
fn with_manual_linking_off_nothing_is_unlinked_and_a_token_is_asked_for_first() {
    let off = ("DAEMUN_SECURITY_MANUAL_LINKING_ENABLED", "false");
    let gate = Gate::with(TestDatabase::sqlite(), &[off]);
    let session = sign_in(&gate, "1", Value::Null);
    for identity in ["x", UNKNOWN] {
        assert_refused(
            &request(&gate, &session, identity),
            404,
            "manual_linking_disabled",
            "Manual linking is disabled",
        );
    }
    let nobody = gate
        .service
        .client()
        .request("DELETE", "/user/identities/x");
    assert_refused(
        &nobody,
        401,
        "no_authorization",
        "This endpoint requires a valid Bearer token",
    );
}
