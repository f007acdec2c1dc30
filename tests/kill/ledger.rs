//! What clients were told: whose session is whose, and the newest refresh token of each.

use super::support::client::{Client, Request, Response};
use super::support::kakao::Kakao;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

/// All that was answered so far.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    /// User ids by the subject at Kakao.
    users: BTreeMap<u64, String>,
    /// Refresh tokens and subjects by session id.
    sessions: BTreeMap<String, (String, u64)>,
}

impl Ledger {
    /// Enters an answered sign-in or refresh of `person`, the same user as ever; answers with the refresh token.
    pub fn enter(&self, person: u64, answer: &Response) -> String {
        let session = answer.json();
        let user = text(&session["user"]["id"]);
        let mut entries = self.entries();
        let known = entries.users.entry(person).or_insert_with(|| user.clone());
        assert_eq!(*known, user, "person {person} became another user");
        let token = text(&session["refresh_token"]);
        entries
            .sessions
            .insert(session_id(&session), (token.clone(), person));
        token
    }

    /// Somebody who has signed in, by a number of the caller's.
    pub fn anybody(&self, number: usize) -> Option<u64> {
        let entries = self.entries();
        let chosen = number.checked_rem(entries.users.len())?;
        entries.users.keys().nth(chosen).copied()
    }

    /// How many sessions were answered.
    pub fn sessions(&self) -> usize {
        self.entries().sessions.len()
    }

    /// Everybody refreshes every session, and signs in again.
    pub fn check(&self, service: &Client, kakao: &Kakao) {
        let sessions: Vec<_> = self.entries().sessions.clone().into_iter().collect();
        for (id, (token, person)) in sessions {
            let answer = refresh(service, &token).send().expect(200);
            assert_eq!(session_id(&answer.json()), id);
            self.enter(person, &answer);
        }
        let people: Vec<u64> = self.entries().users.keys().copied().collect();
        for person in people {
            self.enter(person, &sign_in(service, kakao, person).send().expect(200));
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().expect("nobody panicked while entering")
    }
}

/// A sign-in of `person`.
pub fn sign_in(service: &Client, kakao: &Kakao, person: u64) -> Request {
    let body = json!({"provider": "kakao", "id_token": kakao.id_token_of(person)});
    service.post("/token?grant_type=id_token").json(&body)
}

/// A refresh by `token`.
pub fn refresh(service: &Client, token: &str) -> Request {
    let body = json!({"refresh_token": token});
    service.post("/token?grant_type=refresh_token").json(&body)
}

/// The claim of the access token, which names the session.
fn session_id(session: &Value) -> String {
    let token = text(&session["access_token"]);
    let payload = token.split('.').nth(1).expect("a JWT has three parts");
    let claims = BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    text(&claims["session_id"])
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}
