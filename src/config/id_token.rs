//! What is asked of an ID token, whoever issued it.
//!
//! `ID_TOKEN_LEEWAY`, `ID_TOKEN_MAX_AGE`, `EXTERNAL_OIDC_PROVIDER_CACHE_TTL`.

use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use super::warning::Warning;
use std::time::Duration;

/// Section "ID tokens".
#[derive(Debug, Clone)]
pub struct IdTokenConfig {
    /// `ID_TOKEN_LEEWAY`, on `exp`, `nbf` and `iat`.
    pub leeway: Duration,
    /// `ID_TOKEN_MAX_AGE`: refuses a token issued longer ago.
    pub max_age: Option<Duration>,
    /// `EXTERNAL_OIDC_PROVIDER_CACHE_TTL`: how long discovery and keys count as fresh.
    pub cache_ttl: Duration,
}

/// Clocks that are further apart than this want mending, not leeway.
const LONG_LEEWAY: Duration = Duration::from_secs(300);

static LEEWAY: Variable = Variable {
    kind: Kind::Duration,
    default: "10s",
    example: "10s",
    meaning: "How far clocks may be apart, on `exp`, `nbf` and `iat` of an ID token.",
    ..Variable::named("ID_TOKEN_LEEWAY")
};

static MAX_AGE: Variable = Variable {
    kind: Kind::Duration,
    default_words: "off",
    example: "10m",
    meaning: "Refuses an ID token that was issued longer ago (recommended: Kakao's live up to twelve hours).",
    ..Variable::named("ID_TOKEN_MAX_AGE")
};

static CACHE_TTL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default: "1h",
    example: "1h",
    meaning: "How long a provider's discovery document and keys count as fresh.",
    ..Variable::named("EXTERNAL_OIDC_PROVIDER_CACHE_TTL")
};

pub(super) static VARIABLES: &[&Variable] = &[&LEEWAY, &MAX_AGE, &CACHE_TTL];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<IdTokenConfig> {
    let leeway = reader.value(&LEEWAY, values::duration);
    let max_age = reader.optional(&MAX_AGE, values::positive_duration);
    let cache_ttl = reader.value(&CACHE_TTL, values::positive_duration);
    if leeway.is_some_and(|leeway| leeway > LONG_LEEWAY) {
        reader.warn(&LEEWAY, |origin| Warning::LongLeeway { origin });
    }
    Some(IdTokenConfig {
        leeway: leeway?,
        max_age: max_age?,
        cache_ttl: cache_ttl?,
    })
}
