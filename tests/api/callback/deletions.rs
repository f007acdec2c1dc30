//! Users who are deleted, banned or taken over while a flow of theirs is under way: nothing of the flow stays behind.

use crate::admin::bench::{SECRET, path, token};
use crate::journey::{
    Began, CHALLENGE, Journey, TARGET, VERIFIER, began, query_of, tells_app, tells_site, text,
};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::RUNTIME;
use daemun::sandbox::{Fault, StandInUser, paths};
use serde_json::{Value, json};
use std::thread;

fn office(database: TestDatabase) -> Journey {
    Journey::with(database, &[("DAEMUN_JWT_SECRET", SECRET)])
}

fn delete(journey: &Journey, session: &Value, softly: bool) -> Response {
    let client = journey.gate.service.client();
    client
        .request("DELETE", &path(text(session, "/user/id")))
        .bearer(&token(&json!({"role": "service_role"})))
        .json(&json!({ "should_soft_delete": softly }))
        .send()
}

fn begin_link(journey: &Journey, session: &Value) -> Began {
    let target = format!(
        "/user/identities/authorize?provider=kakao&redirect_to={TARGET}&code_challenge={CHALLENGE}&code_challenge_method=s256"
    );
    let request = journey.get(&target).bearer(text(session, "/access_token"));
    began(&request.send())
}

/// What is kept of flows, each as a text.
fn kept(journey: &Journey) -> Vec<String> {
    let user = "select coalesce(cast(user_id as text), '-') || coalesce(provider_access_token, '') as text from {table}";
    let mut kept = journey.gate.texts("flow_state", user);
    let person = "select coalesce(person, '') as text from {table}";
    kept.extend(journey.gate.own_texts("flow_notes", person));
    kept
}

/// The answer to a browser that comes back while `meanwhile` happens, Kakao being slow.
fn arrive_while(journey: &Journey, began: &Began, person: u64, meanwhile: impl Fn()) -> Response {
    let kakao = &journey.gate.service.kakao;
    let asked = kakao.requests(paths::TOKEN);
    kakao.faults().once(paths::TOKEN, Fault::Hang);
    let code = journey.consent(began, person);
    thread::scope(|scope| {
        let arriving = scope.spawn(|| journey.come_back(began.state(), &code));
        RUNTIME.block_on(kakao.faults().arrived(paths::TOKEN, asked + 1));
        meanwhile();
        kakao.faults().release();
        arriving.join().expect("an answer")
    })
}

both_databases! {
    fn a_deletion_takes_the_users_codes_and_what_they_keep(database: TestDatabase) {
        let journey = office(database);
        let other = journey.code_of(&journey.begin_pkce(), 5);
        for softly in [false, true] {
            let session = journey.gate.sign_in(1);
            let sign_in = journey.code_of(&journey.begin_pkce(), 1);
            let link = journey.code_of(&begin_link(&journey, &session), 2);
            assert_eq!(kept(&journey).len(), 4, "three flows, one person who waits");
            delete(&journey, &session, softly).expect(200);
            assert_eq!(kept(&journey).len(), 1, "softly: {softly}");
            for code in [sign_in, link] {
                let refused = journey.exchange(&code, VERIFIER).expect(404).json();
                assert_eq!(refused["error_code"], "flow_state_not_found");
            }
        }
        journey.exchange(&other, VERIFIER).expect(200);
    }

    fn who_is_deleted_while_kakao_is_asked_is_linked_to_nothing_and_nothing_is_kept(database: TestDatabase) {
        let journey = office(database);
        for softly in [false, true] {
            let session = journey.gate.sign_in(900);
            let began = begin_link(&journey, &session);
            let answer = arrive_while(&journey, &began, 1, || { delete(&journey, &session, softly).expect(200); });
            tells_site(&answer, "server_error", "user_not_found", "Linking target user not found", 422);
            assert_eq!(kept(&journey), [""; 0], "softly: {softly}");
        }
    }

    fn who_is_banned_while_kakao_is_asked_is_told_so_at_the_callback(database: TestDatabase) {
        let journey = office(database);
        let session = journey.gate.sign_in(900);
        let began = begin_link(&journey, &session);
        let answer = arrive_while(&journey, &began, 1, || {
            journey.gate.execute("users", "update {table} set banned_until = '2099-01-01T00:00:00.000000Z'");
        });
        tells_app(&answer, "access_denied", "user_banned", "User is banned");
        assert_eq!(kept(&journey), ["-"], "the flow, spent, with nothing in it");
    }

    fn an_exchange_that_finds_no_user_takes_its_flow_away(database: TestDatabase) {
        let journey = office(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        journey.gate.execute("users", "delete from {table}");
        journey.exchange(&code, VERIFIER).expect(404);
        assert_eq!(kept(&journey), [""; 0]);
    }

    fn whoever_lay_in_wait_under_an_address_cannot_finish_what_was_begun(database: TestDatabase) {
        let journey = Journey::new(database);
        let thief = journey.gate.sign_in(900);
        journey.gate.execute("identities", "update {table} set provider = 'google'");
        journey.gate.execute("users", "update {table} set email = 'a@example.com', email_confirmed_at = null");
        let (late, began) = (begin_link(&journey, &thief), begin_link(&journey, &thief));
        let waiting = journey.code_of(&began, 901);
        let owner = StandInUser { email: Some("a@example.com".to_owned()), ..StandInUser::new(1) };
        let arrives = journey.begin_pkce();
        let code = journey.consent_of(&arrives, owner);
        let landed = journey.come_back(arrives.state(), &code).expect(302);
        let session = journey.exchange(&query_of(&landed)["code"], VERIFIER).expect(200).json();
        assert_eq!(session["user"]["id"], thief["user"]["id"]);
        assert_eq!(journey.exchange(&waiting, VERIFIER).expect(404).json()["error_code"], "flow_state_not_found");
        tells_site(&journey.arrive(&late, 902), "invalid_request", "bad_oauth_state", "OAuth state not found or expired", 400);
        let subjects = journey.gate.texts("identities", "select provider_id as text from {table}");
        assert_eq!(subjects, ["1"], "the account is its owner's alone");
    }

    fn whatever_a_deletion_meets_no_flow_of_the_user_is_left(database: TestDatabase) {
        let journey = office(database);
        for _ in 0..5 {
            let session = journey.gate.sign_in(1);
            let codes: Vec<String> = (0..3).map(|_| journey.code_of(&journey.begin_pkce(), 1)).collect();
            let flows: Vec<_> = (0..3).map(|_| journey.begin_pkce()).collect();
            let statuses: Vec<u16> = thread::scope(|scope| {
                let exchanges: Vec<_> = codes.iter().map(|code| scope.spawn(|| journey.exchange(code, VERIFIER))).collect();
                let arrivals: Vec<_> = flows.iter().map(|began| scope.spawn(|| journey.arrive(began, 1))).collect();
                delete(&journey, &session, false).expect(200);
                exchanges.into_iter().chain(arrivals).map(|asked| asked.join().expect("an answer").status).collect()
            });
            assert!(statuses.iter().all(|status| [200, 302, 303, 404].contains(status)), "{statuses:?}");
            let orphans = journey.gate.texts("flow_state", &format!(
                "select cast(id as text) as text from {{table}} where user_id is not null and user_id not in (select id from {})",
                journey.gate.table("users"),
            ));
            assert_eq!(orphans, [""; 0]);
        }
    }
}
