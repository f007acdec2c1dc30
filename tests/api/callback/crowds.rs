//! Many at once with one state, and many with one code: one succeeds.

use crate::journey::{CHALLENGE, Journey, VERIFIER, began, query_of, text};
use crate::support::client::Response;
use crate::support::database::both_databases;
use std::thread;

fn at_once(count: usize, ask: impl Fn(usize) -> Response + Sync) -> Vec<Response> {
    thread::scope(|scope| {
        let asking: Vec<_> = (0..count)
            .map(|number| {
                let ask = &ask;
                scope.spawn(move || ask(number))
            })
            .collect();
        asking
            .into_iter()
            .map(|asker| asker.join().expect("no asker panics"))
            .collect()
    })
}

both_databases! {
    fn of_twenty_callbacks_with_one_state_one_succeeds(database: TestDatabase) {
        let journey = Journey::new(database);
        for began in [journey.begin_implicit(), journey.begin_pkce()] {
            let codes: Vec<String> = (0..20).map(|_| journey.consent(&began, 1)).collect();
            let answers = at_once(20, |number| journey.come_back(began.state(), &codes[number]));
            let landed = answers.iter().filter(|answer| answer.status == 302).count();
            let refused = answers.iter().filter(|answer| answer.status == 303).count();
            assert_eq!((landed, refused), (1, 19));
            let words: Vec<String> = answers.iter().filter(|answer| answer.status == 303)
                .map(|answer| query_of(answer)["error_code"].clone()).collect();
            assert!(words.iter().all(|word| word == "bad_oauth_state" || word == "flow_state_already_used"), "{words:?}");
        }
        let rows = journey.gate.rows();
        assert_eq!(rows[..3], ["1", "1", "1"], "one user, one identity, one session");
    }

    fn of_twenty_exchanges_of_one_code_one_succeeds(database: TestDatabase) {
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        let answers = at_once(20, |_| journey.exchange(&code, VERIFIER));
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        let refused = answers.iter().filter(|answer| answer.status != 200);
        assert!(refused.clone().all(|answer| answer.json()["error_code"] == "flow_state_not_found"), "{:?}", refused.map(Response::to_string).collect::<Vec<_>>());
        assert_eq!(journey.gate.rows()[2], "1");
    }

    fn of_ten_users_who_link_one_kakao_account_at_once_one_gets_it(database: TestDatabase) {
        let journey = Journey::new(database);
        let codes: Vec<String> = (0..10).map(|number| {
            let session = journey.gate.sign_in(900 + number);
            let target = format!("/user/identities/authorize?provider=kakao&code_challenge={CHALLENGE}&code_challenge_method=s256");
            let began = began(&journey.get(&target).bearer(text(&session, "/access_token")).send());
            journey.code_of(&began, 1)
        }).collect();
        let answers = at_once(10, |number| journey.exchange(&codes[number], VERIFIER));
        let words: Vec<String> = answers.iter().map(Response::to_string).collect();
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{words:?}");
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.json()["error_code"] == "identity_already_exists"), "{words:?}");
        let owners = journey.gate.texts("identities", "select cast(count(*) as text) as text from {table} where provider_id = '1'");
        assert_eq!(owners, ["1"]);
    }

    fn a_user_who_is_deleted_while_codes_are_exchanged_causes_no_failure(database: TestDatabase) {
        let journey = Journey::new(database);
        let codes: Vec<String> = (0..8).map(|_| journey.code_of(&journey.begin_pkce(), 1)).collect();
        let answers = at_once(9, |number| {
            if let Some(code) = codes.get(number) {
                return journey.exchange(code, VERIFIER);
            }
            journey.gate.execute("users", "delete from {table}");
            journey.get("/health").send()
        });
        let words: Vec<String> = answers.iter().map(Response::to_string).collect();
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.status == 404), "{words:?}");
        let orphans = journey.gate.texts("sessions", "select cast(id as text) as text from {table}");
        assert!(orphans.is_empty());
    }
}
