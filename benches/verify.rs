//! What the verification of one token costs beside jsonwebtoken's bare `decode` of the same token, which checks a
//! signature and nothing else. The ratio must not exceed 1.25; the process fails if it does.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark reads its own fixtures and tells its result"
)]

use chrono::{DateTime, TimeDelta, Utc};
use criterion::Criterion;
use daemun::oidc::{Claims, Expected, KeySet, NonceRule, verify};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const TOKEN: &str = include_str!("../fixtures/kakao/id-token.txt");
const JWKS: &str = include_str!("../fixtures/kakao/jwks.json");
const KID: &str = "9f252dadd5f233f93d2fa528d12fea";

/// Most that we may cost, as a multiple of the bare decoding.
const LIMIT: f64 = 1.25;

/// Rounds of the comparison, each of [`CALLS`] calls of either, so that what disturbs one disturbs both.
const ROUNDS: usize = 201;
const CALLS: u32 = 20;

/// The claims that Kakao's token has.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoding them is what is measured")]
struct KakaoClaims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    auth_time: i64,
    nonce: String,
}

struct Ours {
    keys: KeySet,
    audiences: Vec<String>,
    now: DateTime<Utc>,
}

struct Bare {
    key: DecodingKey,
    validation: Validation,
}

impl Ours {
    fn new() -> Self {
        Self {
            keys: KeySet::parse(JWKS.as_bytes()).expect("Kakao's key set"),
            audiences: vec!["aa6bddf393b54d4e0d42ae0014edfd2f".to_owned()],
            now: DateTime::from_timestamp(1_697_150_000, 0).expect("a time"),
        }
    }

    fn run(&self) -> Claims {
        let expected = Expected {
            issuer: "https://kauth.kakao.com",
            audiences: &self.audiences,
            leeway: TimeDelta::seconds(10),
            max_age: None,
            nonce: NonceRule::Exact("hTPpgF7XAKbW37rEUS6pEVZqmoI"),
            access_token: None,
        };
        verify(black_box(TOKEN), &self.keys, &expected, self.now).expect("a genuine token")
    }
}

impl Bare {
    fn new() -> Self {
        let set: serde_json::Value = serde_json::from_str(JWKS).expect("JSON");
        let keys = set["keys"].as_array().expect("an array");
        let jwk = keys.iter().find(|jwk| jwk["kid"] == KID).expect("the key");
        let text = |member: &str| jwk[member].as_str().expect("a text");
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Self {
            key: DecodingKey::from_rsa_components(text("n"), text("e")).expect("a key"),
            validation,
        }
    }

    fn run(&self) -> KakaoClaims {
        let decoded = decode::<KakaoClaims>(black_box(TOKEN), &self.key, &self.validation);
        decoded.expect("a genuine token").claims
    }
}

fn time<T>(mut call: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..CALLS {
        black_box(call());
    }
    start.elapsed() / CALLS
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() -> ExitCode {
    let (ours, bare) = (Ours::new(), Bare::new());
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("verify, every check", |bencher| bencher.iter(|| ours.run()));
    criterion.bench_function("jsonwebtoken, bare decode", |bencher| {
        bencher.iter(|| bare.run());
    });
    criterion.final_summary();

    let rounds = (0..ROUNDS).map(|_| (time(|| ours.run()), time(|| bare.run())));
    let (ours, bare): (Vec<_>, Vec<_>) = rounds.unzip();
    let (ours, bare) = (median(ours), median(bare));
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    println!("verify {ours:?}, bare decode {bare:?}: {ratio:.2} times, at most {LIMIT} allowed");
    if ratio > LIMIT {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
