//! Headers that try to decide how a token is checked: by another algorithm, by a key of their own, by an extension.

use super::bench::{Bench, changed};
use crate::support::database::both_databases;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use daemun::sandbox::{KeyChoice, Scheme};
use serde_json::{Value, json};

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The token that an attacker makes who takes the public key, in some spelling, for a shared secret.
fn hs256(bench: &Bench, secret: &[u8]) -> String {
    let header = changed(bench.header(), json!({"alg": "HS256"}));
    let signed = format!("{}.{}", encoded(&header), encoded(&bench.claims()));
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, secret),
        signed.as_bytes(),
    );
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag))
}

fn pem(der: &[u8], line_end: &str) -> String {
    let base64 = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).expect("ASCII"))
        .collect();
    format!(
        "-----BEGIN PUBLIC KEY-----{line_end}{}{line_end}-----END PUBLIC KEY-----{line_end}",
        lines.join(line_end)
    )
}

both_databases! {
    fn no_algorithm_is_as_good_as_a_wrong_one(database: TestDatabase) {
        let bench = Bench::new(database);
        let header = changed(bench.header(), json!({"alg": null}));
        bench.refuses_token("absent", &bench.sign_raw(header.to_string(), bench.claims().to_string()), "the header names no algorithm");
        for (alg, shown) in [
            (json!(""), ""), (json!("rs256"), "rs256"), (json!("RS256 "), "RS256 "), (json!(Value::Null), "not a text"),
            (json!(256), "not a text"), (json!(["RS256"]), "not a text"), (json!("ES256"), "ES256"), (json!("HS256"), "HS256"),
        ] {
            let mut header = bench.header();
            header["alg"] = alg.clone();
            let token = bench.sign_raw(header.to_string(), bench.claims().to_string());
            bench.refuses_token(&alg.to_string(), &token, &format!("the algorithm {shown:?} is not allowed"));
        }
    }

    fn an_unsigned_token_is_refused_in_any_case(database: TestDatabase) {
        let bench = Bench::new(database);
        for alg in ["none", "None", "NONE", "nOnE", "none "] {
            let header = changed(bench.header(), json!({"alg": alg}));
            let reason = format!("the algorithm {alg:?} is not allowed");
            let unsigned = format!("{}.{}.", encoded(&header), encoded(&bench.claims()));
            bench.refuses_token(alg, &unsigned, &reason);
            let signed = bench.sign_raw(header.to_string(), bench.claims().to_string());
            bench.refuses_token(alg, &signed, &reason);
        }
    }

    fn a_token_without_its_signature_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.token();
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        for (case, signature) in [
            ("none", String::new()),
            ("half", signature[..signature.len() / 8 * 4].to_owned()),
            ("zeros", BASE64_URL_SAFE_NO_PAD.encode([0; 256])),
            ("another token's", bench.sign(&bench.claims_but(json!({"sub": "1002"}))).rsplit_once('.').expect("three").1.to_owned()),
        ] {
            bench.refuses_token(case, &format!("{signed}.{signature}"), "the signature is wrong");
        }
        let altered = encoded(&bench.claims_but(json!({"sub": "1002"})));
        let forged = format!("{}.{altered}.{signature}", encoded(&bench.header()));
        bench.refuses_token("other claims", &forged, "the signature is wrong");
    }

    fn an_hmac_keyed_with_the_public_key_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let der = bench.kakao().public_der(KeyChoice::Signing).expect("a key");
        let jwks = bench.kakao().jwks().expect("keys");
        for (case, secret) in [
            ("DER", der.clone()),
            ("PEM", pem(&der, "\n").into_bytes()),
            ("PEM without its last line break", pem(&der, "\n").trim_end().as_bytes().to_vec()),
            ("PEM of another system", pem(&der, "\r\n").into_bytes()),
            ("JWK", jwks["keys"][0].to_string().into_bytes()),
            ("modulus", jwks["keys"][0]["n"].as_str().expect("a text").as_bytes().to_vec()),
            ("nothing", Vec::new()),
        ] {
            bench.refuses_token(case, &hs256(&bench, &secret), r#"the algorithm "HS256" is not allowed"#);
        }
    }

    fn another_algorithm_of_the_same_key_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        for (alg, scheme) in [("RS384", Scheme::Rs384), ("RS512", Scheme::Rs512), ("PS256", Scheme::Ps256)] {
            let sign = |header: Value| bench.kakao().sign(KeyChoice::Signing, scheme, header.to_string(), bench.claims().to_string());
            let honest = sign(changed(bench.header(), json!({"alg": alg}))).expect("signed");
            bench.refuses_token(alg, &honest, &format!("the algorithm {alg:?} is not allowed"));
            // It says RS256 and is signed otherwise: the header is not believed.
            bench.refuses_token(alg, &sign(bench.header()).expect("signed"), "the signature is wrong");
        }
    }

    fn a_key_that_the_token_brings_along_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let jwk = bench.kakao().jwks().expect("keys")["keys"][0].clone();
        let jku = format!("{}/.well-known/jwks.json", bench.kakao().url());
        for (member, value) in [
            ("jwk", jwk), ("jku", json!(jku)), ("x5u", json!(jku)), ("x5c", json!(["MIIB"])),
            ("jwk", json!({})), ("jku", json!("")),
        ] {
            let header = changed(bench.header(), json!({ member: value }));
            let reason = format!("the header brings its own key in {member}");
            for key in [KeyChoice::Signing, KeyChoice::Foreign] {
                let token = bench.kakao().sign(key, Scheme::Rs256, header.to_string(), bench.claims().to_string());
                bench.refuses_token(member, &token.expect("signed"), &reason);
            }
        }
    }

    fn an_extension_that_must_be_understood_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        for (case, extra, reason) in [
            ("crit", json!({"crit": ["exp"], "exp": 1}), "the header has critical extensions"),
            ("an empty crit", json!({"crit": []}), "the header has critical extensions"),
            ("b64 in crit", json!({"crit": ["b64"], "b64": false}), "the header has critical extensions"),
            ("b64 alone", json!({"b64": false}), "the header asks for an unencoded payload"),
            ("b64 as ever", json!({"b64": true}), "the header asks for an unencoded payload"),
        ] {
            let header = changed(bench.header(), extra);
            bench.refuses_token(case, &bench.sign_raw(header.to_string(), bench.claims().to_string()), reason);
        }
    }

    fn another_type_of_token_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        for typ in [json!("at+jwt"), json!("secevent+jwt"), json!("JOSE"), json!(""), json!(1), json!(["JWT"])] {
            let header = changed(bench.header(), json!({ "typ": typ }));
            let token = bench.sign_raw(header.to_string(), bench.claims().to_string());
            bench.refuses_token(&typ.to_string(), &token, "the token's type is not JWT");
        }
    }

    fn a_header_may_lack_its_type_and_have_what_nobody_knows(database: TestDatabase) {
        let bench = Bench::new(database);
        for extra in [json!({"typ": null}), json!({"typ": "jwt"}), json!({"cty": "x", "y": [1]})] {
            let header = changed(bench.header(), extra);
            bench.sign_in(&bench.sign_raw(header.to_string(), bench.claims().to_string())).expect(200);
        }
    }
}
