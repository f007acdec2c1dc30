//! How long sessions live: the variables `SESSIONS_*`.

use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use std::time::Duration;

/// Section "sessions".
#[derive(Debug, Clone, Default)]
pub struct SessionsConfig {
    /// `SESSIONS_TIMEBOX`.
    pub timebox: Option<Duration>,
    /// `SESSIONS_INACTIVITY_TIMEOUT`.
    pub inactivity_timeout: Option<Duration>,
    /// `SESSIONS_SINGLE_PER_USER`.
    pub single_per_user: bool,
    /// `SESSIONS_TAGS`.
    pub tags: Vec<String>,
}

static TIMEBOX: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default_words: "off",
    example: "720h",
    meaning: "How long a session may be refreshed after the sign-in.",
    ..Variable::named("SESSIONS_TIMEBOX")
};

static INACTIVITY_TIMEOUT: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default_words: "off",
    example: "168h",
    meaning: "How long a session may go without a refresh.",
    ..Variable::named("SESSIONS_INACTIVITY_TIMEOUT")
};

static SINGLE_PER_USER: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "false",
    meaning: "Whether a user has one session at a time: an older one is refused at its next refresh once a newer one of \
              the same user was signed in or refreshed later, and is not over.",
    ..Variable::named("SESSIONS_SINGLE_PER_USER")
};

static TAGS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    example: "web,mobile",
    meaning: "One session at a time for each of these, by the column `tag` of `sessions`, which the service does not \
              write; one that has none of them counts as the first.",
    ..Variable::named("SESSIONS_TAGS")
};

pub(super) static VARIABLES: &[&Variable] =
    &[&TIMEBOX, &INACTIVITY_TIMEOUT, &SINGLE_PER_USER, &TAGS];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<SessionsConfig> {
    let timebox = reader.optional(&TIMEBOX, values::positive_duration);
    let inactivity_timeout = reader.optional(&INACTIVITY_TIMEOUT, values::positive_duration);
    let single_per_user = reader.value(&SINGLE_PER_USER, values::switch);
    let tags = reader.value(&TAGS, |value| Ok(values::list(value)));
    Some(SessionsConfig {
        timebox: timebox?,
        inactivity_timeout: inactivity_timeout?,
        single_per_user: single_per_user?,
        tags: tags?,
    })
}
