//! A provider and the server behind it, under a clock that stands still until it is moved.

use super::server::{Reply, Server};
use crate::clock::Clock;
use crate::config::Secret;
use crate::config::id_token::IdTokenConfig;
use crate::config::kakao::KakaoConfig;
use crate::config::outgoing::OutgoingConfig;
use crate::oidc::tests::forge::jwks;
use crate::provider::Provider;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) const DISCOVERY: &str = "/.well-known/openid-configuration";
pub(super) const KEYS: &str = "/keys";
pub(super) const TOKEN: &str = "/token";
pub(super) const USER: &str = "/v2/user/me";

/// Longer than any test takes: what waits for it fails by the test's own patience.
pub(super) const LONG: Duration = Duration::from_secs(60);

pub(super) const TTL: i64 = 3600;

pub(super) struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    pub(super) fn advance(&self, seconds: i64) {
        *self.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub(super) struct Scene {
    pub(super) server: Server,
    pub(super) clock: Arc<TestClock>,
    pub(super) provider: Provider,
}

pub(super) fn outgoing() -> OutgoingConfig {
    OutgoingConfig {
        timeout: Duration::from_secs(5),
        https_proxy: None,
        http_proxy: None,
        no_proxy: None,
        ssl_cert_file: None,
    }
}

impl Scene {
    /// A provider that publishes one key, `key-1`.
    pub(super) fn new() -> Self {
        Self::with(&outgoing(), 32)
    }

    pub(super) fn with(outgoing: &OutgoingConfig, max_exchanges: usize) -> Self {
        let server = Server::start();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = Arc::new(TestClock(Mutex::new(now)));
        let id_token = IdTokenConfig {
            leeway: Duration::from_secs(10),
            max_age: None,
            cache_ttl: Duration::from_secs(TTL.try_into().unwrap()),
        };
        let kakao = kakao(&server.url(), max_exchanges);
        let time = Arc::clone(&clock);
        let provider = Provider::kakao(&kakao, &id_token, outgoing, time).unwrap();
        let scene = Self {
            server,
            clock,
            provider,
        };
        scene.publish(&scene.document());
        scene.publish_keys(&["key-1"]);
        scene
    }

    pub(super) fn document(&self) -> Value {
        let url = self.server.url();
        json!({
            "issuer": url,
            "jwks_uri": format!("{url}{KEYS}"),
            "token_endpoint": format!("{url}{TOKEN}"),
            "authorization_endpoint": format!("{url}/authorize"),
            "userinfo_endpoint": format!("{url}/userinfo"),
        })
    }

    pub(super) fn publish(&self, document: &Value) {
        self.server
            .answer(DISCOVERY, Reply::ok(document.to_string()));
    }

    pub(super) fn publish_keys(&self, kids: &[&str]) {
        self.server.answer(KEYS, Reply::ok(jwks(kids)));
    }

    /// The provider answers with an error from now on.
    pub(super) fn fail(&self) {
        self.server.answer(DISCOVERY, Reply::new(500, "down"));
        self.server.answer(KEYS, Reply::new(500, "down"));
    }

    /// How often discovery document and key set were fetched.
    pub(super) fn fetches(&self) -> (usize, usize) {
        (
            self.server.seen(DISCOVERY).len(),
            self.server.seen(KEYS).len(),
        )
    }

    /// Waits for the fetch under way to end.
    pub(super) async fn landed(&self) {
        if let Some(flight) = self.provider.cache.under_way() {
            // Good or bad, the test asks for what it left behind.
            drop(flight.wait(LONG).await);
        }
    }
}

fn kakao(url: &str, max_exchanges: usize) -> KakaoConfig {
    KakaoConfig {
        client_ids: vec!["rest-key".to_owned()],
        secret: Some(Secret::new("the secret")),
        redirect_uri: None,
        issuer: url.to_owned(),
        url: Some(url.parse().unwrap()),
        email_optional: true,
        skip_nonce_check: false,
        require_nonce: false,
        scopes: Vec::new(),
        pkce: false,
        explain_refusals: false,
        max_exchanges,
    }
}
