//! What anybody may ask: keys, discovery, settings, health, and what is not there.

use crate::gate::{Gate, VERSION};
use crate::support::database::{TestDatabase, both_databases};
use serde_json::json;

both_databases! {
    fn the_key_set_holds_public_members_alone_and_outlives_a_restart(database: TestDatabase) {
        let gate = Gate::new(database);
        let answer = gate.service.client().get("/.well-known/jwks.json").send().expect(200);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=600"));
        let key = answer.json()["keys"][0].clone();
        let members: Vec<_> = key.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, ["alg", "crv", "key_ops", "kid", "kty", "use", "x", "y"]);
        assert_eq!((&key["alg"], &key["use"], &key["key_ops"]), (&json!("ES256"), &json!("sig"), &json!(["verify"])));
        assert_eq!(gate.restarted().service.client().get("/auth/v1/.well-known/jwks.json").send().json(), answer.json());
    }

    fn readiness_asks_the_database(database: TestDatabase) {
        let gate = Gate::new(database);
        gate.service.client().get("/health/ready").send().expect(200);
    }
}

#[test]
fn discovery_names_issuer_keys_and_endpoints() {
    let gate = Gate::new(TestDatabase::sqlite());
    let answer = gate
        .service
        .client()
        .get("/.well-known/openid-configuration")
        .send()
        .expect(200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=600"));
    let document = answer.json();
    let base = "https://auth.example.com/auth/v1";
    assert_eq!(document["issuer"], base);
    assert_eq!(
        document["jwks_uri"],
        format!("{base}/.well-known/jwks.json")
    );
    assert_eq!(document["token_endpoint"], format!("{base}/token"));
    assert_eq!(
        document["authorization_endpoint"],
        format!("{base}/authorize")
    );
    assert_eq!(
        document["id_token_signing_alg_values_supported"],
        json!(["ES256"])
    );
}

#[test]
fn settings_tell_what_is_on_in_their_order() {
    let gate = Gate::new(TestDatabase::sqlite());
    let answer = gate.service.client().get("/settings").send().expect(200);
    assert!(
        answer
            .text()
            .starts_with("{\"external\":{\"anonymous_users\":false,\"apple\":false,"),
        "{answer}"
    );
    let settings = answer.json();
    assert_eq!(settings["external"]["kakao"], true);
    assert_eq!(settings["external"]["email"], false);
    assert_eq!(settings["external"].as_object().unwrap().len(), 26);
    assert_eq!(settings["disable_signup"], false);
}

#[test]
fn health_names_the_service() {
    let gate = Gate::new(TestDatabase::sqlite());
    let health = gate
        .service
        .client()
        .get("/health")
        .send()
        .expect(200)
        .json();
    assert_eq!(health["name"], "daemun");
    assert!(health["version"].is_string() && health["description"].is_string());
}

#[test]
fn what_is_not_there_is_a_404_in_either_form() {
    let gate = Gate::new(TestDatabase::sqlite());
    let client = gate.service.client();
    for path in [
        "/nothing",
        "/auth/v1/nothing",
        "/",
        "/auth/v1",
        "/auth/v2/user",
        "/user/../admin",
    ] {
        let answer = client.get(path).send().expect(404);
        assert_eq!(answer.json()["error_code"], "not_found", "{path}");
    }
    let newer = client
        .get("/nothing")
        .header(VERSION.0, VERSION.1)
        .send()
        .expect(404);
    assert_eq!(newer.json()["code"], "not_found");
    let wrong = client.request("DELETE", "/token").send().expect(405);
    assert!(wrong.body.is_empty());
}
