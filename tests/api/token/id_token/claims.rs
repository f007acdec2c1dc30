//! Each claim absent, of the wrong type, and wrong.

use super::bench::{Bench, with_token};
use super::refusal::Refusal;
use crate::support::database::both_databases;
use serde_json::{Value, json};

/// What is no text, no number and no list of texts.
fn of_no_use() -> [Value; 4] {
    [Value::Null, json!(true), json!({"a": 1}), json!([[1]])]
}

/// Claims of which one has this value, `null` included.
fn claims_with(bench: &Bench, claim: &str, value: Value) -> Value {
    let mut claims = bench.claims();
    claims[claim] = value;
    claims
}

both_databases! {
    fn what_must_be_there_is_missed(database: TestDatabase) {
        let bench = Bench::new(database);
        for claim in ["iss", "iat", "exp"] {
            let token = bench.sign(&bench.claims_but(json!({ claim: null })));
            bench.refuses_token(claim, &token, &format!("the claim {claim} is missing"));
        }
    }

    fn a_token_without_subject_has_words_of_its_own(database: TestDatabase) {
        let bench = Bench::new(database);
        for claims in [bench.claims_but(json!({"sub": null})), bench.claims_but(json!({"sub": ""}))] {
            let request = bench.ask(&with_token(&bench.sign(&claims)));
            bench.refuses("sub", request, Refusal::OAuth("invalid request", "Missing sub claim in id_token"));
        }
    }

    fn a_claim_of_the_wrong_type_is_no_claim(database: TestDatabase) {
        let bench = Bench::new(database);
        for claim in ["iss", "sub", "aud", "azp", "nonce", "at_hash"] {
            for value in of_no_use().into_iter().chain([json!(1001)]) {
                let case = format!("{claim}: {value}");
                let token = bench.sign(&claims_with(&bench, claim, value));
                bench.refuses_token(&case, &token, &format!("the claim {claim} is of the wrong type"));
            }
        }
        for claim in ["nickname", "picture", "email"] {
            for value in [json!(1), json!(true), json!({}), json!(["a"])] {
                let case = format!("{claim}: {value}");
                let token = bench.sign(&claims_with(&bench, claim, value));
                bench.refuses_token(&case, &token, &format!("the claim {claim} is of the wrong type"));
            }
        }
    }

    fn a_time_is_a_number_of_seconds_that_somebody_could_mean(database: TestDatabase) {
        let bench = Bench::new(database);
        for claim in ["iat", "exp", "nbf", "auth_time"] {
            for value in of_no_use().into_iter().chain([json!(bench.now().to_string()), json!("")]) {
                let case = format!("{claim}: {value}");
                let token = bench.sign(&claims_with(&bench, claim, value));
                bench.refuses_token(&case, &token, &format!("the claim {claim} is of the wrong type"));
            }
            for number in [json!(-1), json!(253_402_300_800_i64), json!(i64::MAX), json!(u64::MAX), json!(1e300), json!(-0.5)] {
                let case = format!("{claim}: {number}");
                let token = bench.sign(&claims_with(&bench, claim, number));
                bench.refuses_token(&case, &token, &format!("the claim {claim} is no time between 1970 and 9999"));
            }
        }
    }

    fn another_issuer_is_refused_to_the_letter(database: TestDatabase) {
        let bench = Bench::new(database);
        let ours = bench.kakao().issuer();
        for issuer in [
            "https://kauth.kakao.com".to_owned(), "https://evil.example".to_owned(), String::new(),
            format!("{ours}/"), ours.to_uppercase(), format!(" {ours}"), ours.replace("http:", "https:"),
        ] {
            let token = bench.sign(&claims_with(&bench, "iss", json!(issuer)));
            bench.refuses_token(&issuer, &token, "the issuer is another one");
        }
    }

    fn a_subject_must_be_one_that_can_be_kept(database: TestDatabase) {
        let bench = Bench::new(database);
        for (case, sub, reason) in [
            ("256 letters", "s".repeat(256), "the subject is longer than 255 characters"),
            ("256 characters of three bytes", "한".repeat(256), "the subject is longer than 255 characters"),
            ("NUL", "10\u{0}01".to_owned(), "the subject contains NUL"),
            ("NUL alone", "\u{0}".to_owned(), "the subject contains NUL"),
        ] {
            bench.refuses_token(case, &bench.sign(&claims_with(&bench, "sub", json!(sub))), reason);
        }
        let longest = "한".repeat(255);
        let session = bench.session(&claims_with(&bench, "sub", json!(longest)));
        assert_eq!(session["user"]["identities"][0]["id"], json!(longest));
    }

    fn an_access_token_must_be_the_one_that_came_with_the_token(database: TestDatabase) {
        let bench = Bench::new(database);
        // OpenID Connect Core, section 3.1.3.8: the left half of SHA-256("abc"), in base64url.
        let of_abc = json!("ungWv48Bz-pBQUDeXa4iIw");
        let bound = bench.sign(&claims_with(&bench, "at_hash", of_abc));
        let body = |token: &str, access_token: &str| json!({"provider": "kakao", "id_token": token, "access_token": access_token});
        for (case, token, access_token) in [
            ("another", &bound, "abd"),
            ("an empty hash", &bench.sign(&claims_with(&bench, "at_hash", json!(""))), "abc"),
            ("a hash cut short", &bench.sign(&claims_with(&bench, "at_hash", json!("ungWv48Bz"))), "abc"),
        ] {
            bench.refuses_body(case, &body(token, access_token), "the access token does not belong to the ID token");
        }
        for access_token in ["abc", ""] {
            bench.ask(&body(&bound, access_token)).send().expect(200);
        }
        bench.ask(&body(&bench.token(), "anything")).send().expect(200);
    }

    fn what_a_person_did_not_share_or_no_database_keeps_is_left_out(database: TestDatabase) {
        let bench = Bench::new(database);
        for nothing in [Value::Null, json!(""), json!("a\u{0}b")] {
            let mut claims = bench.claims();
            for claim in ["nickname", "picture", "email"] {
                claims[claim] = nothing.clone();
            }
            let data = bench.session(&claims)["user"]["identities"][0]["identity_data"].clone();
            assert_eq!(data, json!({
                "email_verified": false, "iss": bench.kakao().issuer(), "phone_verified": false,
                "provider_id": "1001", "sub": "1001",
            }), "{nothing}");
        }
    }
}
