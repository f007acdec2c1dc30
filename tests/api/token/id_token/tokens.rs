//! ID tokens that are not what they should be: each is refused in the same words, and nothing is written.

use crate::gate::{Gate, with};
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::Kakao;
use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use chrono::TimeDelta;
use daemun::clock::Clock as _;
use daemun::sandbox::{KeyChoice, Scheme, StandInUser, TokenRequest};
use serde_json::{Value, json};

fn show(gate: &Gate, id_token: &str) -> Response {
    gate.id_token(&json!({ "provider": "kakao", "id_token": id_token }))
}

#[track_caller]
fn assert_bad(gate: &Gate, what: &str, id_token: &str) {
    assert_refused(gate, what, id_token, "Bad ID token");
}

#[track_caller]
fn assert_refused(gate: &Gate, what: &str, id_token: &str, description: &str) {
    let before = gate.rows();
    let answer = show(gate, id_token);
    assert_eq!(answer.status, 400, "{what}: {answer}");
    let words = json!({ "error": "invalid request", "error_description": description });
    assert_eq!(answer.json(), words, "{what}");
    assert_eq!(gate.rows(), before, "{what}: something was written");
}

fn encoded(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        B64.encode(header.to_string()),
        B64.encode(claims.to_string())
    )
}

both_databases! {
    fn a_good_token_made_by_hand_is_accepted(database: TestDatabase) {
        let gate = Gate::new(database);
        let token = gate.signed(&gate.header(), &gate.claims("1"));
        show(&gate, &token).expect(200);
    }

    fn a_claim_that_is_absent_wrong_or_of_the_wrong_type_is_refused(database: TestDatabase) {
        let gate = Gate::new(database);
        let (header, good) = (gate.header(), gate.claims("1"));
        let now = gate.service.clock.now().timestamp();
        let cases = [
            ("iss", None), ("iss", Some(json!("https://kauth.kakao.com/"))), ("iss", Some(json!(7))),
            ("iat", None), ("iat", Some(json!("1"))), ("iat", Some(json!(now + 11))), ("iat", Some(json!(1e300))),
            ("exp", None), ("exp", Some(json!(format!("{}", now + 60)))), ("exp", Some(json!(now - 10))),
            ("exp", Some(json!(null))), ("exp", Some(json!(true))),
            ("nbf", Some(json!(now + 11))), ("nbf", Some(json!("soon"))),
            ("sub", Some(json!(7))), ("sub", Some(json!("x".repeat(256)))), ("sub", Some(json!("a\u{0}b"))),
            ("aud", Some(json!(7))), ("aud", Some(json!([7]))), ("azp", Some(json!("another"))),
            ("events", Some(json!({}))),
        ];
        for (claim, value) in cases {
            let claims = with(&good, claim, value.clone());
            assert_bad(&gate, &format!("{claim} {value:?}"), &gate.signed(&header, &claims));
        }
        assert_refused(&gate, "no sub", &gate.signed(&header, &with(&good, "sub", None)), "Missing sub claim in id_token");
        assert_refused(&gate, "empty sub", &gate.signed(&header, &with(&good, "sub", Some(json!("")))),
            "Missing sub claim in id_token");
    }

    fn a_token_of_another_app_is_refused_by_its_audience(database: TestDatabase) {
        let gate = Gate::new(database);
        let (header, good) = (gate.header(), gate.claims("1"));
        let cases = [
            (Some(json!("another")), "[another]"), (Some(json!(["a", "b"])), "[a b]"), (Some(json!([])), "[]"),
            (None, "[]"),
        ];
        for (audience, shown) in cases {
            let token = gate.signed(&header, &with(&good, "aud", audience));
            assert_refused(&gate, shown, &token, &format!("Unacceptable audience in id_token: {shown}"));
        }
        let several = with(&good, "aud", Some(json!(["another", Kakao::APP_KEY])));
        show(&gate, &gate.signed(&header, &several)).expect(200);
    }
}

#[test]
fn a_header_that_is_not_kakaos_is_refused() {
    let gate = Gate::new(TestDatabase::sqlite());
    let (good, claims) = (gate.header(), gate.claims("1"));
    let jwk = json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" });
    let cases = [
        ("kid", None),
        ("kid", Some(json!(""))),
        ("kid", Some(json!(7))),
        ("kid", Some(json!("unknown"))),
        ("kid", Some(json!("k".repeat(9000)))),
        ("typ", Some(json!("secevent+jwt"))),
        ("typ", Some(json!("at+jwt"))),
        ("alg", None),
        ("alg", Some(json!("RS384"))),
        ("alg", Some(json!("PS256"))),
        ("alg", Some(json!("HS256"))),
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("rs256"))),
        ("crit", Some(json!(["exp"]))),
        ("jwk", Some(jwk)),
        ("jku", Some(json!("https://evil.example/jwks"))),
        ("x5u", Some(json!("https://evil.example/x5u"))),
        ("x5c", Some(json!(["AQAB"]))),
        ("b64", Some(json!(false))),
    ];
    for (member, value) in cases {
        let header = with(&good, member, value.clone());
        assert_bad(
            &gate,
            &format!("{member} {value:?}"),
            &gate.signed(&header, &claims),
        );
    }
    let twice = good.to_string().replacen('{', "{\"alg\":\"none\",", 1);
    let signed = gate
        .service
        .kakao
        .sign(KeyChoice::Signing, Scheme::Rs256, twice, claims.to_string())
        .unwrap();
    assert_bad(&gate, "alg twice", &signed);
}

