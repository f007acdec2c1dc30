//! Kakao's own token with Kakao's own keys, of `https://kauth.kakao.com`, under a clock set to the token's time.
//!
//! Its nonce is no SHA-256 in hex, so that the check of the nonce is off. Nothing else is: issuer, endpoints, TLS and
//! certificate are looked at as in production.

use super::bench::{Bench, with_token};
use super::refusal::{BAD_ID_TOKEN, Refusal};
use super::tunnel::Tunnel;
use crate::support::database::{TestDatabase, both_databases};
use chrono::DateTime;
use serde_json::json;

const TOKEN: &str = include_str!("../../../../fixtures/kakao/id-token.txt");
const APP_KEY: &str = "aa6bddf393b54d4e0d42ae0014edfd2f";
const EXPIRES_AT: i64 = 1_697_167_622;

/// A service that trusts Kakao itself, at 2023-10-12T22:33:20Z.
fn at_its_time(database: TestDatabase, tunnel: &Tunnel, more: &[(&str, &str)]) -> Bench {
    let (proxy, authority) = (tunnel.proxy(), tunnel.authority());
    let settings = [
        ("DAEMUN_EXTERNAL_KAKAO_URL", ""),
        ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", APP_KEY),
        ("HTTPS_PROXY", proxy.as_str()),
        ("SSL_CERT_FILE", authority.to_str().expect("UTF-8")),
    ];
    let bench = Bench::alone(database, &[&settings, more].concat());
    set(&bench, 1_697_150_000);
    bench
}

fn set(bench: &Bench, seconds: i64) {
    let at = DateTime::from_timestamp(seconds, 0).expect("a time");
    bench.service.clock.set(at);
}

const UNCHECKED: (&str, &str) = ("DAEMUN_EXTERNAL_KAKAO_SKIP_NONCE_CHECK", "true");

both_databases! {
    fn kakaos_genuine_token_becomes_a_session(database: TestDatabase) {
        let tunnel = Tunnel::start();
        let bench = at_its_time(database, &tunnel, &[UNCHECKED]);
        let user = bench.sign_in(TOKEN.trim()).expect(200).json()["user"].clone();
        assert_eq!(user["identities"][0]["identity_data"], json!({
            "email_verified": false, "iss": "https://kauth.kakao.com", "phone_verified": false,
            "provider_id": "3095134389", "sub": "3095134389",
        }));
        assert_eq!(user["created_at"], "2023-10-12T22:33:20Z");
    }

    fn it_counts_until_its_time_and_the_leeway_are_over(database: TestDatabase) {
        let tunnel = Tunnel::start();
        let bench = at_its_time(database, &tunnel, &[UNCHECKED]);
        set(&bench, EXPIRES_AT + 9);
        bench.sign_in(TOKEN.trim()).expect(200);
        set(&bench, EXPIRES_AT + 10);
        bench.refuses("at exp and leeway", bench.ask(&with_token(TOKEN.trim())), BAD_ID_TOKEN);
    }

    fn its_nonce_is_looked_at_where_the_check_is_on(database: TestDatabase) {
        let tunnel = Tunnel::start();
        let bench = at_its_time(database, &tunnel, &[]);
        let text = "Passed nonce and nonce in id_token should either both exist or not.";
        bench.refuses("none", bench.ask(&with_token(TOKEN.trim())), Refusal::OAuth("invalid request", text));
        let body = json!({"provider": "kakao", "id_token": TOKEN.trim(), "nonce": "hTPpgF7XAKbW37rEUS6pEVZqmoI"});
        bench.refuses("as it is", bench.ask(&body), Refusal::OAuth("invalid nonce", "Nonces mismatch"));
    }

    fn a_letter_changed_in_it_is_noticed(database: TestDatabase) {
        let tunnel = Tunnel::start();
        let bench = at_its_time(database, &tunnel, &[UNCHECKED]);
        let forged = TOKEN.trim().replacen(".ICP5", ".ICP6", 1);
        assert_ne!(forged, TOKEN.trim());
        bench.refuses("forged", bench.ask(&with_token(&forged)), BAD_ID_TOKEN);
    }
}
