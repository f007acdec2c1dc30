//! Who is kept out although the token is good: newcomers where sign-up is off, whoever shares no e-mail where one is
//! needed, and the banned.

use super::bench::{Bench, Rows, with_token};
use super::refusal::Refusal;
use crate::support::database::both_databases;
use serde_json::{Value, json};

const BANNED: Refusal<'static> = Refusal::Coded(403, "user_banned", "User is banned");

/// Bans everybody until `time`, as an operator would.
fn ban(bench: &Bench, time: &str) {
    let schema = if bench.database.is_postgres() {
        "auth."
    } else {
        ""
    };
    let statement = format!("update {schema}users set banned_until = '{time}'");
    bench.database.execute(&statement);
}

both_databases! {
    fn where_sign_up_is_off_nobody_new_comes_in(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_DISABLE_SIGNUP", "true")]);
        let refusal = Refusal::Coded(422, "signup_disabled", "Signups not allowed for this instance");
        bench.refuses("new", bench.ask(&with_token(&bench.token())), refusal);
        assert_eq!(bench.rows(), Rows { users: 0, identities: 0, sessions: 0, audit_entries: 0 });
    }

    fn where_an_email_is_needed_nobody_comes_in_without_one(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_EXTERNAL_KAKAO_EMAIL_OPTIONAL", "false")]);
        let text = "Unverified email with kakao. Verify the email with kakao in order to sign in";
        let refusal = Refusal::Coded(422, "provider_email_needs_verification", text);
        for email in [Value::Null, json!("ka***@kakao.com"), json!("nobody")] {
            let token = bench.sign(&bench.claims_but(json!({ "email": email })));
            bench.refuses(&email.to_string(), bench.ask(&with_token(&token)), refusal);
        }
        assert_eq!(bench.rows(), Rows { users: 0, identities: 0, sessions: 0, audit_entries: 0 });
        bench.session(&bench.claims_but(json!({"email": "a@example.com"})));
    }

    fn the_banned_stay_out_until_their_time_is_over(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.token()).expect(200);
        ban(&bench, "2026-03-01T10:00:00.123456Z");
        bench.refuses("banned", bench.ask(&with_token(&bench.token())), BANNED);
        bench.advance(3_599);
        bench.refuses("a second before", bench.ask(&with_token(&bench.token())), BANNED);
        bench.advance(1);
        bench.sign_in(&bench.token()).expect(200);
    }

    fn a_header_of_a_stranger_does_not_decide_the_audience(database: TestDatabase) {
        let bench = Bench::new(database);
        let asked = bench.ask(&with_token(&bench.token())).header("X-JWT-AUD", "admin");
        assert_eq!(asked.send().expect(200).json()["user"]["aud"], "authenticated");
    }
}
