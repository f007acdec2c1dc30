//! Round trips, tokens that Supabase Auth v2.196 made, and everything that is one bit away from a token.

use super::{MalformedRefreshKey, NotARefreshToken, RefreshKey, RefreshToken, V2Token, encode_v2};
use crate::clock::SystemChance;
use crate::token::samples::Steady;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::{Uuid, uuid};

const SESSION: Uuid = uuid!("4bbb0722-322d-44c5-9a71-a050bc543e59");
const KEY: &str = "Z7BejUrH86vJsROCPlQYdViGR3v5oDV4ADj23H0WjcY";
const COUNTERS: [(u64, &str); 4] = [
    (0, "AEu7ByIyLUTFmnGgULxUPlkA0AFXNJAGrin9JkrrH39CtnU6D6E"),
    (1, "AEu7ByIyLUTFmnGgULxUPlkBe56Lhjb7KC86Mo7GpZOjYql7S2E"),
    (300, "AEu7ByIyLUTFmnGgULxUPlmsArmeGS6Y5wPgYClOxY_taXptkyEk"),
    (
        i64::MAX.unsigned_abs(),
        "AEu7ByIyLUTFmnGgULxUPln__________3-VEX0dF_xA-kfGKLjgm3o6d46kPQ",
    ),
];

fn key() -> RefreshKey {
    RefreshKey::parse(KEY).unwrap()
}

fn v2(text: &str) -> V2Token {
    match RefreshToken::parse(text) {
        Ok(RefreshToken::V2(token)) => token,
        Ok(RefreshToken::V1(_)) | Err(_) => panic!("not a token of the second kind: {text}"),
    }
}

fn refusal(text: &str) -> Option<NotARefreshToken> {
    RefreshToken::parse(text).err()
}

#[test]
fn tokens_are_the_ones_that_supabase_auth_makes() {
    for (counter, text) in COUNTERS {
        assert_eq!(encode_v2(SESSION, counter, &key()), text);
    }
}

#[test]
fn tokens_that_supabase_auth_made_are_read() {
    for (counter, text) in COUNTERS {
        let token = v2(text);
        assert_eq!((token.session_id(), token.counter()), (SESSION, counter));
        assert!(token.is_signed_by(&key()));
    }
}

#[test]
fn every_counter_of_one_to_nine_bytes_comes_back() {
    let counters = (0..63).flat_map(|bit| [1_u64 << bit, (1 << bit) - 1]);
    for counter in counters {
        let key = RefreshKey::generate(&SystemChance);
        let text = encode_v2(SESSION, counter, &key);
        let token = v2(&text);
        assert_eq!((token.session_id(), token.counter()), (SESSION, counter));
        assert!(token.is_signed_by(&key));
        assert!((51..=62).contains(&text.len()));
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    for (_, text) in COUNTERS {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        for (index, bit) in (0..bytes.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
            let mut flipped = bytes.clone();
            flipped[index] ^= 1 << bit;
            let flipped = BASE64_URL_SAFE_NO_PAD.encode(flipped);
            assert_eq!(refusal(&flipped), Some(NotARefreshToken), "{index} {bit}");
        }
    }
}

#[test]
fn every_other_character_is_refused() {
    let (_, text) = COUNTERS[2];
    let characters: Vec<char> = text.chars().collect();
    for index in 0..characters.len() {
        for other in "Aa0_-=+ .\n".chars().filter(|c| *c != characters[index]) {
            let mut changed = characters.clone();
            changed[index] = other;
            let changed = String::from_iter(changed);
            assert_eq!(refusal(&changed), Some(NotARefreshToken), "{changed}");
        }
    }
}

#[test]
fn a_checksum_made_anew_does_not_forge_a_signature() {
    let (_, text) = COUNTERS[1];
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    bytes.truncate(bytes.len() - super::CHECKSUM_LENGTH);
    for (index, bit) in (1..bytes.len()).flat_map(|index| (0..7).map(move |bit| (index, bit))) {
        let mut forged = bytes.clone();
        forged[index] ^= 1 << bit;
        forged.extend_from_slice(&super::checksum_of(&forged));
        let token = v2(&BASE64_URL_SAFE_NO_PAD.encode(forged));
        assert!(!token.is_signed_by(&key()), "{index} {bit}");
    }
}

#[test]
fn another_sessions_key_did_not_sign_it() {
    let other = RefreshKey::generate(&Steady(7));

    assert!(!v2(COUNTERS[0].1).is_signed_by(&other));
}

#[test]
fn another_version_is_refused_although_its_checksum_holds() {
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(COUNTERS[0].1).unwrap();
    bytes.truncate(bytes.len() - super::CHECKSUM_LENGTH);
    bytes[0] = 1;
    bytes.extend_from_slice(&super::checksum_of(&bytes));

    assert_eq!(
        refusal(&BASE64_URL_SAFE_NO_PAD.encode(bytes)),
        Some(NotARefreshToken)
    );
}

#[test]
fn twelve_letters_and_digits_are_a_token_of_the_first_kind() {
    let Ok(RefreshToken::V1(token)) = RefreshToken::parse("k3j9x0qpm2ab") else {
        panic!("it is a token of the first kind");
    };

    assert_eq!(token.expose(), "k3j9x0qpm2ab");
}

#[test]
fn what_is_neither_kind_is_refused() {
    let (cut, _) = COUNTERS[0].1.split_at(50);
    for text in [
        "",
        "k3j9x0qpm2a",
        "K3j9x0qpm2ab",
        "k3j9x0qpm2a-",
        "k3j9x0qpm2abc",
        "한국어토",
        cut,
    ] {
        assert_eq!(refusal(text), Some(NotARefreshToken), "{text}");
    }
}

#[test]
fn a_key_is_32_bytes_in_base64url() {
    let made = RefreshKey::generate(&Steady(7)).expose_base64url();

    assert_eq!(key().expose_base64url(), KEY);
    assert_eq!(made, BASE64_URL_SAFE_NO_PAD.encode([7; 32]));
    for text in ["", "AAAA", &format!("{KEY}="), &format!("{KEY}AAAA")] {
        assert_eq!(RefreshKey::parse(text).err(), Some(MalformedRefreshKey));
    }
}

#[test]
fn new_tokens_of_the_first_kind_are_of_its_form_and_use_every_character() {
    let mut used = std::collections::BTreeSet::new();
    for _ in 0..200 {
        let token = super::V1Token::generate(&crate::clock::SystemChance);
        assert!(matches!(
            RefreshToken::parse(token.expose()),
            Ok(RefreshToken::V1(_))
        ));
        used.extend(token.expose().chars());
    }
    assert_eq!(used.len(), 36);
}
