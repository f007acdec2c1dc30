//! Times in a token (RFC 7519, section 2, `NumericDate`): numbers of seconds since 1970, with a fraction at will.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::Number;
use std::time::Duration;

/// The last second of the year 9999: what lies behind it is no time that anybody meant.
const LAST_SECOND: i64 = 253_402_300_799;

/// The instant that `number` stands for, cut to microseconds; none before 1970 or after 9999.
pub(super) fn instant(number: &Number) -> Option<DateTime<Utc>> {
    if let Some(seconds) = number.as_i64() {
        let in_range = (0..=LAST_SECOND).contains(&seconds);
        return DateTime::from_timestamp(seconds, 0).filter(|_| in_range);
    }
    let Ok(since_1970) = Duration::try_from_secs_f64(number.as_f64()?) else {
        return None;
    };
    let Ok(since_1970) = TimeDelta::from_std(since_1970) else {
        return None;
    };
    DateTime::UNIX_EPOCH
        .checked_add_signed(since_1970)
        .map(|instant| instant.trunc_subsecs(6))
        .filter(|instant| instant.timestamp() <= LAST_SECOND)
}

/// `instant` and `delta` after it, or the last instant there is.
pub(super) fn after(instant: DateTime<Utc>, delta: TimeDelta) -> DateTime<Utc> {
    instant
        .checked_add_signed(delta)
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
