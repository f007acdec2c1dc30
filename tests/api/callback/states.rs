//! The state: single-use, of limited life, and no use to anybody who did not begin the flow.

use crate::journey::{CHALLENGE, Journey, VERIFIER, query_of, tells_app, tells_site, text};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use daemun::sandbox::paths;

const BAD_STATE: &str = "bad_oauth_state";
const UNKNOWN: &str = "OAuth state not found or expired";

#[track_caller]
fn bad(answer: &Response, code: &str, text: &str) {
    tells_site(answer, "invalid_request", code, text, 400);
}

both_databases! {
    fn a_state_that_is_none_goes_to_the_site_before_kakao_is_asked(database: TestDatabase) {
        let journey = Journey::new(database);
        let unknown = "01234567-89ab-4cde-8f01-23456789abcd";
        for target in ["/callback", "/callback?code=x", "/callback?state=&error=access_denied"] {
            bad(&journey.get(target).send(), "bad_oauth_callback", "OAuth state parameter missing");
        }
        bad(&journey.come_back("x%00", "x"), BAD_STATE, "OAuth state parameter is invalid");
        bad(&journey.come_back(unknown, "x"), BAD_STATE, UNKNOWN);
        assert_eq!(journey.gate.service.kakao.requests(paths::TOKEN), 0);
    }

    fn an_implicit_flow_comes_back_once(database: TestDatabase) {
        let journey = Journey::new(database);
        let began = journey.begin_implicit();
        journey.arrive(&began, 1).expect(302);
        let rows = journey.gate.rows();
        bad(&journey.arrive(&began, 1), BAD_STATE, UNKNOWN);
        assert_eq!(journey.gate.rows(), rows);
    }

    fn a_flow_with_a_challenge_comes_back_once(database: TestDatabase) {
        let journey = Journey::new(database);
        let began = journey.begin_pkce();
        let code = journey.code_of(&began, 1);
        let rows = journey.gate.rows();
        bad(&journey.arrive(&began, 2), "flow_state_already_used", "State has already been used");
        assert_eq!(journey.gate.rows(), rows);
        journey.exchange(&code, VERIFIER).expect(200);
        bad(&journey.arrive(&began, 1), BAD_STATE, UNKNOWN);
    }

    fn a_flow_may_take_as_long_as_the_setting_says(database: TestDatabase) {
        let journey = Journey::with(database, &[("DAEMUN_EXTERNAL_FLOW_STATE_EXPIRY_DURATION", "10m")]);
        let (in_time, late) = (journey.begin_pkce(), journey.begin_pkce());
        let implicit = journey.begin_implicit();
        journey.gate.service.clock.advance(TimeDelta::seconds(600));
        journey.arrive(&in_time, 1).expect(302);
        journey.gate.service.clock.advance(TimeDelta::microseconds(1));
        bad(&journey.arrive(&late, 1), BAD_STATE, "OAuth state has expired");
        bad(&journey.arrive(&implicit, 1), BAD_STATE, "OAuth state has expired");
    }

    fn kakaos_refusal_uses_the_state_up(database: TestDatabase) {
        let journey = Journey::new(database);
        let refused = |state: &str| journey.get(&format!("/callback?state={state}&error=access_denied&error_description=User+denied+access")).send();
        for (began, code, text) in [
            (journey.begin_implicit(), BAD_STATE, UNKNOWN),
            (journey.begin_pkce(), "flow_state_already_used", "State has already been used"),
        ] {
            let answer = refused(began.state());
            assert!(answer.header("location").is_some_and(|l| l.starts_with("https://app.example.com/welcome?error=access_denied")));
            tells_app(&answer, "access_denied", "access_denied", "User denied access");
            bad(&journey.arrive(&began, 1), code, text);
        }
    }
}

