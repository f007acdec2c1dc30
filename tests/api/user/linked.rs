//! Users with several accounts of Kakao's, and what becomes of them.

use crate::gate::{Gate, text, with};
use crate::support::client::{Request, Response};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// The grant's body for whoever Kakao says this of.
fn body(gate: &Gate, person: &str, email: Value) -> Value {
    let claims = with(&gate.claims(person), "email", Some(email));
    let id_token = gate.signed(&gate.header(), &claims);
    json!({ "provider": "kakao", "id_token": id_token })
}

/// Signs in whoever Kakao says this of.
pub fn sign_in_request(gate: &Gate, person: &str, email: Value) -> Request {
    let client = gate.service.client();
    let request = client.post("/token?grant_type=id_token");
    request.json(&body(gate, person, email))
}

/// A session of whoever Kakao says this of.
pub fn sign_in(gate: &Gate, person: &str, email: Value) -> Value {
    let session = sign_in_request(gate, person, email).send();
    session.expect(200).json()
}

/// Links another account of Kakao's to the user of `session`.
pub fn link_request(gate: &Gate, session: &Value, person: &str, email: Value) -> Request {
    let linking = Some(json!(true));
    let body = with(&body(gate, person, email), "link_identity", linking);
    let client = gate.service.client();
    let request = client.post("/token?grant_type=id_token").json(&body);
    request.bearer(text(session, "/access_token"))
}

/// The same, a minute later than whatever was before.
pub fn link(gate: &Gate, session: &Value, person: &str, email: Value) -> Value {
    gate.service.clock.advance(TimeDelta::seconds(60));
    let linked = link_request(gate, session, person, email).send();
    linked.expect(200).json()
}

pub fn request(gate: &Gate, session: &Value, identity: &str) -> Request {
    let target = format!("/user/identities/{identity}");
    let client = gate.service.client();
    client
        .request("DELETE", &target)
        .bearer(text(session, "/access_token"))
}

/// Unlinks the identity whose subject is `person`.
pub fn unlink(gate: &Gate, session: &Value, person: &str) -> Response {
    request(gate, session, &identity_of(gate, session, person)).send()
}

pub fn identity_of(gate: &Gate, session: &Value, person: &str) -> String {
    let user = user(gate, session);
    let identities = user["identities"].as_array().expect("an array");
    let found = identities.iter().find(|identity| identity["id"] == person);
    text(found.expect("an identity"), "/identity_id").to_owned()
}

pub fn user(gate: &Gate, session: &Value) -> Value {
    let answer = gate.user(text(session, "/access_token"));
    answer.expect(200).json()
}

pub fn subjects(user: &Value) -> Vec<&str> {
    let identities = user["identities"].as_array().expect("an array");
    identities
        .iter()
        .map(|identity| text(identity, "/id"))
        .collect()
}

/// Changes columns of the user's row, as Supabase Auth may have left them.
pub fn set(gate: &Gate, columns: &str) {
    gate.execute("users", &format!("update {{table}} set {columns}"));
}

/// What PostgreSQL and SQLite call a member of a JSON column.
pub fn change_identity(gate: &Gate, person: &str, provider: &str, data: &Value) {
    gate.execute("identities", &format!(
        "update {{table}} set provider = '{provider}', identity_data = '{data}' where provider_id = '{person}'"
    ));
}
