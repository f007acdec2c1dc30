//! `GET /user/identities/authorize`: a flow that ends in a link.

use crate::journey::{
    Began, CHALLENGE, Journey, TARGET, VERIFIER, fragment_of, location, query_of, tells_app,
    tells_site, text,
};
use crate::support::client::Request;
use crate::support::database::{TestDatabase, both_databases};
use serde_json::Value;

const PATH: &str = "/user/identities/authorize?provider=kakao";
const PKCE: &str =
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=s256";

/// Somebody signed in who has another account of Kakao's than those that are linked here.
fn user(journey: &Journey) -> Value {
    journey.gate.sign_in(900)
}

fn asking(journey: &Journey, session: &Value, more: &str) -> Request {
    let target = format!("{PATH}&skip_http_redirect=true&redirect_to={TARGET}{more}");
    journey.get(&target).bearer(text(session, "/access_token"))
}

#[track_caller]
fn begin(journey: &Journey, session: &Value, more: &str) -> Began {
    let answer = asking(journey, session, more).send().expect(200).json();
    let url: url::Url = text(&answer, "/url").parse().expect("a URL");
    Began {
        asked: url.query_pairs().into_owned().collect(),
    }
}

fn identities(session: &Value) -> Vec<&str> {
    let all = session["user"]["identities"]
        .as_array()
        .expect("identities");
    all.iter().map(|identity| text(identity, "/id")).collect()
}

fn delete(journey: &Journey, session: &Value) {
    let id = text(session, "/user/id");
    journey
        .gate
        .execute("users", &format!("delete from {{table}} where id = '{id}'"));
}

fn ban(journey: &Journey, session: &Value) {
    let id = text(session, "/user/id");
    journey.gate.execute(
        "users",
        &format!(
            "update {{table}} set banned_until = '2099-01-01T00:00:00.000000Z' where id = '{id}'"
        ),
    );
}

both_databases! {
    fn with_a_challenge_the_link_waits_for_whoever_began_it(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = user(&journey);
        let began = begin(&journey, &session, PKCE);
        let before = journey.gate.rows();
        let code = journey.code_of(&began, 1);
        assert_eq!(journey.gate.rows(), before, "nothing is linked before the exchange");
        let wrong = journey.exchange(&code, CHALLENGE).expect(400).json();
        assert_eq!(wrong["error_code"], "bad_code_verifier");
        assert_eq!(journey.gate.rows(), before);
        let linked = journey.exchange(&code, VERIFIER).expect(200).json();
        assert_eq!(linked["user"]["id"], session["user"]["id"]);
        assert_eq!(identities(&linked), ["900", "1"]);
        assert!(!text(&linked, "/provider_token").is_empty());
        assert_eq!(journey.gate.sign_in(1)["user"]["id"], session["user"]["id"]);
        let payloads = journey.gate.texts("audit_log_entries", "select cast(payload as text) as text from {table}");
        assert!(payloads.iter().any(|payload| payload.contains("identity_linked")), "{payloads:?}");
        assert_eq!(journey.exchange(&code, VERIFIER).expect(404).json()["error_code"], "flow_state_not_found");
    }

    fn without_a_challenge_it_takes_effect_at_the_callback(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = user(&journey);
        let began = begin(&journey, &session, "");
        let arrived = journey.arrive(&began, 1).expect(302);
        let fragment = fragment_of(&arrived);
        let token = &fragment.iter().find(|(name, _)| name == "access_token").expect("a token").1;
        let linked = journey.gate.user(token).expect(200).json();
        assert_eq!(linked["id"], session["user"]["id"]);
        assert_eq!(linked["identities"].as_array().map(Vec::len), Some(2));
    }

    fn an_identity_that_somebody_has_is_refused_at_the_callback_and_nothing_is_kept(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = user(&journey);
        journey.gate.sign_in(1);
        for more in ["", PKCE] {
            let began = begin(&journey, &session, more);
            let answer = journey.arrive(&began, 1);
            tells_app(&answer, "server_error", "identity_already_exists", "Identity is already linked to another user");
            let began = begin(&journey, &session, more);
            let answer = journey.arrive(&began, 900);
            tells_app(&answer, "server_error", "identity_already_exists", "Identity is already linked");
        }
    }

    fn an_identity_that_somebody_takes_meanwhile_is_refused_at_the_exchange(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = user(&journey);
        let began = begin(&journey, &session, PKCE);
        let code = journey.code_of(&began, 1);
        let owner = journey.gate.sign_in(1);
        let before = journey.gate.rows();
        let refused = journey.exchange(&code, VERIFIER).expect(422).json();
        assert_eq!(refused["error_code"], "identity_already_exists");
        assert_eq!(refused["msg"], "Identity is already linked to another user");
        assert_eq!(journey.gate.rows(), before);
        assert_eq!(journey.gate.sign_in(1)["user"]["id"], owner["user"]["id"]);
    }

    fn a_user_who_is_deleted_meanwhile_is_linked_to_nothing(database: TestDatabase) {
        let journey = Journey::new(database);
        for more in ["", PKCE] {
            let session = user(&journey);
            let began = begin(&journey, &session, more);
            delete(&journey, &session);
            let before = journey.gate.rows();
            let answer = journey.arrive(&began, 1);
            tells_site(&answer, "server_error", "user_not_found", "Linking target user not found", 422);
            assert_eq!(journey.gate.rows(), before);
        }
        let session = user(&journey);
        let code = journey.code_of(&begin(&journey, &session, PKCE), 1);
        delete(&journey, &session);
        assert_eq!(journey.exchange(&code, VERIFIER).expect(404).json()["error_code"], "flow_state_not_found");
    }

    fn a_user_who_is_banned_meanwhile_is_told_so(database: TestDatabase) {
        let journey = Journey::new(database);
        let session = user(&journey);
        let implicit = begin(&journey, &session, "");
        let code = journey.code_of(&begin(&journey, &session, PKCE), 1);
        ban(&journey, &session);
        tells_app(&journey.arrive(&implicit, 2), "access_denied", "user_banned", "User is banned");
        assert_eq!(journey.exchange(&code, VERIFIER).expect(403).json()["error_code"], "user_banned");
    }
}

