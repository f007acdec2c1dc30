//! What a back end is told that has an admin's token.

use super::{
    CUSTOM, EMAIL, FACTOR, FACTOR_ID, NO_ADMIN, NO_TOKEN, OAUTH, PASSKEY, PROVIDER, Row, SAML,
    UUID, Words, ask, invalid, refused,
};
use crate::gate::{Gate, text};
use crate::secret::{BY_SECRET, admin, token};
use crate::support::database::both_databases;
use serde_json::json;

#[rustfmt::skip] // A table reads as a table: a request, a row.
const ROWS: &[Row] = &[
    ("POST", "/invite", r#"{"email":"a@example.com","data":{}}"#, EMAIL),
    ("POST", "/invite", "{}", invalid("An email address is required")),
    ("POST", "/invite", r#"{"email":"x"}"#, invalid("Unable to validate email address: invalid format")),
    ("POST", "/admin/generate_link", r#"{"type":"magiclink","email":"a@example.com"}"#, EMAIL),
    ("POST", "/admin/generate_link", "{}", invalid("An email address is required")),
    ("GET", "/admin/oauth/clients", "", OAUTH),
    ("POST", "/admin/oauth/clients", "{}", OAUTH),
    ("POST", "/admin/oauth/clients/x/regenerate_secret", "", OAUTH),
    ("GET", "/admin/custom-providers?type=oidc", "", CUSTOM),
    ("DELETE", "/admin/custom-providers/custom:x", "", CUSTOM),
    ("POST", "/admin/sso/providers", r#"{"type":"saml"}"#, SAML),
    ("GET", "/admin/sso/providers/x", "", PROVIDER),
    ("DELETE", "/admin/sso/providers/6f0b0000-0000-4000-8000-000000000000", "", PROVIDER),
];

/// What is asked about a user, by method and the end of the path, and what is said; `None` is an empty list.
#[rustfmt::skip] // A table reads as a table: a request, a row.
const OWNED: &[(&str, &str, Option<Words>)] = &[
    ("GET", "factors", None),
    ("PUT", "factors/6f0b0000-0000-4000-8000-000000000000", Some(FACTOR)),
    ("DELETE", "factors/6f0b0000-0000-4000-8000-000000000000", Some(FACTOR)),
    ("PUT", "factors/x", Some(FACTOR_ID)),
    ("DELETE", "factors/x", Some(FACTOR_ID)),
    ("GET", "passkeys", None),
    ("DELETE", "passkeys/6f0b0000-0000-4000-8000-000000000000", Some(PASSKEY)),
    ("DELETE", "passkeys/x", Some(PASSKEY)),
];

both_databases! {
    fn no_user_has_a_second_factor_or_a_passkey(database: TestDatabase) {
        let gate = Gate::with(database, &[BY_SECRET]);
        let session = gate.sign_in(1);
        let no_user = (404, "user_not_found", "User not found");
        let no_id = (404, "validation_failed", "user_id must be an UUID");
        for (method, end, expected) in OWNED {
            let of = |user: &str| ask(&gate, method, &format!("/admin/users/{user}/{end}"), "{}");
            let user = text(&session, "/user/id");
            refused(&of(user), NO_TOKEN);
            refused(&of(user).bearer(text(&session, "/access_token")), NO_ADMIN);
            refused(&of("x").bearer(&admin()), no_id);
            refused(&of(UUID).bearer(&admin()), no_user);
            match expected {
                Some(words) => refused(&of(user).bearer(&admin()), *words),
                None => assert_eq!(of(user).bearer(&admin()).send().expect(200).text(), "[]"),
            }
        }
    }

    fn each_request_has_its_words(database: TestDatabase) {
        let gate = Gate::with(database, &[BY_SECRET]);
        for (method, path, body, expected) in ROWS {
            refused(&ask(&gate, method, path, body).bearer(&admin()), *expected);
        }
        let providers = ask(&gate, "GET", "/admin/sso/providers", "").bearer(&admin()).send().expect(200);
        assert_eq!(providers.text(), r#"{"items":[]}"#);
    }

    fn an_admin_with_a_session_is_one_as_long_as_that_lasts(database: TestDatabase) {
        let gate = Gate::with(database, &[BY_SECRET, ("DAEMUN_SESSIONS_TIMEBOX", "1h"), ("DAEMUN_JWT_EXP", "86400")]);
        let session = gate.sign_in(1);
        gate.execute("users", "update {table} set role = 'service_role'");
        let as_admin = gate.refresh(text(&session, "/refresh_token")).expect(200).json();
        let request = ask(&gate, "GET", "/admin/oauth/clients", "").bearer(text(&as_admin, "/access_token"));
        refused(&request, OAUTH);
        gate.service.clock.advance(chrono::TimeDelta::seconds(3_601));
        refused(&request, (403, "session_expired", "Session is no longer valid"));
        let user = text(&session, "/user/id");
        let ended = token(&json!({ "role": "service_role", "sub": user, "session_id": UUID }));
        let request = ask(&gate, "GET", "/admin/oauth/clients", "").bearer(&ended);
        refused(&request, (403, "session_not_found", "Session from session_id claim in JWT does not exist"));
    }
}
