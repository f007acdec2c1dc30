//! `X-Supabase-Api-Version`: the client's choice between the two forms of an error.

use actix_web::http::header::{HeaderMap, HeaderName};
use chrono::NaiveDate;

/// The header's name; on errors it is sent back.
pub const HEADER: HeaderName = HeaderName::from_static("x-supabase-api-version");

/// The only version there is besides the first.
pub const VERSION_2024_01_01: &str = "2024-01-01";

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiVersion {
    /// No version, one before 2024-01-01, or nonsense.
    Legacy,
    /// 2024-01-01 or later.
    V20240101,
}

impl ApiVersion {
    /// What the request's headers ask for.
    pub fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(HEADER).map(|value| value.to_str());
        match value {
            Some(Ok(text)) => Self::parse(text),
            Some(Err(_)) | None => Self::Legacy,
        }
    }

    /// `YYYY-MM-DD`, rounded down to a known version.
    fn parse(text: &str) -> Self {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1);
        match date(text) {
            Some(date) if Some(date) >= first => Self::V20240101,
            _ => Self::Legacy,
        }
    }
}

/// A day, written with exactly four, two and two digits.
fn date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = number(parts.next()?, 2)?;
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)
}

fn number(digits: &str, length: usize) -> Option<u32> {
    if digits.len() != length {
        return None;
    }
    digits.chars().try_fold(0, |number, c| {
        c.to_digit(10).map(|digit| number * 10 + digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn asked(text: &'static str) -> ApiVersion {
        let mut headers = HeaderMap::new();
        headers.insert(
            HEADER,
            HeaderValue::from_bytes(text.as_bytes()).expect("a value"),
        );
        ApiVersion::of(&headers)
    }

    #[test]
    fn without_the_header_errors_are_legacy() {
        assert_eq!(ApiVersion::of(&HeaderMap::new()), ApiVersion::Legacy);
    }

    #[test]
    fn the_known_version_is_taken() {
        assert_eq!(asked("2024-01-01"), ApiVersion::V20240101);
    }

    #[test]
    fn a_later_version_is_rounded_down() {
        assert_eq!(asked("2031-12-31"), ApiVersion::V20240101);
    }

    #[test]
    fn an_earlier_version_is_legacy() {
        assert_eq!(asked("2023-12-31"), ApiVersion::Legacy);
    }

    #[test]
    fn what_is_no_date_is_legacy() {
        for text in [
            "",
            "latest",
            "2024",
            "2024-1-1",
            "2024-01-01T00:00:00Z",
            "2024-13-01",
            "2024-02-30",
            " 2024-01-01",
            "2024-01-01-",
            "+024-01-01",
            "２０２４-01-01",
            "99999-01-01",
        ] {
            assert_eq!(asked(text), ApiVersion::Legacy, "{text}");
        }
    }
}
