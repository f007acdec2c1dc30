//! A duration in Go's notation with Go's own words for what is wrong with it, since clients see them: that of a ban.
//!
//! Settings have a reader of their own, which tells nothing of a value and takes no negative one.

use std::fmt::{self, Write as _};

/// Go counts nanoseconds in 63 bits, and takes one more on the negative side.
const MOST: u128 = 1 << 63;

/// What is wrong with a text; displayed as Go puts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DurationFault {
    /// No duration, or one beyond 292 years.
    Invalid(String),
    /// A number without a unit.
    MissingUnit(String),
    /// A unit that there is not.
    UnknownUnit {
        /// The unit.
        unit: String,
        /// The whole text.
        text: String,
    },
}

/// Reads a duration such as `1h30m` or `-1.5s`, in nanoseconds.
pub fn nanoseconds(text: &str) -> Result<i64, DurationFault> {
    let invalid = || DurationFault::Invalid(text.to_owned());
    let (is_negative, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if magnitude == "0" {
        return Ok(0);
    }
    if magnitude.is_empty() {
        return Err(invalid());
    }
    let mut sum: u128 = 0;
    let mut rest = magnitude;
    while !rest.is_empty() {
        let (worth, after) = part(rest, text)?;
        sum += worth;
        if sum > MOST {
            return Err(invalid());
        }
        rest = after;
    }
    let signed = i128::try_from(sum).map(|sum| if is_negative { -sum } else { sum });
    signed
        .ok()
        .and_then(|sum| i64::try_from(sum).ok())
        .ok_or_else(invalid)
}

/// The first number with its unit, in nanoseconds, and what follows it.
fn part<'t>(rest: &'t str, text: &str) -> Result<(u128, &'t str), DurationFault> {
    let invalid = || DurationFault::Invalid(text.to_owned());
    let (whole, after) = split_at_first(rest, |c| !c.is_ascii_digit());
    let (fraction, after) = match after.strip_prefix('.') {
        Some(after) => split_at_first(after, |c| !c.is_ascii_digit()),
        None => ("", after),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let (name, after) = split_at_first(after, |c| c.is_ascii_digit() || c == '.');
    if name.is_empty() {
        return Err(DurationFault::MissingUnit(text.to_owned()));
    }
    let unit = unit(name).ok_or_else(|| DurationFault::UnknownUnit {
        unit: name.to_owned(),
        text: text.to_owned(),
    })?;
    let whole = if whole.is_empty() { "0" } else { whole };
    let whole: u64 = whole.parse().map_err(|_too_large| invalid())?;
    Ok((
        u128::from(whole) * unit + fraction_of(fraction, unit),
        after,
    ))
}

/// The digits after the point, each a tenth of the one before.
fn fraction_of(digits: &str, unit: u128) -> u128 {
    let mut worth = unit * 1_000_000_000;
    let mut sum = 0;
    for digit in digits.chars().filter_map(|digit| digit.to_digit(10)) {
        worth /= 10;
        sum += worth * u128::from(digit);
    }
    sum / 1_000_000_000
}

fn unit(name: &str) -> Option<u128> {
    match name {
        "ns" => Some(1),
        "us" | "\u{b5}s" | "\u{3bc}s" => Some(1_000),
        "ms" => Some(1_000_000),
        "s" => Some(1_000_000_000),
        "m" => Some(60_000_000_000),
        "h" => Some(3_600_000_000_000),
        _ => None,
    }
}

fn split_at_first(text: &str, is_border: impl Fn(char) -> bool) -> (&str, &str) {
    let at = text.find(is_border).unwrap_or(text.len());
    text.split_at(at)
}

impl fmt::Display for DurationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(text) => write!(f, "time: invalid duration {}", Quoted(text)),
            Self::MissingUnit(text) => {
                write!(f, "time: missing unit in duration {}", Quoted(text))
            }
            Self::UnknownUnit { unit, text } => {
                let (unit, text) = (Quoted(unit), Quoted(text));
                write!(f, "time: unknown unit {unit} in duration {text}")
            }
        }
    }
}

/// In quotes as Go's package `time` has them, which is not as its `%q`: what is not ASCII is told byte by byte.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for byte in self.0.bytes() {
            match byte {
                b'"' | b'\\' => write!(f, "\\{}", char::from(byte))?,
                b' '..=0x7f => f.write_char(char::from(byte))?,
                _ => write!(f, "\\x{byte:02x}")?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests;
