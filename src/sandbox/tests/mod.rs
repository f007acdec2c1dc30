//! The stand-in over real HTTP, as its callers meet it. What the tests share: a clock that stands, and a client.

mod admin;
mod asked;
mod browser;
mod consent;
mod endings;
mod exchange;
mod faults;
mod hosts;
mod people;
mod refresh;
mod tls;
mod tokens;

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::clock::{Clock, SystemChance};

use super::{CodeRequest, StandIn, StandInKeys, StandInOptions, StandInUser, paths};

/// The app's keys; the first is the default audience.
const REST_KEY: &str = "0123456789abcdef0123456789abcdef";
const NATIVE_KEY: &str = "fedcba9876543210fedcba9876543210";
const REDIRECT_URI: &str = "http://localhost:3000/kakao";

/// Keys are dear; those tests that do not look at them share two.
static KEYS: LazyLock<StandInKeys> =
    LazyLock::new(|| StandInKeys::generate(&SystemChance).unwrap());

/// A clock that moves when it is told to.
struct StoppedClock(Mutex<DateTime<Utc>>);

impl StoppedClock {
    fn new() -> Arc<Self> {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        Arc::new(Self(Mutex::new(start)))
    }

    fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

fn options() -> StandInOptions {
    StandInOptions {
        client_ids: vec![REST_KEY.to_owned(), NATIVE_KEY.to_owned()],
        keys: Some(KEYS.clone()),
        ..StandInOptions::default()
    }
}

async fn start_with(options: StandInOptions, clock: &Arc<StoppedClock>) -> StandIn {
    StandIn::start(options, Arc::clone(clock) as _, Arc::new(SystemChance))
        .await
        .unwrap()
}

async fn start() -> StandIn {
    start_with(options(), &StoppedClock::new()).await
}

fn ryu() -> StandInUser {
    StandInUser {
        nickname: Some("류".to_owned()),
        picture: Some("http://k.kakaocdn.net/dn/ryu/img_110x110.jpg".to_owned()),
        email: Some("ryu@example.com".to_owned()),
        ..StandInUser::new(9_007_199_254_740_993)
    }
}

fn code_of(user: StandInUser) -> CodeRequest {
    CodeRequest::of(user, REDIRECT_URI)
}

/// A client as the service has one: no redirects, no proxy, a deadline for a test that would hang.
fn client() -> reqwest::Client {
    client_trusting(rustls::RootCertStore::empty())
        .build()
        .unwrap()
}

fn client_trusting(roots: rustls::RootCertStore) -> reqwest::ClientBuilder {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(30))
}

async fn answer(response: reqwest::Response) -> (u16, Value) {
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn get(stand_in: &StandIn, path: &str) -> (u16, Value) {
    let url = format!("{}{path}", stand_in.url());
    answer(client().get(url).send().await.unwrap()).await
}

async fn get_with_token(stand_in: &StandIn, path: &str, token: &str) -> (u16, Value) {
    let url = format!("{}{path}", stand_in.url());
    answer(client().get(url).bearer_auth(token).send().await.unwrap()).await
}

/// Posts a form to the token endpoint.
async fn ask(stand_in: &StandIn, form: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}{}", stand_in.url(), paths::TOKEN);
    answer(client().post(url).form(form).send().await.unwrap()).await
}

/// The form that exchanges a code.
fn exchange_of(code: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("client_id", REST_KEY.to_owned()),
        ("redirect_uri", REDIRECT_URI.to_owned()),
        ("code", code.to_owned()),
    ]
}

async fn exchange(
    stand_in: &StandIn,
    code: &str,
    changed: &[(&'static str, &str)],
) -> (u16, Value) {
    let mut form = exchange_of(code);
    for (name, value) in changed {
        form.retain(|(known, _)| known != name);
        form.push((name, (*value).to_owned()));
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    ask(stand_in, &form).await
}

/// Checks the signature by the keys that are published, and gives back header and claims.
fn opened(stand_in: &StandIn, token: &str) -> (String, Value) {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let parts: Vec<&str> = token.split('.').collect();
    let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let header: Value = serde_json::from_str(&text(parts[0])).unwrap();
    let jwks = stand_in.jwks().unwrap();
    let key = jwks["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == header["kid"])
        .expect("the key is published");
    let key = jsonwebtoken::DecodingKey::from_rsa_components(
        key["n"].as_str().unwrap(),
        key["e"].as_str().unwrap(),
    )
    .unwrap();
    let signed = format!("{}.{}", parts[0], parts[1]);
    let algorithm = jsonwebtoken::Algorithm::RS256;
    assert!(jsonwebtoken::crypto::verify(parts[2], signed.as_bytes(), &key, algorithm).unwrap());
    (
        text(parts[0]),
        serde_json::from_str(&text(parts[1])).unwrap(),
    )
}
