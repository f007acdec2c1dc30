//! `/verify`: codes and links that nobody was sent.

use super::{CODE, LINK, Words, ask, invalid, refused};
use crate::gate::Gate;
use crate::support::database::TestDatabase;

#[rustfmt::skip] // A table reads as a table: a body, a row.
const BY_CLIENTS: &[(&str, Words)] = &[
    (r#"{"type":"email","email":"a@example.com","token":"123456","gotrue_meta_security":{"captcha_token":null}}"#, CODE),
    (r#"{"type":"sms","phone":"+821012345678","token":"123456"}"#, CODE),
    (r#"{"type":"x","email":"a@example.com","token":"123456"}"#, CODE),
    (r#"{"type":"signup","token_hash":"abc"}"#, LINK),
    (r#"{"type":"email","token_hash":"abc","token":null}"#, LINK),
    (r#"{"type":"sms","token_hash":"abc"}"#, invalid("Invalid email verification type")),
    (r#"{"type":"email","token_hash":"abc","email":"a@example.com"}"#, invalid("Only the token_hash and type should be provided")),
    (r#"{"type":"email","token_hash":"abc","redirect_to":"x"}"#, invalid("Only the token_hash and type should be provided")),
    (r#"{"token_hash":"abc"}"#, invalid("Verify requires a verification type")),
    (r#"{"type":"email"}"#, invalid("Verify requires either a token or a token hash")),
    (r#"{"type":"email","token":"1","token_hash":"abc"}"#, invalid("Verify requires either a token or a token hash")),
    (r#"{"type":"email","token":"1"}"#, invalid("Only an email address or phone number should be provided on verify")),
    (r#"{"type":"email","token":"1","email":"a@example.com","phone":"1"}"#, invalid("Only an email address or phone number should be provided on verify")),
    (r#"{"type":"sms","token":"1","phone":"x"}"#, invalid("Invalid phone number format (E.164 required)")),
    (r#"{"type":"email","token":"1","email":"x@"}"#, (422, "validation_failed", "Invalid email format")),
    ("", (400, "bad_json", "Could not parse request body as JSON: unexpected end of JSON input")),
];

#[test]
fn codes_and_links_are_expired_if_nothing_is_wrong_with_them_besides() {
    let gate = Gate::new(TestDatabase::sqlite());
    for (body, expected) in BY_CLIENTS {
        refused(&ask(&gate, "POST", "/verify", body), *expected);
    }
}

#[test]
fn a_link_that_is_incomplete_is_told_so() {
    let gate = Gate::new(TestDatabase::sqlite());
    for (query, expected) in [
        ("", "Verify requires a verification type"),
        ("?token=abc", "Verify requires a verification type"),
        ("?type=signup", "Verify requires a token or a token hash"),
        (
            "?type=signup&token_hash=abc",
            "Verify requires a token or a token hash",
        ),
    ] {
        let request = ask(&gate, "GET", &format!("/verify{query}"), "");
        refused(&request, invalid(expected));
    }
}

#[test]
fn a_browser_that_follows_a_link_is_sent_on_with_the_error() {
    let allow = ("DAEMUN_URI_ALLOW_LIST", "https://elsewhere.example.com/**");
    let site = ("DAEMUN_SITE_URL", "https://app.example.com/welcome");
    let gate = Gate::with(TestDatabase::sqlite(), &[allow, site]);
    let expired = "error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid+or+has+expired";
    let no_type = "error=invalid_request&error_code=validation_failed&error_description=Invalid+email+verification+type";
    for (query, referer, target) in [
        (
            "token=abc&type=signup",
            "",
            format!("https://app.example.com/welcome#{expired}&sb="),
        ),
        (
            "token=abc&type=recovery&redirect_to=https://evil.example.com/",
            "https://evil.example.com/",
            format!("https://app.example.com/welcome#{expired}&sb="),
        ),
        (
            "token=abc&type=invite&redirect_to=https://app.example.com/in?a=b%23old",
            "",
            format!("https://app.example.com/in?a=b#{expired}&sb="),
        ),
        (
            "token=abc&type=magiclink",
            "https://elsewhere.example.com/x",
            format!("https://elsewhere.example.com/x#{expired}&sb="),
        ),
        (
            "token=pkce_abc&type=email_change&redirect_to=https://elsewhere.example.com/x?z=1%26a=2",
            "",
            format!("https://elsewhere.example.com/x?a=2&{expired}&z=1#{expired}&sb="),
        ),
        (
            "token=abc&type=sms",
            "",
            format!("https://app.example.com/welcome#{no_type}&sb="),
        ),
    ] {
        let request = gate.service.client().get(&format!("/verify?{query}"));
        let answer = request.header("Referer", referer).send().expect(303);
        assert_eq!(answer.header("location"), Some(target.as_str()), "{query}");
        assert!(answer.body.is_empty());
    }
}
