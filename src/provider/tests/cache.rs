//! The key cache: hit, expiry, single flight, errors remembered, stale on error, unknown keys.

use super::scene::{DISCOVERY, KEYS, LONG, Scene, TTL, outgoing};
use super::server::Reply;
use crate::config::outgoing::OutgoingConfig;
use crate::oidc::tests::forge::jwk;
use crate::provider::{Fault, Unavailable};
use serde_json::json;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(50);

impl Scene {
    async fn kids(&self) -> Result<Vec<String>, Unavailable> {
        let keys = self.provider.keys(LONG).await?;
        Ok(keys.kids().into_iter().map(str::to_owned).collect())
    }

    async fn kids_with(&self, kid: &str) -> Result<Vec<String>, Unavailable> {
        let keys = self.provider.keys_with(kid, LONG).await?;
        Ok(keys.kids().into_iter().map(str::to_owned).collect())
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "compared with an answer that may be an error"
)]
fn kids(names: &[&str]) -> Result<Vec<String>, Unavailable> {
    Ok(names.iter().map(|&name| name.to_owned()).collect())
}

fn unavailable(fault: Fault, seconds: u64) -> Result<Vec<String>, Unavailable> {
    let retry_after = Duration::from_secs(seconds);
    Err(Unavailable { fault, retry_after })
}

const DOWN: Fault = Fault::Status { status: 500 };

#[tokio::test]
async fn keys_are_fetched_once_and_then_kept() {
    let scene = Scene::new();
    for _ in 0..3 {
        assert_eq!(scene.kids().await, kids(&["key-1"]));
    }
    scene.clock.advance(TTL * 4 / 5 - 1);
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    assert!(scene.provider.cache.under_way().is_none());
    assert_eq!(scene.fetches(), (1, 1));
}

#[tokio::test]
async fn nothing_is_fetched_before_it_is_asked_for() {
    let scene = Scene::new();
    assert_eq!(scene.fetches(), (0, 0));
}

#[tokio::test]
async fn ageing_keys_are_served_while_new_ones_are_fetched_in_the_background() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.publish_keys(&["key-2"]);
    scene.clock.advance(TTL * 4 / 5);
    scene.server.hold(DISCOVERY);
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    scene.server.release(DISCOVERY);
    scene.landed().await;
    assert_eq!(scene.kids().await, kids(&["key-2"]));
    assert_eq!(scene.fetches(), (2, 2));
}

#[tokio::test]
async fn stale_keys_wait_for_new_ones() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.publish_keys(&["key-2"]);
    scene.clock.advance(TTL);
    assert_eq!(scene.kids().await, kids(&["key-2"]));
    assert_eq!(scene.fetches(), (2, 2));
}

#[tokio::test]
async fn stale_keys_are_served_while_the_provider_is_away() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.fail();
    scene.clock.advance(TTL * 100);
    for _ in 0..3 {
        assert_eq!(scene.kids().await, kids(&["key-1"]));
    }
    assert_eq!(scene.fetches(), (2, 1));
}

#[tokio::test]
async fn a_provider_that_failed_before_is_asked_again_but_not_waited_for() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.fail();
    scene.clock.advance(TTL);
    scene.kids().await.unwrap();
    scene.clock.advance(10);
    scene.server.hold(DISCOVERY);
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    assert!(scene.provider.cache.under_way().is_some());
}

#[tokio::test]
async fn a_clock_that_was_set_back_makes_keys_stale_and_not_immortal() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.publish_keys(&["key-2"]);
    scene.clock.advance(-TTL);
    assert_eq!(scene.kids().await, kids(&["key-2"]));
}

#[tokio::test]
async fn a_hundred_who_ask_at_once_cause_one_fetch() {
    let scene = Scene::new();
    scene.server.hold(KEYS);
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let provider = scene.provider.clone();
            tokio::spawn(async move { provider.keys(LONG).await.map(|keys| keys.is_empty()) })
        })
        .collect();
    scene.server.asked(KEYS, 1).await;
    scene.server.release(KEYS);
    for answer in asking {
        assert_eq!(answer.await.unwrap(), Ok(false));
    }
    assert_eq!(scene.fetches(), (1, 1));
}

#[tokio::test]
async fn a_failed_fetch_is_remembered_for_ten_seconds() {
    let scene = Scene::new();
    scene.fail();
    assert_eq!(scene.kids().await, unavailable(DOWN, 10));
    scene.clock.advance(3);
    assert_eq!(scene.kids().await, unavailable(DOWN, 7));
    scene.clock.advance(6);
    assert_eq!(scene.kids().await, unavailable(DOWN, 1));
    assert_eq!(scene.fetches(), (1, 0));
    scene.publish(&scene.document());
    scene.publish_keys(&["key-1"]);
    scene.clock.advance(1);
    assert_eq!(scene.kids().await, kids(&["key-1"]));
}

#[tokio::test]
async fn a_thousand_unknown_keys_cause_one_fetch() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    let asking: Vec<_> = (0..1000)
        .map(|number| {
            let provider = scene.provider.clone();
            let kid = format!("unknown-{number}");
            tokio::spawn(async move {
                provider
                    .keys_with(&kid, LONG)
                    .await
                    .map(|keys| keys.is_empty())
            })
        })
        .collect();
    for answer in asking {
        assert_eq!(answer.await.unwrap(), Ok(false));
    }
    scene.clock.advance(9);
    scene.kids_with("unknown").await.unwrap();
    assert_eq!(scene.fetches(), (1, 2));
    scene.clock.advance(1);
    scene.kids_with("unknown").await.unwrap();
    assert_eq!(scene.fetches(), (1, 3));
}

