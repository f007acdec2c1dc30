//! Rotating the signing key under nodes that run: which key signs, which are accepted, and what the JWKS says.

use crate::gate::text;
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::RUNTIME;
use crate::support::service::Service;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use daemun::clock::Clock as _;
use daemun::flows::rotate_keys::{self, Rotated, RotationError};
use daemun::token::Algorithm;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn rotate(node: &Service, algorithm: Algorithm) -> Rotated {
    RUNTIME
        .block_on(rotate_keys::rotate(&node.context, algorithm))
        .expect("the keys are rotated")
}

/// What every node does once a second.
fn notice(node: &Service) {
    RUNTIME
        .block_on(node.context.keys.notice(&node.context))
        .expect("the database answers");
}

fn sign_in(node: &Service) -> Value {
    let body = json!({ "provider": "kakao", "id_token": node.kakao.id_token_of(1) });
    let answer = node
        .client()
        .post("/token?grant_type=id_token")
        .json(&body)
        .send();
    answer.expect(200).json()
}

fn user(node: &Service, token: &str) -> Response {
    node.client().get("/user").bearer(token).send()
}

fn header_of(token: &str) -> Value {
    let header = token.split('.').next().expect("a header");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).expect("base64url"))
        .expect("JSON")
}

fn kid_of(token: &str) -> String {
    text(&header_of(token), "/kid").to_owned()
}

fn published(node: &Service) -> Vec<String> {
    let jwks = node
        .client()
        .get("/.well-known/jwks.json")
        .send()
        .expect(200)
        .json();
    let keys = jwks["keys"].as_array().expect("keys").iter();
    keys.map(|key| {
        assert_eq!(key.get("d"), None, "a private key is published");
        text(key, "/kid").to_owned()
    })
    .collect()
}

/// A token of the present key that outlives any access token.
fn long_lived(node: &Service, session: &Value) -> String {
    let exp = node.clock.now().timestamp() + 1_000_000;
    let claims = json!({ "sub": session["user"]["id"], "exp": exp, "role": "authenticated", "aud": "authenticated" });
    node.context.keys.current().sign(&claims).expect("it signs")
}

/// Two nodes on one database, which differ in nothing but their randomness.
fn two_nodes(database: &TestDatabase) -> (Service, Service) {
    (
        Service::start_as(database, &[], 3),
        Service::start_as(database, &[], 4),
    )
}

