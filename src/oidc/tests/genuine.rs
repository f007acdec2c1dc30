//! Kakao's own token with Kakao's own keys.

use crate::oidc::{Claims, Expected, KeySet, NonceRule, VerifyError, verify};
use chrono::{DateTime, TimeDelta};

const TOKEN: &str = include_str!("../../../fixtures/kakao/id-token.txt");
const JWKS: &[u8] = include_bytes!("../../../fixtures/kakao/jwks.json");
const EXPIRY: i64 = 1_697_167_622;
const LEEWAY: i64 = 10;

fn verdict_at(seconds: i64, nonce: NonceRule<'_>) -> Result<Claims, VerifyError> {
    let expected = Expected {
        issuer: "https://kauth.kakao.com",
        audiences: &["aa6bddf393b54d4e0d42ae0014edfd2f".to_owned()],
        leeway: TimeDelta::seconds(LEEWAY),
        max_age: None,
        nonce,
        access_token: None,
    };
    let now = DateTime::from_timestamp(seconds, 0).unwrap();
    verify(TOKEN, &KeySet::parse(JWKS).unwrap(), &expected, now)
}

#[test]
fn kakaos_token_is_accepted_with_kakaos_keys_and_its_nonce_as_it_is() {
    let nonce = NonceRule::Exact("hTPpgF7XAKbW37rEUS6pEVZqmoI");
    let claims = verdict_at(1_697_150_000, nonce).unwrap();
    assert_eq!(claims.subject, "3095134389");
    assert_eq!(claims.audience, ["aa6bddf393b54d4e0d42ae0014edfd2f"]);
    assert_eq!(claims.expires_at.timestamp(), EXPIRY);
    assert_eq!(claims.email, None);
}

#[test]
fn kakaos_token_is_accepted_one_second_before_its_expiry_and_the_leeway() {
    let verdict = verdict_at(EXPIRY + LEEWAY - 1, NonceRule::Skip);
    assert_eq!(
        verdict.map(|claims| claims.subject),
        Ok("3095134389".to_owned())
    );
}

#[test]
fn kakaos_token_is_refused_at_its_expiry_and_the_leeway() {
    let verdict = verdict_at(EXPIRY + LEEWAY, NonceRule::Skip);
    assert_eq!(verdict, Err(VerifyError::Expired));
}

#[test]
fn kakaos_nonce_is_no_sha256_of_itself() {
    let nonce = NonceRule::Hashed {
        raw: Some("hTPpgF7XAKbW37rEUS6pEVZqmoI"),
        required: false,
    };
    let verdict = verdict_at(1_697_150_000, nonce);
    assert_eq!(verdict, Err(VerifyError::NonceMismatch));
}

#[test]
fn kakaos_set_has_two_usable_keys() {
    let keys = KeySet::parse(JWKS).unwrap();
    let kids = [
        "3f96980381e451efad0d2ddd30e3d3",
        "9f252dadd5f233f93d2fa528d12fea",
    ];
    assert_eq!(keys.kids(), kids);
    assert_eq!(keys.skipped(), []);
}
