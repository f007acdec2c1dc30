//! What a user is told who is signed in.

use super::{EMAIL, FACTOR, NO_ADMIN, OAUTH, Row, ask, invalid, refused};
use crate::gate::{Gate, text};
use crate::support::database::both_databases;

#[rustfmt::skip] // A table reads as a table: a request, a row.
const ROWS: &[Row] = &[
    ("POST", "/factors", r#"{"factor_type":"totp","friendly_name":"","phone":null}"#, (422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP")),
    ("POST", "/factors", r#"{"factor_type":"phone","phone":"+821012345678"}"#, (422, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone")),
    ("POST", "/factors", r#"{"factor_type":"webauthn"}"#, (422, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn")),
    ("POST", "/factors", r#"{"factor_type":"pigeon"}"#, invalid("factor_type needs to be totp, phone, or webauthn")),
    ("POST", "/factors", "{}", invalid("factor_type needs to be totp, phone, or webauthn")),
    ("POST", "/factors", "", (400, "bad_json", "Could not parse request body as JSON: unexpected end of JSON input")),
    ("DELETE", "/factors/6f0b0000-0000-4000-8000-000000000000", "", FACTOR),
    ("DELETE", "/factors/6f0b0000-0000-4000-8000-000000000000", "{}", FACTOR),
    ("POST", "/factors/6f0b0000-0000-4000-8000-000000000000/challenge", r#"{"channel":"sms"}"#, FACTOR),
    ("POST", "/factors/6f0b0000-0000-4000-8000-000000000000/verify", "nonsense", FACTOR),
    ("DELETE", "/factors/x", "", (404, "validation_failed", "factor_id must be an UUID")),
    ("POST", "/factors/x/verify", "{}", (404, "validation_failed", "factor_id must be an UUID")),
    ("GET", "/user/oauth/grants", "", OAUTH),
    ("DELETE", "/user/oauth/grants?client_id=x", "", OAUTH),
    ("POST", "/invite", r#"{"email":"a@example.com"}"#, NO_ADMIN),
    ("POST", "/invite", "nonsense", NO_ADMIN),
    ("POST", "/admin/generate_link", "{}", NO_ADMIN),
    ("GET", "/admin/sso/providers", "", NO_ADMIN),
    ("GET", "/admin/oauth/clients", "", NO_ADMIN),
    ("POST", "/admin/custom-providers", "{}", NO_ADMIN),
    ("GET", "/reauthenticate", "", invalid("Reauthentication requires the user to have an email or a phone number")),
];

both_databases! {
    fn each_request_has_its_words(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        for (method, path, body, expected) in ROWS {
            let request = ask(&gate, method, path, body).bearer(text(&session, "/access_token"));
            refused(&request, *expected);
        }
    }

    fn asking_again_who_somebody_is_goes_by_email_and_then_by_phone(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        let request = gate.service.client().get("/reauthenticate").bearer(text(&session, "/access_token"));
        for (columns, expected) in [
            ("phone = '821012345678'", (422, "phone_not_confirmed", "Please verify your phone first.")),
            ("phone_confirmed_at = created_at", (422, "phone_provider_disabled", "Phone logins are disabled")),
            ("email = 'a@example.com'", (422, "email_not_confirmed", "Please verify your email first.")),
            ("email_confirmed_at = created_at", EMAIL),
        ] {
            gate.execute("users", &format!("update {{table}} set {columns}"));
            refused(&request, expected);
        }
    }

    fn anonymous_users_have_no_second_factor(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true")]);
        let session = gate.service.client().post("/signup").send().expect(200).json();
        for (method, path) in [("POST", "/factors"), ("DELETE", "/factors/x")] {
            let request = ask(&gate, method, path, "nonsense").bearer(text(&session, "/access_token"));
            refused(&request, (403, "no_authorization", "Anonymous user not allowed to perform these actions"));
        }
    }
}
