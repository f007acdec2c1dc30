//! Ages and cool-downs at their boundaries.

use crate::provider::freshness::{Age, age, cooling};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

const TTL: TimeDelta = TimeDelta::seconds(100);

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_800_000_000_000 + millis).unwrap()
}

#[test]
fn an_entry_ages_in_the_last_fifth_of_its_time_and_is_then_stale() {
    for (millis, expected) in [
        (-1, Age::Stale),
        (0, Age::Fresh),
        (79_999, Age::Fresh),
        (80_000, Age::Ageing),
        (99_999, Age::Ageing),
        (100_000, Age::Stale),
    ] {
        assert_eq!(age(at(0), TTL, at(millis)), expected, "{millis}");
    }
}

#[test]
fn an_entry_without_time_is_stale_at_once() {
    assert_eq!(age(at(0), TimeDelta::zero(), at(0)), Age::Stale);
}

#[test]
fn an_entry_that_lives_for_ever_is_fresh() {
    assert_eq!(age(at(0), TimeDelta::MAX, at(1)), Age::Fresh);
}

#[test]
fn a_cool_down_lasts_ten_seconds_and_is_told_in_whole_ones() {
    for (millis, left) in [
        (-1, None),
        (0, Some(10)),
        (1, Some(10)),
        (9_000, Some(1)),
        (9_999, Some(1)),
        (10_000, None),
    ] {
        let left = left.map(Duration::from_secs);
        assert_eq!(cooling(at(0), at(millis)), left, "{millis}");
    }
}
