//! Of several faults, the one that is told: a client that mends what it is told comes one step further each time.

use super::bench::{BAD, Bench, changed, with_token};
use super::refusal::{BAD_ID_TOKEN, Refusal};
use crate::support::database::both_databases;
use serde_json::{Value, json};

both_databases! {
    fn the_steps_are_taken_in_order(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_DISABLE_SIGNUP", "true")]);
        let other = json!("ffffffffffffffffffffffffffffffff");
        let expired = json!({"exp": 1, "sub": null, "aud": other, "nonce": "x"});
        let nameless = json!({"sub": null, "aud": other, "nonce": "x"});
        let others = json!({"aud": other, "nonce": "x"});
        let sealed = json!({"nonce": "x"});
        let sign = |changes: Value| bench.sign(&bench.claims_but(changes));
        let link = |id_token: &str, provider: Value| json!({"id_token": id_token, "provider": provider, "link_identity": true});
        let asked = |token: &str| changed(with_token(token), json!({"nonce": "y"}));
        for (step, body, refusal) in [
            ("1: no token", json!({"link_identity": true}), Refusal::OAuth(BAD, "id_token required")),
            ("2: no provider", link("x", Value::Null), Refusal::OAuth(BAD, "provider or client_id and issuer required")),
            ("3: nobody to link to", link("x", json!("nobody")), Refusal::OAuth(BAD, "Linking requires a valid user access token in Authorization")),
            ("4: no such provider", json!({"id_token": "x", "provider": "nobody"}), Refusal::Coded(400, "validation_failed", r#"Custom OIDC provider "nobody" not allowed"#)),
            ("6: no token at all", asked("x"), BAD_ID_TOKEN),
            ("6: expired", asked(&sign(expired)), BAD_ID_TOKEN),
            ("7: no subject", asked(&sign(nameless)), Refusal::OAuth(BAD, "Missing sub claim in id_token")),
            ("8: audience", asked(&sign(others)), Refusal::OAuth(BAD, "Unacceptable audience in id_token: [ffffffffffffffffffffffffffffffff]")),
            ("9: nonce", asked(&sign(sealed)), Refusal::OAuth("invalid nonce", "Nonces mismatch")),
            ("10: account", with_token(&bench.token()), Refusal::Coded(422, "signup_disabled", "Signups not allowed for this instance")),
        ] {
            bench.refuses(step, bench.ask(&body), refusal);
        }
    }

    fn a_provider_needs_a_client_beside_its_issuer(database: TestDatabase) {
        let bench = Bench::new(database);
        let refusal = Refusal::OAuth(BAD, "provider or client_id and issuer required");
        for more in [json!({}), json!({"client_id": "x"}), json!({"issuer": bench.kakao().issuer()}), json!({"provider": ""})] {
            let body = changed(json!({"id_token": bench.token()}), more);
            bench.refuses(&body.to_string(), bench.ask(&body), refusal);
        }
    }

    fn a_token_that_cannot_be_one_costs_no_fetch(database: TestDatabase) {
        let bench = Bench::new(database);
        for token in ["x", "a.b.c", &format!("{}.", bench.token())] {
            bench.refuses(token, bench.ask(&with_token(token)), BAD_ID_TOKEN);
        }
        assert_eq!(bench.kakao().requests("/.well-known/openid-configuration"), 0);
    }

    fn the_grant_must_be_one_that_there_is(database: TestDatabase) {
        let bench = Bench::new(database);
        let body = with_token(&bench.token());
        let refusal = Refusal::Coded(400, "invalid_credentials", "unsupported_grant_type");
        for target in ["/token", "/token?grant_type=", "/token?grant_type=ID_TOKEN", "/token?grant_type=authorization_code"] {
            bench.refuses(target, bench.service.client().post(target).json(&body), refusal);
        }
    }
}
