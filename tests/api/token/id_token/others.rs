//! Tokens of other kinds: Kakao's security events, which share issuer, keys and subjects with ID tokens, and our own.

use super::bench::{Bench, changed};
use crate::support::chance::SeededChance;
use crate::support::database::both_databases;
use daemun::token::{Algorithm, generate};
use serde_json::{Value, json};

fn event(bench: &Bench) -> Value {
    bench.claims_but(json!({
        "jti": "5f1d",
        "events": {"https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked": {}},
    }))
}

both_databases! {
    fn a_security_event_is_no_id_token(database: TestDatabase) {
        let bench = Bench::new(database);
        let typed = changed(bench.header(), json!({"typ": "secevent+jwt"}));
        let token = bench.sign_raw(typed.to_string(), event(&bench).to_string());
        bench.refuses_token("by its type", &token, "the token's type is not JWT");
        let reason = "the token is a security event, not an ID token";
        bench.refuses_token("by its events", &bench.sign(&event(&bench)), reason);
        for events in [json!({}), json!([]), json!("")] {
            let token = bench.sign(&bench.claims_but(json!({ "events": events })));
            bench.refuses_token(&events.to_string(), &token, reason);
        }
        let mut claims = bench.claims();
        claims["events"] = Value::Null;
        bench.refuses_token("null", &bench.sign(&claims), reason);
    }

    fn our_own_access_token_is_no_id_token(database: TestDatabase) {
        let bench = Bench::new(database);
        let session = bench.session(&bench.claims());
        let access_token = session["access_token"].as_str().expect("a text");
        bench.refuses_token("ES256", access_token, r#"the algorithm "ES256" is not allowed"#);
        let refresh_token = session["refresh_token"].as_str().expect("a text");
        bench.refuses_token("the refresh token", refresh_token, "the token does not have three parts but 1");
    }

    fn our_own_access_token_is_none_even_with_kakaos_algorithm(database: TestDatabase) {
        let key = generate(Algorithm::Rs256, &SeededChance::new(9)).expect("a key");
        let kid = key.kid.clone().expect("it has a name");
        let keys = format!("[{}]", key.expose_json());
        let bench = Bench::with(database, &[("DAEMUN_JWT_KEYS", &keys)]);
        let session = bench.session(&bench.claims());
        let access_token = session["access_token"].as_str().expect("a text");
        let reason = format!("the key {kid:?} is not in the provider's set");
        bench.refuses_token("RS256", access_token, &reason);
    }
}
