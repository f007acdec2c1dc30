//! `GET /user`: the checks of a bearer token, in their order.

use crate::gate::{Gate, forged, text};
use crate::secret::{BY_SECRET, token};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use chrono::TimeDelta;
use serde_json::{Value, json};

#[track_caller]
fn assert_refused(answer: Response, status: u16, code: &str, opening: &str) {
    let answer = answer.expect(status).json();
    assert_eq!(answer["error_code"], code);
    assert!(text(&answer, "/msg").starts_with(opening), "{answer}");
}

/// A service whose tokens are signed with a secret, so that a test can make its own.
fn by_secret(database: TestDatabase) -> Gate {
    Gate::with(database, &[BY_SECRET])
}

both_databases! {
    fn the_user_is_as_the_sign_in_told_it(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        let answer = gate.user(text(&session, "/access_token")).expect(200);
        assert_eq!(answer.json(), session["user"]);
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }

    fn each_check_has_its_words(database: TestDatabase) {
        let gate = by_secret(database);
        let session = gate.sign_in(1);
        let user = text(&session, "/user/id").to_owned();
        let get = |claims: Value| gate.user(&token(&claims));
        let unknown = "6f0b0000-0000-4000-8000-000000000000";

        assert_refused(gate.service.client().get("/user").send(), 401, "no_authorization",
            "This endpoint requires a valid Bearer token");
        assert_refused(get(json!({ "aud": "authenticated" })), 403, "bad_jwt", "invalid claim: missing sub claim");
        assert_refused(get(json!({ "sub": "" })), 403, "bad_jwt", "invalid claim: missing sub claim");
        assert_refused(get(json!({ "sub": "me" })), 400, "bad_jwt", "invalid claim: sub claim must be a UUID");
        assert_refused(get(json!({ "sub": unknown })), 403, "user_not_found", "User from sub claim in JWT does not exist");
        assert_refused(get(json!({ "sub": user, "session_id": "x" })), 403, "bad_jwt",
            "invalid claim: session_id claim must be a UUID");
        assert_refused(get(json!({ "sub": user, "session_id": unknown })), 403, "session_not_found",
            "Session from session_id claim in JWT does not exist");
        assert_refused(get(json!({ "sub": user, "aud": "another" })).into_other_audience(&gate, &user), 400,
            "validation_failed", "Token audience doesn't match request audience");
        get(json!({ "sub": user, "aud": "authenticated" })).expect(200);
        gate.execute("users", "update {table} set banned_until = '2027-03-01T10:00:00.000000Z'");
        assert_refused(get(json!({ "sub": user })), 403, "user_banned", "User is banned");
    }

    fn a_session_of_another_user_is_not_found(database: TestDatabase) {
        let gate = by_secret(database);
        let (one, other) = (gate.sign_in(1), gate.sign_in(2));
        let claims: Value = serde_json::from_slice(
            &B64.decode(text(&other, "/access_token").split('.').nth(1).unwrap()).unwrap()).unwrap();
        let mixed = token(&json!({ "sub": one["user"]["id"], "session_id": claims["session_id"] }));
        assert_refused(gate.user(&mixed), 403, "session_not_found", "Session from session_id claim");
    }
}

trait InOtherAudience {
    fn into_other_audience(self, gate: &Gate, user: &str) -> Response;
}

impl InOtherAudience for Response {
    /// The token of an audience alone is that audience's; the request has to ask for another.
    fn into_other_audience(self, gate: &Gate, user: &str) -> Response {
        self.expect(200);
        let token = token(&json!({ "sub": user, "aud": "another" }));
        gate.service
            .client()
            .get("/user")
            .bearer(&token)
            .header("X-JWT-AUD", "authenticated")
            .send()
    }
}

#[test]
fn a_token_that_cannot_be_verified_is_bad() {
    let gate = Gate::new(TestDatabase::sqlite());
    let opening = "invalid JWT: unable to parse or verify signature, ";
    let good = text(&gate.sign_in(1), "/access_token").to_owned();
    let forged = forged(&good);
    for bearer in ["nonsense", "a.b.c", &forged, &token(&json!({ "sub": "x" }))] {
        assert_refused(gate.user(bearer), 403, "bad_jwt", opening);
    }
    for header in ["Basic abc", "Bearer", "Bearer  x", "Bearer a b"] {
        let answer = gate
            .service
            .client()
            .get("/user")
            .header("Authorization", header)
            .send();
        assert_refused(
            answer,
            401,
            "no_authorization",
            "This endpoint requires a valid Bearer token",
        );
    }
    gate.service
        .client()
        .get("/user")
        .header("Authorization", &format!("bEaReR {good}"))
        .send()
        .expect(200);
}

#[test]
fn an_access_token_is_over_at_its_very_second() {
    let gate = Gate::new(TestDatabase::sqlite());
    let token = text(&gate.sign_in(1), "/access_token").to_owned();
    gate.service.clock.advance(TimeDelta::seconds(3599));
    gate.user(&token).expect(200);
    gate.service.clock.advance(TimeDelta::seconds(1));
    assert_refused(
        gate.user(&token),
        403,
        "bad_jwt",
        "invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired",
    );
}
