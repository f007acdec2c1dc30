//! The claims that later checks need (RFC 7519, section 4.1, and Supabase Auth's own).

use super::BearerError;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Number;
use std::time::Duration;

/// What a valid token says. A string that is absent, `null` or empty is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    /// The user's id, not yet known to be a UUID; admin tokens have none.
    pub sub: Option<String>,
    /// The audience, in order; empty where there is none.
    pub aud: Vec<String>,
    /// The database role.
    pub role: Option<String>,
    /// The session's id, not yet known to be a UUID.
    pub session_id: Option<String>,
    /// Seconds since 1970, fractions cut.
    pub exp: Option<i64>,
    /// The user's e-mail when the token was signed.
    pub email: Option<String>,
    /// Whether the user had no identity when the token was signed.
    pub is_anonymous: bool,
}

/// The payload, unverified.
#[derive(Deserialize)]
pub struct Claims {
    sub: Option<String>,
    aud: Option<Audience>,
    role: Option<String>,
    session_id: Option<String>,
    exp: Option<Number>,
    nbf: Option<Number>,
    email: Option<String>,
    is_anonymous: Option<bool>,
}

/// RFC 7519, section 4.1.3: one string, or an array of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Claims {
    /// The claims, if they are in force at `now`; there is no leeway, since the clock that set them is our own.
    pub fn in_force(&self, now: DateTime<Utc>) -> Result<VerifiedToken, BearerError> {
        let now = now.timestamp();
        let exp = self.exp.as_ref().map(seconds);
        if exp.is_some_and(|exp| now >= exp) {
            return Err(BearerError::Expired);
        }
        if self.nbf.as_ref().is_some_and(|nbf| now < seconds(nbf)) {
            return Err(BearerError::NotYetValid);
        }
        Ok(VerifiedToken {
            sub: present(self.sub.as_ref()),
            aud: match &self.aud {
                None => Vec::new(),
                Some(Audience::One(one)) => vec![one.clone()],
                Some(Audience::Several(several)) => several.clone(),
            },
            role: present(self.role.as_ref()),
            session_id: present(self.session_id.as_ref()),
            exp,
            email: present(self.email.as_ref()),
            is_anonymous: self.is_anonymous.unwrap_or(false),
        })
    }
}

fn present(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

/// A `NumericDate` (RFC 7519, section 2) in whole seconds; what lies outside is the nearest end.
fn seconds(date: &Number) -> i64 {
    let whole = date.as_i64();
    whole.unwrap_or_else(|| match date.as_f64() {
        Some(float) if float < 0.0 => i64::MIN,
        Some(float) => Duration::try_from_secs_f64(float).map_or(i64::MAX, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        }),
        None => i64::MAX,
    })
}
