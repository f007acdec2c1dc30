//! The key's name: a token must name a key that Kakao publishes, and the published set decides which key that is.

use super::bench::{Bench, changed};
use crate::support::database::both_databases;
use daemun::sandbox::{Fault, KeyChoice, Scheme, paths};
use serde_json::{Value, json};

fn by(bench: &Bench, key: KeyChoice, kid: &Value) -> String {
    let mut header = bench.header();
    header["kid"] = kid.clone();
    let signed = bench.kakao().sign(
        key,
        Scheme::Rs256,
        header.to_string(),
        bench.claims().to_string(),
    );
    signed.expect("the stand-in signs")
}

fn kid(bench: &Bench, key: KeyChoice) -> Value {
    json!(bench.kakao().kid(key).expect("a key"))
}

both_databases! {
    fn a_token_must_name_its_key(database: TestDatabase) {
        let bench = Bench::new(database);
        let absent = changed(bench.header(), json!({"kid": null}));
        bench.refuses_token("absent", &bench.sign_raw(absent.to_string(), bench.claims().to_string()), "the header names no key");
        for nothing in [Value::Null, json!(""), json!(1), json!(["a"]), json!({}), json!(true)] {
            bench.refuses_token(&nothing.to_string(), &by(&bench, KeyChoice::Signing, &nothing), "the header names no key");
        }
    }

    fn a_key_that_is_not_published_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        for unknown in ["x", "../../../etc/passwd", "' or 1=1 --", "한국어", "a\"b"] {
            let reason = format!("the key {unknown:?} is not in the provider's set");
            bench.refuses_token(unknown, &by(&bench, KeyChoice::Signing, &json!(unknown)), &reason);
        }
        let foreign = kid(&bench, KeyChoice::Foreign);
        let reason = format!("the key {foreign} is not in the provider's set");
        bench.refuses_token("never published", &by(&bench, KeyChoice::Foreign, &foreign), &reason);
    }

    fn a_huge_kid_is_refused_and_cut_in_the_reason(database: TestDatabase) {
        let bench = Bench::new(database);
        let huge = "k".repeat(9_000);
        let token = by(&bench, KeyChoice::Signing, &json!(huge));
        let shown = &huge[..64];
        bench.refuses_token("9,000 letters", &token, &format!("the key {shown:?} is not in the provider's set"));
    }

    fn a_kid_given_twice_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let good = kid(&bench, KeyChoice::Signing);
        for other in [json!("x"), good.clone()] {
            let header = format!(r#"{{"alg":"RS256","typ":"JWT","kid":{other},"kid":{good}}}"#);
            let token = bench.sign_raw(header, bench.claims().to_string());
            bench.refuses_token(&other.to_string(), &token, "the header has a member twice");
        }
    }

    fn a_key_signs_for_itself_alone(database: TestDatabase) {
        let bench = Bench::new(database);
        let (signing, other) = (kid(&bench, KeyChoice::Signing), kid(&bench, KeyChoice::Other));
        for (case, key, kid) in [
            ("the other published key", KeyChoice::Other, &signing),
            ("this one under the other's name", KeyChoice::Signing, &other),
            ("a foreign key", KeyChoice::Foreign, &signing),
        ] {
            bench.refuses_token(case, &by(&bench, key, kid), "the signature is wrong");
        }
        for (key, kid) in [(KeyChoice::Signing, &signing), (KeyChoice::Other, &other)] {
            bench.sign_in(&by(&bench, key, kid)).expect(200);
        }
    }

    fn of_two_published_keys_with_one_name_the_first_counts(database: TestDatabase) {
        let bench = Bench::new(database);
        let mut set = bench.kakao().jwks().expect("keys");
        let signing = kid(&bench, KeyChoice::Signing);
        let (first, second) = if set["keys"][0]["kid"] == signing {
            (KeyChoice::Signing, KeyChoice::Other)
        } else {
            (KeyChoice::Other, KeyChoice::Signing)
        };
        for key in set["keys"].as_array_mut().expect("an array") {
            key["kid"] = signing.clone();
        }
        bench.kakao().faults().always(paths::KEYS, Fault::Body(set.to_string()));
        bench.sign_in(&by(&bench, first, &signing)).expect(200);
        bench.refuses_token("the second", &by(&bench, second, &signing), "the signature is wrong");
    }

    fn a_key_that_cannot_be_used_costs_only_itself(database: TestDatabase) {
        let bench = Bench::new(database);
        let set = bench.kakao().jwks().expect("keys");
        let signing = kid(&bench, KeyChoice::Signing);
        let good = set["keys"].as_array().expect("an array").iter().find(|key| key["kid"] == signing).expect("it is published");
        let named = |kid: &str, changes: Value| changed(changed(good.clone(), changes), json!({ "kid": kid }));
        let keys = json!([
            named("enc", json!({"use": "enc"})),
            named("rs512", json!({"alg": "RS512"})),
            named("short", json!({"n": "AQAB"})),
            named("ec", json!({"kty": "EC"})),
            {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"},
            "no key",
            good,
        ]);
        bench.kakao().faults().always(paths::KEYS, Fault::Body(json!({"keys": keys}).to_string()));
        bench.sign_in(&by(&bench, KeyChoice::Signing, &signing)).expect(200);
        for unusable in ["enc", "rs512", "short", "ec", "oct"] {
            let reason = format!("the key {unusable:?} is not in the provider's set");
            bench.refuses_token(unusable, &by(&bench, KeyChoice::Signing, &json!(unusable)), &reason);
        }
    }

    fn a_key_that_was_published_a_moment_ago_is_found(database: TestDatabase) {
        let bench = Bench::new(database);
        bench.sign_in(&bench.token()).expect(200);
        bench.kakao().rotate_keys().expect("a new key");
        bench.sign_in(&bench.token()).expect(200);
    }
}
