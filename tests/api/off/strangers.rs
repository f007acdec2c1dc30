//! What is said without a token.

use super::{
    EMAIL, NO_MAIL, NO_TEXT, NO_TOKEN, OAUTH, PASSKEYS, Row, SAML, SCIM, ask, invalid, refused,
};
use crate::gate::Gate;
use crate::support::database::{TestDatabase, both_databases};

#[rustfmt::skip] // A table reads as a table: a request, a row.
const ROWS: &[Row] = &[
    ("POST", "/recover", r#"{"email":"a@example.com"}"#, NO_MAIL),
    ("POST", "/recover", "", NO_MAIL),
    ("POST", "/recover?redirect_to=https%3A%2F%2Fapp.example.com", r#"{"email":"a@example.com","code_challenge":null,"gotrue_meta_security":{}}"#, NO_MAIL),
    ("POST", "/resend", r#"{"type":"signup","email":"a@example.com"}"#, NO_MAIL),
    ("POST", "/resend", r#"{"email":"a@example.com"}"#, NO_MAIL),
    ("POST", "/resend", r#"{"type":"sms","phone":"821012345678"}"#, NO_TEXT),
    ("POST", "/resend", r#"{"type":"sms","phone":"1","email":"a@example.com"}"#, invalid("Only an email address or phone number should be provided.")),
    ("POST", "/resend", "{}", invalid("Missing one of these types: signup, email_change, sms, phone_change")),
    ("POST", "/resend", r#"{"type":"signup"}"#, invalid("Type provided requires an email address")),
    ("POST", "/resend", r#"{"type":"sms"}"#, invalid("Type provided requires a phone number")),
    ("POST", "/resend", r#"{"type":"phone_change"}"#, invalid("Missing email address or phone number")),
    ("POST", "/magiclink", r#"{"email":"a@example.com"}"#, EMAIL),
    ("POST", "/magiclink", "", EMAIL),
    ("POST", "/otp", r#"{"email":"a@example.com","data":{},"create_user":true,"gotrue_meta_security":{},"code_challenge":null,"code_challenge_method":null}"#, EMAIL),
    ("POST", "/otp", r#"{"email":"a@example.com","create_user":false}"#, EMAIL),
    ("POST", "/otp", r#"{"phone":"+821012345678","channel":"sms"}"#, (400, "phone_provider_disabled", "Unsupported phone provider")),
    ("POST", "/otp", r#"{"phone":"+821012345678","email":"a@example.com"}"#, invalid("Only an email address or phone number should be provided")),
    ("POST", "/otp", "{}", invalid("One of email or phone must be set")),
    ("POST", "/token?grant_type=password", r#"{"email":"a@example.com","password":"x"}"#, EMAIL),
    ("POST", "/token?grant_type=password", r#"{"phone":"1","password":"x"}"#, (422, "phone_provider_disabled", "Phone logins are disabled")),
    ("POST", "/token?grant_type=web3", "", (422, "web3_provider_disabled", "Web3 provider is disabled")),
    ("POST", "/token?grant_type=web3", r#"{"chain":"solana"}"#, (422, "web3_provider_disabled", "Web3 provider is disabled")),
    ("POST", "/sso", r#"{"domain":"example.com"}"#, SAML),
    ("POST", "/sso", "", SAML),
    ("GET", "/sso/saml/metadata", "", SAML),
    ("GET", "/sso/saml/metadata?download=true", "", SAML),
    ("POST", "/sso/saml/acs", "SAMLResponse=x", SAML),
    ("POST", "/oauth/token", "grant_type=authorization_code", OAUTH),
    ("POST", "/oauth/clients/register", "{}", OAUTH),
    ("GET", "/oauth/authorize?client_id=x", "", OAUTH),
    ("GET", "/oauth/userinfo", "", OAUTH),
    ("GET", "/oauth/authorizations/x", "", OAUTH),
    ("POST", "/oauth/authorizations/x/consent", "{}", OAUTH),
    ("GET", "/.well-known/oauth-authorization-server", "", OAUTH),
    ("GET", "/passkeys", "", PASSKEYS),
    ("GET", "/passkeys/", "", PASSKEYS),
    ("POST", "/passkeys/authentication/options", "{}", PASSKEYS),
    ("POST", "/passkeys/authentication/verify", "nonsense", PASSKEYS),
    ("POST", "/passkeys/registration/options", "", PASSKEYS),
    ("DELETE", "/passkeys/x", "{}", PASSKEYS),
    ("PATCH", "/passkeys/x", "{}", PASSKEYS),
    ("GET", "/scim/v2", "", SCIM),
    ("GET", "/scim/v2/Users?filter=x", "", SCIM),
    ("POST", "/scim/v2/Groups", "{}", SCIM),
    ("PATCH", "/scim/v2/Users/x/y", "", SCIM),
    ("GET", "/reauthenticate", "", NO_TOKEN),
    ("POST", "/factors", r#"{"factor_type":"totp"}"#, NO_TOKEN),
    ("DELETE", "/factors/x", "", NO_TOKEN),
    ("POST", "/factors/x/challenge", "", NO_TOKEN),
    ("POST", "/factors/x/verify", "{}", NO_TOKEN),
    ("POST", "/invite", r#"{"email":"a@example.com"}"#, NO_TOKEN),
    ("POST", "/admin/generate_link", "{}", NO_TOKEN),
    ("GET", "/admin/sso/providers", "", NO_TOKEN),
    ("POST", "/admin/sso/providers", "{}", NO_TOKEN),
    ("PUT", "/admin/sso/providers/x", "{}", NO_TOKEN),
    ("GET", "/admin/oauth/clients", "", NO_TOKEN),
    ("POST", "/admin/oauth/clients/x/regenerate_secret", "", NO_TOKEN),
    ("GET", "/admin/custom-providers", "", NO_TOKEN),
    ("GET", "/user/oauth/grants", "", NO_TOKEN),
    ("DELETE", "/user/oauth/grants?client_id=x", "", NO_TOKEN),
];

both_databases! {
    fn each_request_has_its_words_at_both_mounts(database: TestDatabase) {
        let gate = Gate::new(database);
        for (method, path, body, expected) in ROWS {
            for prefix in ["", "/auth/v1"] {
                refused(&ask(&gate, method, &format!("{prefix}{path}"), body), *expected);
            }
        }
        assert_eq!(gate.rows(), ["0", "0", "0", "0", "0"]);
    }
}

#[test]
fn another_method_is_told_the_right_ones() {
    let gate = Gate::new(TestDatabase::sqlite());
    for (method, path, allowed) in [
        ("GET", "/signup", "POST"),
        ("GET", "/recover", "POST"),
        ("GET", "/otp", "POST"),
        ("PUT", "/verify", "GET, POST"),
        ("POST", "/.well-known/oauth-authorization-server", "GET"),
        ("GET", "/invite", "POST"),
        ("GET", "/factors", "POST"),
        ("POST", "/reauthenticate", "GET"),
        ("POST", "/user", "GET, PUT"),
        (
            "GET",
            "/user/identities/6f0b0000-0000-4000-8000-000000000000",
            "DELETE",
        ),
    ] {
        let answer = ask(&gate, method, path, "").send().expect(405);
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
        assert!(answer.body.is_empty());
    }
}
