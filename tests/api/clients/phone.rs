//! An app on a phone: its headers, the browser that it opens, and what it reads in an answer.

use crate::gate::{Gate, text};
use crate::journey::{CALLBACK, location};
use crate::support::client::Request;
use crate::support::database::TestDatabase;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use daemun::sandbox::{CodeRequest, StandInUser, TokenRequest};
use serde_json::{Value, json};
use url::Url;

/// What the app is known by, which nobody reads.
pub const ANON_KEY: &str = "anon-key-that-nobody-reads";

/// Where the app waits for the browser.
pub const DEEP_LINK: &str = "myapp://login-callback/";

/// An app, and the service that it asks.
pub struct Phone {
    pub gate: Gate,
    /// The headers of each of its requests.
    headers: &'static [(&'static str, &'static str)],
}

impl Phone {
    pub fn new(database: TestDatabase, headers: &'static [(&'static str, &'static str)]) -> Self {
        let variables = [
            ("DAEMUN_EXTERNAL_KAKAO_SECRET", "a-client-secret"),
            ("DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI", CALLBACK),
            ("DAEMUN_URI_ALLOW_LIST", "myapp://login-callback/"),
        ];
        Self {
            gate: Gate::with(database, &variables),
            headers,
        }
    }

    /// A request with the client's headers, and the bearer that it sends where nobody is signed in.
    pub fn ask(&self, method: &str, path: &str) -> Request {
        self.ask_as(ANON_KEY, method, path)
    }

    /// A request of whoever has this access token.
    pub fn ask_as(&self, bearer: &str, method: &str, path: &str) -> Request {
        let client = self.gate.service.client();
        let request = client
            .request(method, &format!("/auth/v1{path}"))
            .header("apikey", ANON_KEY)
            .bearer(bearer);
        let headers = self.headers.iter();
        headers.fold(request, |request, (name, value)| {
            request.header(name, value)
        })
    }

    /// Opens `address` in the phone's browser, where `person` agrees at Kakao; gives where the browser is sent at last.
    pub fn browse(&self, address: &str, person: u64) -> Url {
        let path = address
            .split_once("/auth/v1")
            .expect("an address of ours")
            .1;
        let client = self.gate.service.client();
        let left = client.get(&format!("/auth/v1{path}")).send().expect(302);
        self.at_kakao(&location(&left), person)
    }

    /// The browser is at Kakao, `person` agrees, and it comes back by way of us.
    pub fn at_kakao(&self, kakao: &Url, person: u64) -> Url {
        let asked = |name: &str| parameter(kakao, name);
        let redirect_uri = asked("redirect_uri").expect("Kakao needs one");
        let user = StandInUser {
            nickname: Some("대문".to_owned()),
            email: Some(format!("{person}@example.com")),
            ..StandInUser::new(person)
        };
        let code = self.gate.service.kakao.mint_code(&CodeRequest {
            token: TokenRequest {
                nonce: asked("nonce"),
                client_id: asked("client_id"),
                ..TokenRequest::of(user)
            },
            ..CodeRequest::of(StandInUser::new(person), redirect_uri)
        });
        let state = asked("state").expect("a state of ours");
        let callback = format!("/auth/v1/callback?code={code}&state={state}");
        location(&self.gate.service.client().get(&callback).send().expect(302))
    }
}

/// A parameter of the query.
pub fn parameter(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The challenge of a verifier, whatever the verifier looks like (RFC 7636, section 4.2).
pub fn challenge(verifier: &str) -> String {
    B64.encode(digest(&SHA256, verifier.as_bytes()))
}

/// The header and the claims of a token.
pub fn opened(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| {
        let json = B64.decode(part).expect("base64url without padding");
        serde_json::from_slice(&json).unwrap_or(Value::Null)
    });
    (parts.next().unwrap(), parts.next().unwrap())
}

/// What every client needs of a session: the members that some of them drop it without.
#[track_caller]
pub fn assert_session(session: &Value) {
    for member in ["access_token", "refresh_token", "token_type"] {
        assert_ne!(text(session, &format!("/{member}")), "", "{session}");
    }
    assert!(session["expires_in"].as_i64() > Some(0), "{session}");
    assert!(session["expires_at"].as_i64() > Some(0), "{session}");
    assert_user(&session["user"]);
    let (header, claims) = opened(text(session, "/access_token"));
    let named: Vec<&String> = header.as_object().unwrap().keys().collect();
    assert_eq!(named, ["alg", "kid", "typ"]);
    for entry in claims["amr"].as_array().unwrap() {
        let known: Vec<&String> = entry.as_object().unwrap().keys().collect();
        assert_eq!(known, ["method", "timestamp"]);
    }
}

/// What every client needs of a user and of the identities.
#[track_caller]
pub fn assert_user(user: &Value) {
    assert!(text(user, "/id").parse::<uuid::Uuid>().is_ok(), "{user}");
    assert_eq!(user["aud"], "authenticated");
    for time in ["created_at", "updated_at"] {
        assert!(text(user, &format!("/{time}")).ends_with('Z'), "{user}");
    }
    assert!(user["app_metadata"].is_object() && user["user_metadata"].is_object());
    for identity in user["identities"].as_array().expect("an array") {
        for member in ["id", "identity_id", "user_id", "provider", "created_at"] {
            assert!(identity[member].is_string(), "{identity}");
        }
        assert!(identity["identity_data"].is_object(), "{identity}");
    }
}

/// The subjects of a user's identities, oldest first.
pub fn subjects(user: &Value) -> Value {
    let identities = user["identities"].as_array().expect("an array");
    identities
        .iter()
        .map(|identity| json!(identity["id"]))
        .collect()
}
