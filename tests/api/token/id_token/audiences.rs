//! For whom a token was issued: one of our app keys must be among them.

use super::bench::{Bench, with_token};
use super::refusal::Refusal;
use crate::support::database::both_databases;
use crate::support::kakao::Kakao;
use serde_json::{Value, json};

const OTHER: &str = "ffffffffffffffffffffffffffffffff";

#[track_caller]
fn refuses_audience(bench: &Bench, audience: Value, shown: &str) {
    let token = bench.sign(&bench.claims_but(json!({ "aud": audience })));
    let text = format!("Unacceptable audience in id_token: [{shown}]");
    bench.refuses(
        shown,
        bench.ask(&with_token(&token)),
        Refusal::OAuth("invalid request", &text),
    );
}

both_databases! {
    fn a_token_for_somebody_else_is_refused_and_says_for_whom(database: TestDatabase) {
        let bench = Bench::new(database);
        refuses_audience(&bench, json!(OTHER), OTHER);
        refuses_audience(&bench, json!([OTHER, "b"]), &format!("{OTHER} b"));
        refuses_audience(&bench, json!([]), "");
        refuses_audience(&bench, json!(""), "");
        refuses_audience(&bench, Value::Null, "");
        refuses_audience(&bench, json!(Kakao::APP_KEY.to_uppercase()), &Kakao::APP_KEY.to_uppercase());
        refuses_audience(&bench, json!(format!("{} ", Kakao::APP_KEY)), &format!("{} ", Kakao::APP_KEY));
        refuses_audience(&bench, json!(format!("{},{OTHER}", Kakao::APP_KEY)), &format!("{},{OTHER}", Kakao::APP_KEY));
    }

    fn an_array_without_a_text_is_no_audience(database: TestDatabase) {
        let bench = Bench::new(database);
        for audience in [json!([Kakao::APP_KEY, 1]), json!([null]), json!([[Kakao::APP_KEY]])] {
            let token = bench.sign(&bench.claims_but(json!({ "aud": audience })));
            bench.refuses_token(&audience.to_string(), &token, "the claim aud is of the wrong type");
        }
    }

    fn one_of_ours_among_others_is_enough(database: TestDatabase) {
        let bench = Bench::new(database);
        for audience in [json!([Kakao::APP_KEY]), json!([OTHER, Kakao::APP_KEY]), json!([Kakao::APP_KEY, OTHER])] {
            bench.sign_in(&bench.sign(&bench.claims_but(json!({ "aud": audience })))).expect(200);
        }
    }

    fn every_configured_key_of_the_app_is_ours(database: TestDatabase) {
        let keys = format!("{},{OTHER}", Kakao::APP_KEY);
        let bench = Bench::with(database, &[("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", &keys)]);
        let one = bench.session(&bench.claims());
        let other = bench.session(&bench.claims_but(json!({"aud": OTHER})));
        assert_eq!(one["user"]["id"], other["user"]["id"], "one app, one person");
    }

    fn the_party_that_asked_must_be_ours_too(database: TestDatabase) {
        let bench = Bench::new(database);
        for party in [OTHER, ""] {
            let token = bench.sign(&bench.claims_but(json!({ "azp": party })));
            bench.refuses_token(party, &token, "the authorized party is another client");
        }
        bench.sign_in(&bench.sign(&bench.claims_but(json!({"azp": Kakao::APP_KEY})))).expect(200);
    }

    fn a_client_id_in_the_request_widens_nothing(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.sign(&bench.claims_but(json!({ "aud": OTHER })));
        let body = json!({"provider": "kakao", "client_id": OTHER, "id_token": token});
        let text = format!("Unacceptable audience in id_token: [{OTHER}]");
        bench.refuses("client_id", bench.ask(&body), Refusal::OAuth("invalid request", &text));
    }
}
