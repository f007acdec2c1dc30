//! What a back end is told that has an admin's token.

use super::{CUSTOM, EMAIL, OAUTH, PROVIDER, Row, SAML, UUID, ask, invalid, refused};
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

both_databases! {
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
