//! The one form of a time: RFC 3339 in UTC with `Z`, the fraction without trailing zeros.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use serde::{Serialize, Serializer};

/// `2026-09-21T12:53:20.123456Z`: 27 bytes for what both databases keep.
const LONGEST: usize = 30;

/// What an encoder of Go's writes for a time that a row does not have.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// A time of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WireTime(pub DateTime<Utc>);

/// A time that clients require although the row may lack it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequiredTime(pub Option<DateTime<Utc>>);

impl WireTime {
    /// The text, for the years 0 to 9999, which is what the databases' own limits leave.
    pub fn text(self) -> String {
        let at = self.0;
        let mut out = String::with_capacity(LONGEST);
        let year = at.year().unsigned_abs();
        two_digits(&mut out, year / 100);
        two_digits(&mut out, year);
        for (mark, part) in [
            ('-', at.month()),
            ('-', at.day()),
            ('T', at.hour()),
            (':', at.minute()),
            (':', at.second()),
        ] {
            out.push(mark);
            two_digits(&mut out, part);
        }
        fraction(&mut out, at.nanosecond());
        out.push('Z');
        out
    }
}

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl Serialize for RequiredTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(at) => WireTime(at).serialize(serializer),
            None => serializer.serialize_str(NEVER),
        }
    }
}

fn two_digits(out: &mut String, value: u32) {
    out.push(digit(value / 10));
    out.push(digit(value));
}

fn digit(value: u32) -> char {
    char::from_digit(value % 10, 10).unwrap_or('0')
}

fn fraction(out: &mut String, nanoseconds: u32) {
    let mut rest = nanoseconds;
    let mut unit = 100_000_000;
    if rest > 0 {
        out.push('.');
    }
    while rest > 0 && unit > 0 {
        out.push(digit(rest / unit));
        rest %= unit;
        unit /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text)
            .expect("a time")
            .with_timezone(&Utc)
    }

    #[test]
    fn a_time_keeps_its_microseconds() {
        assert_eq!(
            WireTime(at("2026-09-21T12:53:20.123456Z")).text(),
            "2026-09-21T12:53:20.123456Z"
        );
    }

    #[test]
    fn trailing_zeros_of_the_fraction_are_cut() {
        assert_eq!(
            WireTime(at("2026-09-21T12:53:20.120000Z")).text(),
            "2026-09-21T12:53:20.12Z"
        );
    }

    #[test]
    fn leading_zeros_of_the_fraction_stay() {
        assert_eq!(
            WireTime(at("2026-09-21T12:53:20.000007Z")).text(),
            "2026-09-21T12:53:20.000007Z"
        );
    }

    #[test]
    fn a_whole_second_has_no_fraction() {
        assert_eq!(
            WireTime(at("2026-01-02T03:04:05Z")).text(),
            "2026-01-02T03:04:05Z"
        );
    }

    #[test]
    fn another_zone_is_turned_into_utc() {
        assert_eq!(
            WireTime(at("2026-01-01T00:30:00.5+09:00")).text(),
            "2025-12-31T15:30:00.5Z"
        );
    }

    #[test]
    fn a_required_time_that_is_missing_is_the_zero_time_of_go() {
        let json = serde_json::to_string(&RequiredTime(None)).expect("serialises");
        assert_eq!(json, "\"0001-01-01T00:00:00Z\"");
    }
}
