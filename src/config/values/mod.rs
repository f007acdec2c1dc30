//! From text to typed values: pure, and without a word of the text in what they refuse. `duration` reads times, `network`
//! hosts and networks, `urls` addresses.

mod duration;
mod network;
mod urls;

pub(super) use duration::{duration, positive_duration, seconds};
pub(super) use network::{host, networks, socket_address};
pub(super) use urls::{absolute_url, base_url, callback_url, is_loopback, proxy_url};

use super::problem::Problem;

/// Text without blanks in it: an id, a role, an audience.
pub(super) fn word(value: &str) -> Result<String, Problem> {
    let value = value.trim();
    if value
        .chars()
        .any(|character| character.is_whitespace() || character.is_control())
    {
        return Err(Problem::Blank);
    }
    Ok(value.to_owned())
}

/// Go's spellings of true and false.
pub(super) fn switch(value: &str) -> Result<bool, Problem> {
    match value.trim() {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(Problem::NotASwitch),
    }
}

/// A whole number in decimal, within bounds; the caller's type must hold the bounds.
pub(super) fn number<T: TryFrom<u64>>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, Problem> {
    move |value| {
        let digits = value.trim();
        let refusal = Problem::NotANumber { least, most };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refusal);
        }
        match digits.parse::<u64>() {
            Ok(number) if (least..=most).contains(&number) => {
                T::try_from(number).map_err(|_too_large| refusal)
            }
            _ => Err(refusal),
        }
    }
}

/// What stands between commas, trimmed; empty entries are dropped.
pub(super) fn list(value: &str) -> Vec<String> {
    entries(value).map(str::to_owned).collect()
}

/// As [`list`], with at least one entry, and none with blanks in it.
pub(super) fn words(value: &str) -> Result<Vec<String>, Problem> {
    let words = entries(value).map(word).collect::<Result<Vec<_>, _>>()?;
    if words.is_empty() {
        Err(Problem::EmptyList)
    } else {
        Ok(words)
    }
}

/// Names of HTTP headers (RFC 9110, section 5.1).
pub(super) fn headers(value: &str) -> Result<Vec<String>, Problem> {
    entries(value).map(header).collect()
}

/// The name of an HTTP header (RFC 9110, section 5.1).
pub(super) fn header(value: &str) -> Result<String, Problem> {
    let value = value.trim();
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if value.bytes().all(is_token_byte) {
        Ok(value.to_owned())
    } else {
        Err(Problem::NotAHeader)
    }
}

/// The entries of a list.
pub(super) fn entries(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}
