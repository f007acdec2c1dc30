//! Durations in Go's notation, as Supabase Auth's settings have them.

use crate::config::problem::Problem;
use std::time::Duration;

/// Go counts durations in nanoseconds of 63 bits.
const LONGEST: u128 = (1 << 63) - 1;
/// Ten years, in seconds: longer than any token should live, short enough for every calculation with dates.
const MOST_SECONDS: u64 = 315_360_000;

/// A duration such as `1h30m`, `500ms`, `1.5s` or `0`.
pub(crate) fn duration(value: &str) -> Result<Duration, Problem> {
    let value = value.trim();
    let (negative, magnitude) = match value.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let nanoseconds = if magnitude == "0" {
        0
    } else {
        sum_of_parts(magnitude)?
    };
    if negative && nanoseconds > 0 {
        return Err(Problem::NegativeDuration);
    }
    u64::try_from(nanoseconds)
        .map(Duration::from_nanos)
        .map_err(|_out_of_range| Problem::EndlessDuration)
}

/// As [`duration`], and longer than zero.
pub(crate) fn positive_duration(value: &str) -> Result<Duration, Problem> {
    let duration = duration(value)?;
    if duration.is_zero() {
        Err(Problem::ZeroDuration)
    } else {
        Ok(duration)
    }
}

/// A whole number of seconds, without a unit.
pub(crate) fn seconds(value: &str) -> Result<Duration, Problem> {
    super::number(0, MOST_SECONDS)(value).map(Duration::from_secs)
}

fn sum_of_parts(mut text: &str) -> Result<u128, Problem> {
    let mut sum = 0;
    let mut parts = 0;
    while !text.is_empty() {
        let (number, rest) = split_at_first(text, |c| !c.is_ascii_digit() && c != '.');
        let (unit, rest) = split_at_first(rest, |c| c.is_ascii_digit() || c == '.');
        sum += part(number, unit)?;
        if sum > LONGEST {
            return Err(Problem::EndlessDuration);
        }
        text = rest;
        parts += 1;
    }
    if parts == 0 {
        Err(Problem::NotADuration)
    } else {
        Ok(sum)
    }
}

/// One number with its unit, in nanoseconds; fractions of a nanosecond are cut.
fn part(number: &str, unit: &str) -> Result<u128, Problem> {
    let unit = unit_in_nanoseconds(unit)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return Err(Problem::NotADuration);
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let whole = whole
        .parse::<u64>()
        .map_err(|_too_large| Problem::EndlessDuration)?;
    Ok(u128::from(whole) * unit + fraction_of(fraction, unit))
}

/// The digits after the point, each a tenth of the one before.
fn fraction_of(digits: &str, unit: u128) -> u128 {
    let mut worth = unit;
    let mut sum = 0;
    for digit in digits.chars().filter_map(|digit| digit.to_digit(10)) {
        worth /= 10;
        sum += worth * u128::from(digit);
    }
    sum
}

fn unit_in_nanoseconds(unit: &str) -> Result<u128, Problem> {
    match unit {
        "ns" => Ok(1),
        "us" | "\u{b5}s" | "\u{3bc}s" => Ok(1_000),
        "ms" => Ok(1_000_000),
        "s" => Ok(1_000_000_000),
        "m" => Ok(60_000_000_000),
        "h" => Ok(3_600_000_000_000),
        _ => Err(Problem::NotADuration),
    }
}

fn split_at_first(text: &str, is_border: impl Fn(char) -> bool) -> (&str, &str) {
    let at = text.find(is_border).unwrap_or(text.len());
    text.split_at(at)
}
