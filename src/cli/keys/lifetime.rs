//! How long a key is valid: Go's durations, with days and years besides.

use chrono::TimeDelta;

/// Nanoseconds of each unit; a year has 365 days.
const UNITS: [(&str, u128); 9] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
    ("d", DAY),
    ("y", 365 * DAY),
];
const SECOND: u128 = 1_000_000_000;
const DAY: u128 = 86_400 * SECOND;
const MAX_YEARS: u128 = 100;

/// Why a text is no lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifetimeError {
    /// It is not a row of numbers with units.
    #[error("write numbers with units (ns, us, ms, s, m, h, d, y), e.g. 90m, 30d or 1y6h")]
    Malformed,
    /// A key that is never valid.
    #[error("it must be at least one second")]
    TooShort,
    /// A key whose end no calendar should have to name.
    #[error("it must be at most 100 years")]
    TooLong,
}

/// Reads a lifetime, such as `10y` or `1h30m`, in whole seconds.
pub fn parse_lifetime(text: &str) -> Result<TimeDelta, LifetimeError> {
    let mut rest = text;
    let mut total = 0_u128;
    while !rest.is_empty() {
        let (number, after) = split_while(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, after) = split_while(after, char::is_alphabetic);
        let part = nanoseconds(number, unit)?;
        total = total.checked_add(part).ok_or(LifetimeError::TooLong)?;
        rest = after;
    }
    match total / SECOND {
        _ if text.is_empty() => Err(LifetimeError::Malformed),
        0 => Err(LifetimeError::TooShort),
        seconds if seconds > MAX_YEARS * 365 * DAY / SECOND => Err(LifetimeError::TooLong),
        seconds => i64::try_from(seconds)
            .map(TimeDelta::seconds)
            .or(Err(LifetimeError::TooLong)),
    }
}

/// `number`, which may have a fraction, of `unit`.
fn nanoseconds(number: &str, unit: &str) -> Result<u128, LifetimeError> {
    let known = UNITS.iter().find(|(name, _)| *name == unit);
    let (_, each) = known.ok_or(LifetimeError::Malformed)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(LifetimeError::Malformed);
    }
    // What lies beyond nine decimals of a year is less than a second.
    let (fraction, _) = fraction.split_at_checked(9).unwrap_or((fraction, ""));
    let divisor = fraction.chars().fold(1, |divisor, _| divisor * 10);
    let whole = digits(whole)?.checked_mul(*each);
    let whole = whole.ok_or(LifetimeError::TooLong)?;
    Ok(whole.saturating_add(digits(fraction)? * each / divisor))
}

fn digits(text: &str) -> Result<u128, LifetimeError> {
    match text {
        "" => Ok(0),
        _ if text.contains('.') => Err(LifetimeError::Malformed),
        _ => text.parse().or(Err(LifetimeError::TooLong)),
    }
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::{LifetimeError, parse_lifetime};
    use chrono::TimeDelta;

    #[test]
    fn numbers_with_units_add_up() {
        for (text, seconds) in [
            ("1s", 1),
            ("90m", 5_400),
            ("1h30m", 5_400),
            ("1.5h", 5_400),
            (".5m", 30),
            ("1.d", 86_400),
            ("1500ms", 1),
            ("30d", 30 * 86_400),
            ("10y", 3_650 * 86_400),
            ("1y6h", 365 * 86_400 + 21_600),
            ("100y", 36_500 * 86_400),
        ] {
            assert_eq!(
                parse_lifetime(text),
                Ok(TimeDelta::seconds(seconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_row_of_numbers_with_units_is_refused() {
        for text in [
            "", "10", "y", "10 y", "10years", "-1h", "1h-", ".h", "1.2.3h", "1.5", "h1",
        ] {
            assert_eq!(
                parse_lifetime(text),
                Err(LifetimeError::Malformed),
                "{text}"
            );
        }
    }

    #[test]
    fn a_lifetime_is_a_second_to_100_years() {
        let huge = "9".repeat(60);

        assert_eq!(parse_lifetime("0s"), Err(LifetimeError::TooShort));
        assert_eq!(parse_lifetime("999ms"), Err(LifetimeError::TooShort));
        assert_eq!(parse_lifetime("100y1s"), Err(LifetimeError::TooLong));
        assert_eq!(
            parse_lifetime(&format!("{huge}y")),
            Err(LifetimeError::TooLong)
        );
        assert_eq!(
            parse_lifetime(&format!("{}y", u128::MAX)),
            Err(LifetimeError::TooLong)
        );
    }
}