#[test]
fn a_stolen_state_gives_its_thief_no_session() {
    // The attacker begins a flow and has the victim's browser finish it: the code lands in the victim's browser.
    let journey = Journey::new(TestDatabase::sqlite());
    let of_attacker = journey.begin_pkce();
    let landed = journey.arrive(&of_attacker, 7).expect(302);
    let code = query_of(&landed)["code"].clone();
    // The victim's app does not have the verifier.
    assert_eq!(
        journey.exchange(&code, CHALLENGE).expect(400).json()["error_code"],
        "bad_code_verifier"
    );
    // Another flow's verifier is no better.
    let padded = format!("{}==", "v".repeat(86));
    assert_eq!(
        journey.exchange(&code, &padded).expect(400).json()["error_code"],
        "bad_code_verifier"
    );
}

#[test]
fn a_code_of_another_flow_is_refused_by_its_nonce() {
    // The attacker consents in a flow of their own and swaps the code into the victim's.
    let journey = Journey::new(TestDatabase::sqlite());
    let (of_attacker, of_victim) = (journey.begin_pkce(), journey.begin_pkce());
    let code = journey.consent(&of_attacker, 666);
    let before = journey.gate.rows();
    let answer = journey.come_back(of_victim.state(), &code);
    tells_app(
        &answer,
        "server_error",
        "unexpected_failure",
        "Error getting user profile from external provider",
    );
    assert_eq!(journey.gate.rows(), before);
}

#[test]
fn with_pkce_towards_kakao_a_code_of_another_flow_is_not_even_exchanged() {
    let journey = Journey::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_PKCE", "true")],
    );
    let (of_attacker, of_victim) = (journey.begin_pkce(), journey.begin_pkce());
    let code = journey.consent(&of_attacker, 666);
    let answer = journey.come_back(of_victim.state(), &code);
    let opening: String = code.chars().take(4).collect();
    let text = format!("Unable to exchange external code: {opening}");
    tells_app(&answer, "server_error", "unexpected_failure", &text);
    let code = journey.code_of(&of_attacker, 1);
    journey.exchange(&code, VERIFIER).expect(200);
}

#[test]
fn a_state_is_read_from_the_form_before_the_query_and_by_post_alone() {
    let journey = Journey::new(TestDatabase::sqlite());
    let began = journey.begin_pkce();
    let code = journey.consent(&began, 1);
    let client = journey.gate.service.client();
    let form = format!("state={}&code={code}", began.state());
    let posted = client
        .post("/callback?state=x&code=y")
        .header("Content-Type", "application/x-www-form-urlencoded");
    let landed = posted.body(form).send().expect(302);
    let session = journey
        .exchange(&query_of(&landed)["code"], VERIFIER)
        .expect(200)
        .json();
    assert_eq!(text(&session, "/user/identities/0/id"), "1");
    let began = journey.begin_pkce();
    let code = journey.consent(&began, 1);
    client
        .post(&format!("/callback?state={}&code={code}", began.state()))
        .send()
        .expect(302);
}

#[test]
fn a_site_keeps_its_own_query_and_what_is_told_is_escaped() {
    let variables = [("DAEMUN_SITE_URL", "https://app.example.com/a?z=1&error=old")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let answer = journey.get("/callback").send();
    let location = answer.header("location").unwrap_or_default();
    assert_eq!(
        location,
        "https://app.example.com/a?error=invalid_request&error_code=bad_oauth_callback\
         &error_description=OAuth+state+parameter+missing&z=1"
    );
    let (name, value) = crate::gate::VERSION;
    let dated = journey
        .get("/callback")
        .header(name, value)
        .send()
        .expect(303);
    assert_eq!(
        dated.text(),
        r#"{"code":"bad_oauth_callback","message":"OAuth state parameter missing"}"#
    );
}

#[test]
fn without_a_site_a_state_that_is_none_is_told_to_whoever_asks() {
    let variables = [("DAEMUN_SITE_URL", "")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    journey.refuses(
        &journey.get("/callback"),
        400,
        "bad_oauth_callback",
        "OAuth state parameter missing",
    );
}
