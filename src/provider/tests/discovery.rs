//! Which discovery documents are believed.

use super::scene::{DISCOVERY, KEYS, LONG, Scene};
use super::server::Reply;
use crate::provider::{Discovery, Fault};
use serde_json::{Value, json};

const KAKAO: &[u8] = include_bytes!("../../../fixtures/kakao/openid-configuration.json");
const ISSUER: &str = "https://kauth.kakao.com";

impl Scene {
    async fn fault(&self) -> Fault {
        let keys = self.provider.keys(LONG).await;
        keys.map(|keys| keys.is_empty()).unwrap_err().fault
    }
}

#[test]
fn kakaos_document_is_read() {
    let discovery = Discovery::read(KAKAO, ISSUER).unwrap();
    let token_endpoint = discovery.token_endpoint.unwrap();
    assert_eq!(
        discovery.jwks_uri.as_str(),
        "https://kauth.kakao.com/.well-known/jwks.json"
    );
    assert_eq!(
        token_endpoint.as_str(),
        "https://kauth.kakao.com/oauth/token"
    );
}

#[test]
fn a_document_of_another_issuer_is_refused_to_the_letter() {
    for issuer in [
        "https://kauth.kakao.com/",
        "https://kapi.kakao.com",
        "http://kauth.kakao.com",
    ] {
        assert_eq!(Discovery::read(KAKAO, issuer), Err(Fault::OtherIssuer));
    }
}

fn kakao_with(member: &str, value: Value) -> Result<Discovery, Fault> {
    let mut document: Value = serde_json::from_slice(KAKAO).unwrap();
    document[member] = value;
    Discovery::read(document.to_string().as_bytes(), ISSUER)
}

#[test]
fn an_address_of_an_https_issuer_must_be_https_even_on_this_machine() {
    for endpoint in [
        "jwks_uri",
        "token_endpoint",
        "authorization_endpoint",
        "userinfo_endpoint",
    ] {
        for address in [
            "http://kauth.kakao.com/x",
            "http://127.0.0.1/x",
            "file:///x",
            "/x",
            "",
        ] {
            let refused = Err(Fault::InsecureEndpoint { endpoint });
            assert_eq!(kakao_with(endpoint, json!(address)), refused, "{address}");
        }
    }
}

#[test]
fn a_document_without_keys_address_is_refused() {
    let endpoint = "jwks_uri";
    assert_eq!(
        kakao_with(endpoint, Value::Null),
        Err(Fault::MissingEndpoint { endpoint })
    );
}

#[test]
fn a_document_that_cannot_be_read_is_refused() {
    let what = "discovery document";
    for document in [&b""[..], b"[]", b"{}", b"<html>", br#"{"issuer":1}"#] {
        assert_eq!(
            Discovery::read(document, ISSUER),
            Err(Fault::Unreadable { what })
        );
    }
}

#[test]
fn an_http_issuer_may_have_http_addresses_on_this_machine_only() {
    let read = |address: &str| {
        let document = json!({ "issuer": "http://localhost:1", "jwks_uri": address });
        Discovery::read(document.to_string().as_bytes(), "http://localhost:1")
    };
    for address in [
        "http://localhost:1/k",
        "http://127.9.9.9/k",
        "http://[::1]/k",
        "https://far.example/k",
    ] {
        assert!(read(address).is_ok(), "{address}");
    }
    let endpoint = "jwks_uri";
    for address in [
        "http://far.example/k",
        "http://10.0.0.1/k",
        "http://localhost.example/k",
    ] {
        assert_eq!(
            read(address),
            Err(Fault::InsecureEndpoint { endpoint }),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_wrong_issuer_makes_the_provider_unavailable_and_its_keys_are_not_asked_for() {
    let scene = Scene::new();
    let mut document = scene.document();
    document["issuer"] = json!("https://other.example");
    scene.publish(&document);
    assert_eq!(scene.fault().await, Fault::OtherIssuer);
    assert_eq!(scene.fetches(), (1, 0));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let scene = Scene::new();
    for status in [301, 302, 303, 307, 308] {
        let mut reply = Reply::new(status, "");
        let elsewhere = format!("{}/elsewhere", scene.server.url());
        reply.headers.push(("location", elsewhere));
        scene.server.answer(DISCOVERY, reply);
        assert_eq!(scene.fault().await, Fault::Redirected);
        scene.clock.advance(10);
    }
    assert_eq!(scene.server.seen("/elsewhere"), []);
}

#[tokio::test]
async fn an_answer_of_one_mebibyte_is_read_and_a_longer_one_is_not() {
    const MEBIBYTE: usize = 1024 * 1024;
    let scene = Scene::new();
    let padded = |length: usize, announced| {
        let mut reply = Reply::ok(crate::oidc::tests::forge::jwks(&["key-1"]));
        reply.body.resize(length, b' ');
        reply.announced = announced;
        reply
    };
    for announced in [true, false] {
        scene.server.answer(KEYS, padded(MEBIBYTE + 1, announced));
        assert_eq!(scene.fault().await, Fault::TooLarge);
        scene.clock.advance(10);
    }
    scene.server.answer(KEYS, padded(MEBIBYTE, true));
    assert!(scene.provider.keys(LONG).await.is_ok());
}

#[tokio::test]
async fn a_connection_that_breaks_says_so() {
    let scene = Scene::new();
    scene
        .server
        .answer(DISCOVERY, Reply::ok(scene.document().to_string()));
    let mut document = scene.document();
    document["jwks_uri"] = json!(format!("{}/nothing-here", scene.server.url()));
    scene.publish(&document);
    assert!(matches!(scene.fault().await, Fault::Unreachable { .. }));
}
