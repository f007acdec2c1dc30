//! What is refused before a browser goes anywhere.

use crate::journey::{CHALLENGE, Journey, VERIFIER};
use crate::support::database::{TestDatabase, both_databases};

const VALIDATION_FAILED: &str = "validation_failed";

fn flows(journey: &Journey) -> Vec<String> {
    journey
        .gate
        .texts("flow_state", "select cast(id as text) as text from {table}")
}

both_databases! {
    fn every_refusal_has_its_words_and_begins_no_flow(database: TestDatabase) {
        let journey = Journey::new(database);
        let half = "PKCE flow requires code_challenge_method and code_challenge";
        let length = "code challenge has to be between 43 and 128 characters";
        let character = "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes";
        let (short, long) = ("a".repeat(42), "a".repeat(129));
        let cases: Vec<(String, u16, &str, &str)> = vec![
            ("provider=nobody".to_owned(), 400, VALIDATION_FAILED, "Unsupported provider: Provider nobody could not be found"),
            ("provider=NoBody".to_owned(), 400, VALIDATION_FAILED, "Unsupported provider: Provider nobody could not be found"),
            (String::new(), 400, VALIDATION_FAILED, "Unsupported provider: Provider  could not be found"),
            ("provider=google".to_owned(), 400, VALIDATION_FAILED, "Unsupported provider: provider is not enabled"),
            ("provider=custom:x".to_owned(), 400, VALIDATION_FAILED, "Unsupported provider: custom provider custom:x not found"),
            ("provider=kakao&invite_token=x".to_owned(), 404, "user_not_found", "User identified by token not found"),
            ("provider=kakao&invite_token=%00&code_challenge=a".to_owned(), 404, "user_not_found", "User identified by token not found"),
            (format!("provider=kakao&code_challenge={CHALLENGE}"), 400, VALIDATION_FAILED, half),
            ("provider=kakao&code_challenge_method=s256".to_owned(), 400, VALIDATION_FAILED, half),
            (format!("provider=kakao&code_challenge={short}&code_challenge_method=s256"), 400, VALIDATION_FAILED, length),
            (format!("provider=kakao&code_challenge={long}&code_challenge_method=s256"), 400, VALIDATION_FAILED, length),
            (format!("provider=kakao&code_challenge={short}%2B&code_challenge_method=s256"), 400, VALIDATION_FAILED, character),
            (format!("provider=kakao&code_challenge={short}%00&code_challenge_method=s256"), 400, VALIDATION_FAILED, character),
            (format!("provider=kakao&code_challenge={CHALLENGE}&code_challenge_method=s512"), 400, VALIDATION_FAILED, "Invalid code_challenge_method"),
            ("provider=kakao&nonce=a%00b".to_owned(), 400, VALIDATION_FAILED, "nonce must not contain a NUL character"),
        ];
        for (query, status, code, text) in cases {
            let request = journey.get(&format!("/authorize?{query}"));
            journey.refuses(&request, status, code, text);
        }
        assert!(flows(&journey).is_empty());
    }
}

#[test]
fn what_is_not_configured_is_named() {
    let cases = [
        (
            "DAEMUN_EXTERNAL_KAKAO_ENABLED",
            "false",
            "provider is not enabled",
        ),
        ("DAEMUN_EXTERNAL_KAKAO_SECRET", "", "missing OAuth secret"),
        (
            "DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI",
            "",
            "missing redirect URI",
        ),
    ];
    for (variable, value, text) in cases {
        let journey = Journey::with(TestDatabase::sqlite(), &[(variable, value)]);
        let text = format!("Unsupported provider: {text}");
        journey.refuses(
            &journey.get("/authorize?provider=kakao"),
            400,
            VALIDATION_FAILED,
            &text,
        );
    }
}

#[test]
fn without_the_implicit_flow_a_challenge_is_needed() {
    let variables = [("DAEMUN_IMPLICIT_FLOW_ENABLED", "false")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let text = "The implicit flow is disabled: send code_challenge and code_challenge_method";
    journey.refuses(
        &journey.get("/authorize?provider=kakao"),
        400,
        VALIDATION_FAILED,
        text,
    );
    let began = journey.begin_pkce();
    journey
        .exchange(&journey.code_of(&began, 1), VERIFIER)
        .expect(200);
}

#[test]
fn without_a_site_there_must_be_an_allowed_target() {
    let variables = [
        ("DAEMUN_SITE_URL", ""),
        ("DAEMUN_URI_ALLOW_LIST", "myapp://cb"),
    ];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let text = "There is nowhere to send the browser to: redirect_to is not allowed, and no SITE_URL is configured";
    journey.refuses(
        &journey.get("/authorize?provider=kakao"),
        400,
        VALIDATION_FAILED,
        text,
    );
    journey.begin("redirect_to=myapp://cb");
}

#[test]
fn only_get_begins_a_flow() {
    let journey = Journey::new(TestDatabase::sqlite());
    for method in ["HEAD", "POST", "PUT", "DELETE"] {
        let client = journey.gate.service.client();
        let answer = client
            .request(method, "/authorize?provider=kakao")
            .send()
            .expect(405);
        assert_eq!(answer.header("allow"), Some("GET"), "{method}");
    }
    assert!(flows(&journey).is_empty());
}