#[test]
fn an_attackers_link_does_not_reach_whoever_is_made_to_follow_it() {
    // The attacker begins a link to their own user and has the victim's browser finish it.
    let journey = Journey::new(TestDatabase::sqlite());
    let attacker = user(&journey);
    let began = begin(&journey, &attacker, PKCE);
    let arrived = journey.arrive(&began, 7).expect(302);
    assert!(query_of(&arrived).contains_key("code"));
    // The code is at the victim's browser; the attacker has the verifier, the victim does not. Nothing is linked.
    let victim = journey.gate.sign_in(7);
    assert_ne!(victim["user"]["id"], attacker["user"]["id"]);
}

#[test]
fn the_address_is_told_or_followed() {
    let journey = Journey::new(TestDatabase::sqlite());
    let session = user(&journey);
    let told = asking(&journey, &session, "").send().expect(200);
    assert!(told.text().contains("\\u0026state="), "{told}");
    assert_eq!(told.header("content-type"), Some("application/json"));
    assert_eq!(told.header("cache-control"), Some("no-store"));
    let followed = journey
        .get(PATH)
        .bearer(text(&session, "/access_token"))
        .send()
        .expect(302);
    assert_eq!(location(&followed).path(), "/oauth/authorize");
}

#[test]
fn who_asks_comes_first_then_whether_linking_is_on_then_the_request() {
    let journey = Journey::new(TestDatabase::sqlite());
    let no_token = journey.get("/user/identities/authorize");
    journey.refuses(
        &no_token,
        401,
        "no_authorization",
        "This endpoint requires a valid Bearer token",
    );
    let session = user(&journey);
    let unsupported = journey
        .get("/user/identities/authorize?provider=nobody")
        .bearer(text(&session, "/access_token"));
    journey.refuses(
        &unsupported,
        400,
        "validation_failed",
        "Unsupported provider: Provider nobody could not be found",
    );
    let variables = [("DAEMUN_SECURITY_MANUAL_LINKING_ENABLED", "false")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let session = user(&journey);
    let off = journey
        .get("/user/identities/authorize?provider=nobody")
        .bearer(text(&session, "/access_token"));
    journey.refuses(
        &off,
        404,
        "manual_linking_disabled",
        "Manual linking is disabled",
    );
}