#[tokio::test]
async fn a_new_key_is_found_right_after_a_regular_fetch() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.publish_keys(&["key-1", "key-2"]);
    assert_eq!(scene.kids_with("key-2").await, kids(&["key-1", "key-2"]));
    assert_eq!(scene.kids_with("key-2").await, kids(&["key-1", "key-2"]));
    assert_eq!(scene.fetches(), (1, 2));
}

#[tokio::test]
async fn a_known_key_causes_no_fetch() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    assert_eq!(scene.kids_with("key-1").await, kids(&["key-1"]));
    assert_eq!(scene.fetches(), (1, 1));
}

#[tokio::test]
async fn an_unknown_key_joins_the_fetch_under_way() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.publish_keys(&["key-2"]);
    scene.clock.advance(TTL * 4 / 5);
    scene.server.hold(KEYS);
    scene.kids().await.unwrap();
    scene.server.asked(KEYS, 2).await;
    let (found, ()) = tokio::join!(scene.kids_with("key-2"), async {
        scene.server.release(KEYS);
    });
    assert_eq!(found, kids(&["key-2"]));
    assert_eq!(scene.fetches(), (2, 2));
}

#[tokio::test]
async fn while_the_provider_is_away_known_keys_go_on_and_unknown_ones_cannot_be_told() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.fail();
    assert_eq!(scene.kids_with("unknown").await, unavailable(DOWN, 10));
    assert_eq!(scene.kids_with("unknown").await, unavailable(DOWN, 10));
    assert_eq!(scene.kids_with("key-1").await, kids(&["key-1"]));
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    assert_eq!(scene.fetches(), (1, 2));
}

#[tokio::test]
async fn a_set_without_a_usable_key_replaces_none_that_has_one() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene
        .server
        .answer(KEYS, Reply::ok(r#"{"keys":[{"kty":"EC","kid":"key-1"}]}"#));
    scene.clock.advance(TTL);
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    assert_eq!(scene.fetches(), (2, 2));
}

#[tokio::test]
async fn a_set_without_a_usable_key_is_none() {
    let scene = Scene::new();
    scene.server.answer(KEYS, Reply::ok(r#"{"keys":[]}"#));
    assert_eq!(scene.kids().await, unavailable(Fault::NoUsableKey, 10));
}

#[tokio::test]
async fn a_set_that_cannot_be_read_replaces_none() {
    let scene = Scene::new();
    scene.kids().await.unwrap();
    scene.server.answer(KEYS, Reply::ok("<html>"));
    scene.clock.advance(TTL);
    assert_eq!(scene.kids().await, kids(&["key-1"]));
}

#[tokio::test]
async fn one_bad_key_costs_no_other() {
    let scene = Scene::new();
    let set =
        json!({ "keys": [{ "kid": "bad", "kty": "RSA", "n": "AQAB", "e": "AQAB" }, jwk("good")] });
    scene.server.answer(KEYS, Reply::ok(set.to_string()));
    assert_eq!(scene.kids().await, kids(&["good"]));
}

#[tokio::test]
async fn nobody_waits_longer_than_the_deadline_and_the_fetch_goes_on() {
    let scene = Scene::new();
    scene.server.hold(KEYS);
    let answer = scene.provider.keys(SHORT).await.map(|keys| keys.is_empty());
    assert_eq!(answer.unwrap_err().fault, Fault::NoAnswer);
    scene.server.release(KEYS);
    scene.landed().await;
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    assert_eq!(scene.fetches(), (1, 1));
}

#[tokio::test]
async fn a_fetch_outlives_the_request_that_began_it() {
    let scene = Scene::new();
    scene.server.hold(KEYS);
    let provider = scene.provider.clone();
    let asking = tokio::spawn(async move { provider.keys(LONG).await.map(|keys| keys.is_empty()) });
    scene.server.asked(KEYS, 1).await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    scene.server.release(KEYS);
    scene.landed().await;
    assert_eq!(scene.kids().await, kids(&["key-1"]));
    assert_eq!(scene.fetches(), (1, 1));
}

#[tokio::test]
async fn a_fetch_that_ended_with_its_thread_blocks_no_later_one() {
    let scene = Scene::new();
    scene.server.hold(KEYS);
    let provider = scene.provider.clone();
    let worker = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime
            .block_on(provider.keys(SHORT))
            .map(|keys| keys.is_empty())
    });
    assert_eq!(worker.join().unwrap().unwrap_err().fault, Fault::NoAnswer);
    scene.server.release(KEYS);
    assert!(scene.provider.cache.under_way().is_none());
    assert_eq!(scene.kids().await, kids(&["key-1"]));
}

#[tokio::test]
async fn a_provider_that_hangs_is_a_failure_that_is_remembered() {
    let outgoing = OutgoingConfig {
        timeout: SHORT,
        ..outgoing()
    };
    let scene = Scene::with(&outgoing, 32);
    scene.server.hold(DISCOVERY);
    assert_eq!(scene.kids().await, unavailable(Fault::NoAnswer, 10));
    scene.server.release(DISCOVERY);
    assert_eq!(scene.kids().await, unavailable(Fault::NoAnswer, 10));
    assert_eq!(scene.fetches(), (1, 0));
}
