//! When a token counts: before it expires, not before it begins, and with the leeway of ten seconds on each.

use super::bench::Bench;
use crate::support::database::both_databases;
use serde_json::json;

both_databases! {
    fn a_token_expires_when_its_time_and_the_leeway_are_over(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.sign(&bench.claims_but(json!({"exp": bench.now() + 60})));
        bench.advance(69);
        bench.sign_in(&token).expect(200);
        bench.advance(1);
        bench.refuses_token("at exp and leeway", &token, "the token has expired");
        bench.advance(86_400);
        bench.refuses_token("a day later", &token, "the token has expired");
        bench.refuses_token("ever", &bench.sign(&bench.claims_but(json!({"exp": 0}))), "the token has expired");
    }

    fn a_token_is_not_valid_before_its_time_less_the_leeway(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.sign(&bench.claims_but(json!({"nbf": bench.now() + 12})));
        bench.advance(1);
        bench.refuses_token("a second before nbf less leeway", &token, "the token is not valid yet");
        bench.advance(1);
        bench.sign_in(&token).expect(200);
    }

    fn a_token_is_not_issued_in_the_future(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.sign(&bench.claims_but(json!({"iat": bench.now() + 12})));
        bench.advance(1);
        bench.refuses_token("a second before iat less leeway", &token, "the token was issued in the future");
        bench.advance(1);
        bench.sign_in(&token).expect(200);
    }

    fn the_leeway_is_a_setting(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_ID_TOKEN_LEEWAY", "0s")]);
        let token = bench.sign(&bench.claims_but(json!({"exp": bench.now() + 60})));
        bench.advance(59);
        bench.sign_in(&token).expect(200);
        bench.advance(1);
        bench.refuses_token("at exp", &token, "the token has expired");
    }

    fn a_fraction_of_a_second_counts(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_ID_TOKEN_LEEWAY", "0s")]);
        // The clock stands at .123456.
        bench.sign_in(&bench.sign(&bench.claims_but(json!({"exp": bench.now() as f64 + 0.25})))).expect(200);
        let past = bench.sign(&bench.claims_but(json!({"exp": bench.now() as f64 + 0.0625})));
        bench.refuses_token("a sixteenth", &past, "the token has expired");
    }

    fn without_a_setting_an_old_token_that_lives_is_taken(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.sign(&bench.claims_but(json!({"iat": 1})))).expect(200);
    }

    fn with_a_setting_a_token_is_refused_by_its_age(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_ID_TOKEN_MAX_AGE", "10m")]);
        let token = bench.token();
        // The clock is a fraction ahead of iat, which has none.
        bench.advance(609);
        bench.sign_in(&token).expect(200);
        bench.advance(1);
        bench.refuses_token("older than the age and the leeway", &token, "the token was issued too long ago");
    }
}
