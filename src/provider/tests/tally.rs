//! What calls came to, in numbers.

use super::scene::{LONG, Scene, TOKEN, TTL};
use super::server::Reply;
use crate::provider::{CodeExchange, ExchangeError};
use serde_json::json;
use std::sync::atomic::Ordering;

impl Scene {
    /// Keys fetched, fetches failed, old keys served.
    fn key_counts(&self) -> [u64; 3] {
        let tally = self.provider.tally();
        [&tally.fetched, &tally.fetches_failed, &tally.stale_served]
            .map(|count| count.load(Ordering::Relaxed))
    }

    /// Codes exchanged, refused, refused for our configuration, not answered.
    fn exchange_counts(&self) -> [u64; 4] {
        let tally = self.provider.tally();
        [
            &tally.exchanged,
            &tally.exchanges_refused,
            &tally.exchanges_misconfigured,
            &tally.exchanges_unanswered,
        ]
        .map(|count| count.load(Ordering::Relaxed))
    }

    async fn exchange_answered_by(&self, reply: Reply) -> Result<(), ExchangeError> {
        self.server.answer(TOKEN, reply);
        let code = CodeExchange {
            code: "code",
            redirect_uri: "https://app.example.com/kakao",
            client_id: "rest-key",
            code_verifier: None,
        };
        self.provider.exchange(code, LONG).await.map(drop)
    }
}

#[tokio::test]
async fn fetches_are_counted_and_requests_that_were_served_old_keys() {
    let scene = Scene::new();
    for _ in 0..3 {
        scene.provider.keys(LONG).await.unwrap();
    }
    assert_eq!(scene.key_counts(), [1, 0, 0]);

    scene.fail();
    scene.clock.advance(TTL);
    scene.provider.keys(LONG).await.unwrap();
    assert_eq!(scene.key_counts(), [1, 1, 1]);
    scene.provider.keys(LONG).await.unwrap();
    assert_eq!(scene.key_counts(), [1, 1, 2]);

    scene.publish(&scene.document());
    scene.publish_keys(&["key-2"]);
    scene.clock.advance(60);
    scene.provider.keys(LONG).await.unwrap();
    scene.landed().await;
    scene.provider.keys(LONG).await.unwrap();
    assert_eq!(scene.key_counts(), [2, 1, 3]);
}

#[tokio::test]
async fn exchanges_are_counted_by_what_they_came_to() {
    let scene = Scene::new();
    let tokens = json!({ "id_token": "a.b.c", "access_token": "token" }).to_string();
    scene.exchange_answered_by(Reply::ok(tokens)).await.unwrap();
    assert_eq!(scene.exchange_counts(), [1, 0, 0, 0]);

    let refused = |code: &str| {
        let body = json!({ "error": "invalid_grant", "error_code": code });
        Reply::new(400, body.to_string())
    };
    for (reply, counts) in [
        (refused("KOE320"), [1, 1, 0, 0]),
        (refused("KOE010"), [1, 1, 1, 0]),
        (refused("KOE237"), [1, 1, 1, 1]),
        (Reply::new(500, "down"), [1, 1, 1, 2]),
    ] {
        scene.exchange_answered_by(reply).await.unwrap_err();
        assert_eq!(scene.exchange_counts(), counts);
    }
}
