//! Buckets and their time, without HTTP.

use super::buckets::{Bucket, Buckets};
use super::steady::SteadyClock;
use super::*;
use crate::http::client_address::Counted;
use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::Clock as _;
use std::net::IpAddr;
use std::sync::Mutex;

/// Shows what it was set to.
struct Shown(Mutex<DateTime<Utc>>);

impl Shown {
    fn new() -> Arc<Self> {
        let now = "2026-03-01T09:00:00Z".parse().expect("a time");
        Arc::new(Self(Mutex::new(now)))
    }

    fn advance(&self, milliseconds: i64) {
        *self.0.lock().expect("no panic") += TimeDelta::milliseconds(milliseconds);
    }
}

impl Clock for Shown {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("no panic")
    }
}

fn settings(token: u32, otp: u32) -> LimitsConfig {
    LimitsConfig {
        trusted_proxies: None,
        sb_forwarded_for: false,
        header: None,
        token,
        otp,
    }
}

fn buckets(clock: &Arc<Shown>, token: u32, otp: u32) -> Buckets {
    Buckets::new(&settings(token, otp), Arc::clone(clock) as Arc<dyn Clock>)
}

fn bucket(kind: Kind, address: &str) -> Bucket {
    let address: IpAddr = address.parse().expect("an address");
    Bucket {
        kind,
        counted: Counted::Address(address),
    }
}

fn of(kind: Kind) -> Bucket {
    bucket(kind, "203.0.113.7")
}

/// How many pass at once.
fn passing(buckets: &Buckets, bucket: Bucket) -> usize {
    (0..1000)
        .take_while(|_| buckets.take(bucket).is_ok())
        .count()
}

const KINDS: [Kind; 5] = [
    Kind::IdToken,
    Kind::RefreshToken,
    Kind::Pkce,
    Kind::UserUpdate,
    Kind::SignUp,
];

#[test]
fn thirty_pass_at_once_whatever_the_rate() {
    for rate in [1, 30, 150, 1_000_000] {
        let buckets = buckets(&Shown::new(), rate, rate);
        for kind in KINDS {
            assert_eq!(passing(&buckets, of(kind)), 30, "{kind:?} at {rate}");
        }
    }
}

#[test]
fn each_client_and_each_kind_has_a_bucket_of_its_own() {
    let buckets = buckets(&Shown::new(), 150, 30);
    for kind in KINDS {
        for address in ["203.0.113.7", "203.0.113.8", "2001:db8::"] {
            assert_eq!(passing(&buckets, bucket(kind, address)), 30);
        }
    }
}

#[test]
fn as_many_pass_however_many_ask_at_once() {
    let buckets = buckets(&Shown::new(), 30, 30);
    let passed: usize = std::thread::scope(|scope| {
        let ask = || passing(&buckets, of(Kind::IdToken));
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        let passed = asking.into_iter().map(std::thread::ScopedJoinHandle::join);
        passed.map(|passed| passed.expect("no panic")).sum()
    });
    assert_eq!(passed, 30);
}

#[test]
fn a_bucket_fills_at_its_rate_and_no_further() {
    let clock = Shown::new();
    let buckets = buckets(&clock, 150, 30);
    for (kind, seconds) in [(Kind::RefreshToken, 2), (Kind::UserUpdate, 10)] {
        passing(&buckets, of(kind));
        clock.advance(seconds * 1000 - 1);
        assert_eq!(passing(&buckets, of(kind)), 0);
        clock.advance(1);
        assert_eq!(passing(&buckets, of(kind)), 1);
        clock.advance(seconds * 5000);
        assert_eq!(passing(&buckets, of(kind)), 5);
        clock.advance(3_600_000);
        assert_eq!(passing(&buckets, of(kind)), 30);
    }
}

#[test]
fn an_empty_bucket_says_when_it_is_so_no_more() {
    let clock = Shown::new();
    let buckets = buckets(&clock, 150, 30);
    passing(&buckets, of(Kind::UserUpdate));
    let wait = |buckets: &Buckets| buckets.take(of(Kind::UserUpdate)).expect_err("it is empty");
    assert_eq!(wait(&buckets), Duration::from_secs(10));
    clock.advance(2500);
    assert_eq!(wait(&buckets), Duration::from_millis(7500));
    clock.advance(7500);
    assert!(buckets.take(of(Kind::UserUpdate)).is_ok());
}

#[test]
fn addresses_that_ask_often_do_not_keep_newcomers_without_a_bucket() {
    let clock = Shown::new();
    let few = 8;
    let buckets = Buckets::at_most(few, &settings(150, 30), clock);
    for host in 0..few {
        let often = bucket(Kind::IdToken, &format!("203.0.113.{host}"));
        let passed = (0..200).filter(|_| buckets.take(often).is_ok());
        assert_eq!(passed.count(), 30);
    }
    for host in 0..20 {
        let newcomer = bucket(Kind::IdToken, &format!("198.51.100.{host}"));
        assert_eq!(passing(&buckets, newcomer), 30);
    }
}

#[test]
fn a_clock_that_is_set_back_leaves_nobody_waiting_for_it() {
    let clock = Shown::new();
    let buckets = buckets(&clock, 150, 30);
    passing(&buckets, of(Kind::RefreshToken));
    clock.advance(-3_600_000);
    let wait = buckets
        .take(of(Kind::RefreshToken))
        .expect_err("it is empty");
    assert!(wait <= Duration::from_secs(2), "{wait:?}");
    clock.advance(2000);
    assert_eq!(passing(&buckets, of(Kind::RefreshToken)), 1);
    clock.advance(-3_600_000);
    buckets
        .take(of(Kind::RefreshToken))
        .expect_err("it is empty");
    clock.advance(60_000);
    assert_eq!(passing(&buckets, of(Kind::RefreshToken)), 30);
}

#[test]
fn time_goes_on_from_where_it_was() {
    let clock = Shown::new();
    let steady = SteadyClock::new(Arc::clone(&clock) as Arc<dyn Clock>);
    let began = steady.now().as_u64();
    let since = || steady.now().as_u64() - began;
    clock.advance(5000);
    assert_eq!(since(), 5_000_000_000);
    clock.advance(-100_000);
    assert_eq!(since(), 5_000_000_000);
    clock.advance(1000);
    assert_eq!(since(), 6_000_000_000);
    clock.advance(100_000);
    assert_eq!(since(), 106_000_000_000);
}

#[test]
fn only_a_refresh_is_refused_by_a_503() {
    for kind in KINDS {
        let wait = Duration::from_secs(1);
        let status = refusal(kind, wait).answer().status.as_u16();
        let expected = if kind == Kind::RefreshToken { 503 } else { 429 };
        assert_eq!(status, expected, "{kind:?}");
    }
}
