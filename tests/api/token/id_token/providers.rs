//! Who may vouch: Kakao, by its name or its issuer, where it is switched on, and nobody else.

use super::bench::{Bench, changed, with_token};
use super::refusal::Refusal;
use crate::support::database::both_databases;
use crate::support::kakao::Kakao;
use serde_json::{Value, json};

fn body(bench: &Bench, provider: Value, issuer: Value, client_id: Value) -> Value {
    let more = json!({"provider": provider, "issuer": issuer, "client_id": client_id});
    changed(with_token(&bench.token()), more)
}

both_databases! {
    fn kakao_is_found_by_its_issuer_too(database: TestDatabase) {
        let bench = Bench::new(database);
        let issuer = json!(bench.kakao().issuer());
        for (provider, issuer, client_id) in [
            (Value::Null, issuer.clone(), json!(Kakao::APP_KEY)),
            (Value::Null, issuer.clone(), json!("whatever")),
            (json!("another"), issuer, Value::Null),
            (json!("kakao"), json!("https://accounts.example.com"), Value::Null),
        ] {
            bench.ask(&body(&bench, provider, issuer, client_id)).send().expect(200);
        }
        assert_eq!(bench.rows().users, 1);
    }

    fn whoever_is_unknown_is_refused_by_name(database: TestDatabase) {
        let bench = Bench::new(database);
        for (provider, text) in [
            ("google", r#"Custom OIDC provider "google" not allowed"#),
            ("Kakao", r#"Custom OIDC provider "Kakao" not allowed"#),
            ("kakao ", r#"Custom OIDC provider "kakao " not allowed"#),
            ("a\"b\n", r#"Custom OIDC provider "a\"b\n" not allowed"#),
            ("custom:x", r#"Custom provider "custom:x" not found"#),
            ("custom:", r#"Custom provider "custom:" not found"#),
        ] {
            let request = bench.ask(&body(&bench, json!(provider), Value::Null, Value::Null));
            bench.refuses(provider, request, Refusal::Coded(400, "validation_failed", text));
        }
        for issuer in ["https://accounts.google.com".to_owned(), format!("{}/", bench.kakao().issuer())] {
            let request = bench.ask(&body(&bench, Value::Null, json!(issuer), json!("x")));
            let text = r#"Custom OIDC provider "" not allowed"#;
            bench.refuses(&issuer, request, Refusal::Coded(400, "validation_failed", text));
        }
    }

    fn kakao_switched_off_lets_nobody_in(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_EXTERNAL_KAKAO_ENABLED", "false")]);
        let text = r#"Provider (issuer "https://kauth.kakao.com") is not enabled"#;
        let refusal = Refusal::Coded(400, "provider_disabled", text);
        for (provider, issuer) in [(json!("kakao"), Value::Null), (Value::Null, json!("https://kauth.kakao.com"))] {
            let request = bench.ask(&body(&bench, provider, issuer, json!("x")));
            bench.refuses("off", request, refusal);
        }
    }
}