#[test]
fn a_signature_of_another_scheme_or_key_is_refused() {
    let gate = Gate::new(TestDatabase::sqlite());
    let claims = gate.claims("1").to_string();
    for scheme in [Scheme::Rs384, Scheme::Rs512, Scheme::Ps256] {
        let header = gate.header().to_string();
        let token = gate
            .service
            .kakao
            .sign(KeyChoice::Signing, scheme, header, &claims)
            .unwrap();
        assert_bad(&gate, "another scheme under RS256", &token);
    }
    for key in [KeyChoice::Other, KeyChoice::Foreign] {
        let token = gate
            .service
            .kakao
            .sign(key, Scheme::Rs256, gate.header().to_string(), &claims)
            .unwrap();
        assert_bad(&gate, "another key under this kid", &token);
    }
}

#[test]
fn the_public_key_is_no_secret_and_none_is_no_algorithm() {
    let gate = Gate::new(TestDatabase::sqlite());
    let claims = gate.claims("1");
    let der = gate.service.kakao.public_der(KeyChoice::Signing).unwrap();
    let message = encoded(&with(&gate.header(), "alg", Some(json!("HS256"))), &claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &der), message.as_bytes());
    assert_bad(
        &gate,
        "HS256 with the public key",
        &format!("{message}.{}", B64.encode(tag)),
    );
    for name in ["none", "None", "NONE", "nOnE"] {
        let message = encoded(&with(&gate.header(), "alg", Some(json!(name))), &claims);
        assert_bad(&gate, name, &format!("{message}."));
    }
}

#[test]
fn a_token_of_another_form_is_refused() {
    let gate = Gate::new(TestDatabase::sqlite());
    let good = gate.signed(&gate.header(), &gate.claims("1"));
    let parts: Vec<&str> = good.split('.').collect();
    let json_form =
        json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string();
    let long = gate.signed(
        &gate.header(),
        &with(&gate.claims("1"), "x", Some(json!("x".repeat(16_384)))),
    );
    let forms = [
        ("one part", parts[0].to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{good}.AAAA")),
        ("five parts", format!("{good}.AAAA.AAAA")),
        ("padding", format!("{good}=")),
        ("white space", format!("{good} ")),
        ("a line", format!("{good}\n")),
        ("JSON serialisation", json_form),
        ("over 16 KiB", long),
        ("dots", "..".to_owned()),
        ("no claims object", gate.signed(&gate.header(), &json!([1]))),
    ];
    for (what, token) in forms {
        assert_bad(&gate, what, &token);
    }
    let twice = gate
        .claims("1")
        .to_string()
        .replacen('{', "{\"sub\":\"2\",", 1);
    let signed = gate
        .service
        .kakao
        .sign(
            KeyChoice::Signing,
            Scheme::Rs256,
            gate.header().to_string(),
            twice,
        )
        .unwrap();
    assert_bad(&gate, "sub twice", &signed);
}

#[test]
fn a_token_is_good_until_its_leeway_is_over() {
    let gate = Gate::new(TestDatabase::sqlite());
    let request = TokenRequest {
        expires_in: 60,
        ..TokenRequest::of(StandInUser::new(1))
    };
    let token = gate.service.kakao.mint(&request).id_token;
    gate.service.clock.advance(TimeDelta::seconds(69));
    show(&gate, &token).expect(200);
    gate.service.clock.advance(TimeDelta::seconds(1));
    assert_bad(&gate, "expired", &token);
}

#[test]
fn a_token_older_than_the_settings_allow_is_refused() {
    let gate = Gate::with(TestDatabase::sqlite(), &[("DAEMUN_ID_TOKEN_MAX_AGE", "5m")]);
    let token = gate.service.kakao.id_token_of(1);
    // Five minutes, and the leeway of ten seconds.
    gate.service.clock.advance(TimeDelta::seconds(309));
    show(&gate, &token).expect(200);
    gate.service.clock.advance(TimeDelta::seconds(1));
    assert_bad(&gate, "too old", &token);
}

#[test]
fn our_own_access_token_is_no_id_token() {
    let gate = Gate::new(TestDatabase::sqlite());
    let session = gate.sign_in(1);
    assert_bad(
        &gate,
        "an access token",
        session["access_token"].as_str().unwrap(),
    );
}

#[test]
fn a_security_event_of_kakaos_signs_nobody_in() {
    let gate = Gate::new(TestDatabase::sqlite());
    let claims = with(
        &gate.claims("1"),
        "events",
        Some(json!({ "https://schemas.openid.net/x": {} })),
    );
    assert_bad(
        &gate,
        "events",
        &gate.signed(&gate.header(), &with(&claims, "exp", None)),
    );
}

#[test]
fn refusals_are_explained_only_where_the_settings_say_so() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_EXPLAIN_REFUSALS", "true")],
    );
    let token = gate.signed(
        &gate.header(),
        &with(&gate.claims("1"), "iss", Some(json!("https://x.example"))),
    );
    let answer = show(&gate, &token).expect(400).json();
    let description = answer["error_description"].as_str().unwrap();
    assert!(
        description.starts_with("Bad ID token") && description.contains("issuer"),
        "{description}"
    );
}