both_databases! {
    fn the_new_key_signs_at_once_and_the_other_node_takes_it_at_once(database: TestDatabase) {
        let (one, other) = two_nodes(&database);
        let before = sign_in(&one);
        let old = text(&before, "/access_token");
        assert_eq!(published(&one), published(&other), "two first nodes agree");
        let rotated = rotate(&one, Algorithm::Es256);
        assert_eq!(rotated.retired_kid, kid_of(old));
        notice(&one);
        let after = sign_in(&one);
        let new = text(&after, "/access_token");
        assert_eq!(kid_of(new), rotated.kid);
        assert_eq!(published(&other), std::slice::from_ref(&rotated.retired_kid), "it has not noticed yet");
        user(&other, new).expect(200);
        assert_eq!(published(&other), [rotated.kid.clone(), rotated.retired_kid.clone()]);
        assert_eq!(published(&one), published(&other));
        assert_eq!(kid_of(text(&sign_in(&other), "/access_token")), rotated.kid);
        for node in [&one, &other] {
            user(node, old).expect(200);
            user(node, new).expect(200);
        }
    }

    fn a_node_that_sees_no_token_of_the_new_key_notices_all_the_same(database: TestDatabase) {
        let (one, other) = two_nodes(&database);
        let rotated = rotate(&one, Algorithm::Es256);
        notice(&other);
        assert_eq!(published(&other), [rotated.kid.clone(), rotated.retired_kid]);
        assert_eq!(kid_of(text(&sign_in(&other), "/access_token")), rotated.kid);
    }

    fn a_new_node_begins_with_all_of_them(database: TestDatabase) {
        let one = Service::start(&database);
        let session = sign_in(&one);
        let rotated = rotate(&one, Algorithm::Es256);
        let late = Service::start_as(&database, &[], 4);
        assert_eq!(published(&late), [rotated.kid, rotated.retired_kid]);
        user(&late, text(&session, "/access_token")).expect(200);
    }

    fn the_old_key_is_gone_once_its_last_token_has_expired(database: TestDatabase) {
        let (one, other) = two_nodes(&database);
        one.clock.advance(TimeDelta::seconds(1));
        other.clock.advance(TimeDelta::seconds(1));
        let old = long_lived(&one, &sign_in(&one));
        let rotated = rotate(&one, Algorithm::Es256);
        let life = TimeDelta::seconds(3600) + rotate_keys::LEEWAY;
        assert_eq!(rotated.accepted_until, one.clock.now() + life);
        for node in [&one, &other] {
            node.clock.advance(life - TimeDelta::microseconds(1));
            notice(node);
            user(node, &old).expect(200);
            node.clock.advance(TimeDelta::microseconds(1));
            notice(node);
            assert_eq!(published(node), std::slice::from_ref(&rotated.kid));
            let refused = user(node, &old).expect(403).json();
            assert!(text(&refused, "/msg").contains("unrecognized JWT kid"), "{refused}");
        }
        let again = rotate(&one, Algorithm::Es256);
        assert_eq!(again.retired_kid, rotated.kid);
        let schema = if database.is_postgres() { "daemun." } else { "" };
        assert_eq!(database.texts(&format!("select kid as text from {schema}retired_keys")), [rotated.kid], "the first is forgotten");
    }

    fn another_algorithm_is_taken_too_and_named_by_the_discovery_document(database: TestDatabase) {
        let (one, other) = two_nodes(&database);
        let old = sign_in(&one);
        rotate(&one, Algorithm::Rs256);
        notice(&one);
        let new = sign_in(&one);
        let new = text(&new, "/access_token");
        assert_eq!(header_of(new)["alg"], "RS256");
        user(&other, new).expect(200);
        user(&other, text(&old, "/access_token")).expect(200);
        let document = other.client().get("/.well-known/openid-configuration").send().expect(200).json();
        assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256", "ES256"]));
    }

    fn two_rotations_at_once_are_one_after_the_other(database: TestDatabase) {
        let (one, other) = two_nodes(&database);
        let first = text(&sign_in(&one), "/access_token").to_owned();
        let (a, b) = RUNTIME.block_on(async {
            let (a, b) = (one.context.clone(), other.context.clone());
            let a = tokio::spawn(async move { rotate_keys::rotate(&a, Algorithm::Es256).await });
            let b = tokio::spawn(async move { rotate_keys::rotate(&b, Algorithm::Es256).await });
            (a.await.expect("no panic").expect("rotated"), b.await.expect("no panic").expect("rotated"))
        });
        let (earlier, later) = if b.retired_kid == a.kid { (a, b) } else { (b, a) };
        assert_eq!((earlier.retired_kid, &earlier.kid), (kid_of(&first), &later.retired_kid));
        for node in [&one, &other] {
            notice(node);
            let published = published(node);
            assert_eq!(published[0], later.kid);
            assert_eq!(published.len(), 3);
            user(node, &first).expect(200);
        }
    }

    fn a_sealed_key_is_sealed_after_the_rotation_too(database: TestDatabase) {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let decryption = format!("rest-1:{key}");
        let sealed = [
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "rest-1"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", key),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", &decryption),
        ];
        let node = Service::start_with(&database, &sealed);
        let old = sign_in(&node);
        let rotated = rotate(&node, Algorithm::Es256);
        notice(&node);
        assert_eq!(published(&node), [rotated.kid, rotated.retired_kid]);
        user(&node, text(&old, "/access_token")).expect(200);
        let schema = if database.is_postgres() { "daemun." } else { "" };
        let kept = database.texts(&format!("select private_jwk as text from {schema}signing_keys"));
        assert!(daemun::token::encryption::Encryption::is_encrypted(&kept[0]));
        let public = database.texts(&format!("select public_jwk as text from {schema}retired_keys"));
        assert!(!public[0].contains("\"d\""), "only its public half is kept");
    }

    fn a_key_that_no_node_would_accept_is_not_put_in_place(database: TestDatabase) {
        let node = Service::start_with(&database, &[("DAEMUN_JWT_VALID_METHODS", "ES256")]);
        let refused = RUNTIME.block_on(rotate_keys::rotate(&node.context, Algorithm::Rs256));
        assert!(matches!(refused, Err(RotationError::NotAccepted(_))), "{refused:?}");
        notice(&node);
        assert_eq!(published(&node).len(), 1);
    }
}

#[test]
fn configured_keys_are_not_rotated_here() {
    let secret = ("DAEMUN_JWT_SECRET", "a-secret-of-at-least-thirty-two-bytes");
    let node = Service::start_with(&TestDatabase::sqlite(), &[secret]);
    let refused = RUNTIME.block_on(rotate_keys::rotate(&node.context, Algorithm::Es256));
    assert!(
        matches!(refused, Err(RotationError::Configured)),
        "{refused:?}"
    );
}

#[test]
fn tokens_of_unknown_keys_make_a_node_read_once_a_second() {
    let node = Service::start(&TestDatabase::sqlite());
    let unknown = "eyJhbGciOiJFUzI1NiIsImtpZCI6Im5vbmUifQ.eyJzdWIiOiJ4In0.AAAA";
    user(&node, unknown).expect(403);
    let after_the_first = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| user(&node, unknown).expect(403));
        }
    });
    let waited = after_the_first.elapsed();
    assert!(
        waited > Duration::from_millis(800),
        "they did not wait for their turn: {waited:?}"
    );
    assert!(
        waited < Duration::from_secs(6),
        "they did not share a reading: {waited:?}"
    );
}
