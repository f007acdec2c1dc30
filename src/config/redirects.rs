//! Where browsers may be sent.
//!
//! `SITE_URL`, `URI_ALLOW_LIST`, `EXTERNAL_REDIRECTURL`, `EXTERNAL_FLOW_STATE_EXPIRY_DURATION`, `IMPLICIT_FLOW_ENABLED`.

use super::problem::Problem;
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use super::warning::Warning;
use std::time::Duration;

/// Section "redirects".
#[derive(Debug, Clone)]
pub struct RedirectConfig {
    /// `SITE_URL`, as it was written: it is handed on like any other target.
    pub site_url: Option<String>,
    /// `URI_ALLOW_LIST`: globs.
    pub allow_list: Vec<String>,
    /// `EXTERNAL_REDIRECTURL`: overrides every callback target.
    pub override_url: Option<String>,
    /// `EXTERNAL_FLOW_STATE_EXPIRY_DURATION`.
    pub flow_state_expiry: Duration,
    /// `IMPLICIT_FLOW_ENABLED`.
    pub implicit_enabled: bool,
}

/// Supabase Auth's minimum: a person must have the time to sign in.
const SHORTEST_FLOW: Duration = Duration::from_secs(300);

static SITE_URL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Url,
    default_words: "none; needed by redirects",
    example: "https://app.example.com",
    meaning: "The app's own address: targets of the same scheme, host and port are allowed, and it is the one where no \
              other is.",
    ..Variable::named("SITE_URL")
};

static ALLOW_LIST: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    example: "https://*.example.com/**,myapp://callback",
    meaning: "Further targets as patterns: `*` stops at `.` and `/`, `**` does not, `?` is one character, `[…]` a class.",
    ..Variable::named("URI_ALLOW_LIST")
};

static OVERRIDE_URL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Url,
    example: "https://app.example.com/done",
    meaning: "Overrides the target of every redirect flow.",
    ..Variable::named("EXTERNAL_REDIRECTURL")
};

static FLOW_STATE_EXPIRY: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default: "300s",
    example: "10m",
    meaning: "How long a redirect flow may take from its first step to the exchange; at least 300s.",
    ..Variable::named("EXTERNAL_FLOW_STATE_EXPIRY_DURATION")
};

static IMPLICIT_FLOW: Variable = Variable {
    kind: Kind::Switch,
    default: "true",
    example: "false",
    meaning: "Whether a redirect flow without PKCE may hand out tokens in the URL's fragment.",
    ..Variable::named("IMPLICIT_FLOW_ENABLED")
};

pub(super) static VARIABLES: &[&Variable] = &[
    &SITE_URL,
    &ALLOW_LIST,
    &OVERRIDE_URL,
    &FLOW_STATE_EXPIRY,
    &IMPLICIT_FLOW,
];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<RedirectConfig> {
    let site_url = reader.optional(&SITE_URL, target);
    let allow_list = reader.value(&ALLOW_LIST, patterns);
    let override_url = reader.optional(&OVERRIDE_URL, target);
    let flow_state_expiry = reader.value(&FLOW_STATE_EXPIRY, values::duration);
    let implicit_enabled = reader.value(&IMPLICIT_FLOW, values::switch);
    if flow_state_expiry.is_some_and(|expiry| expiry < SHORTEST_FLOW) {
        reader.warn(&FLOW_STATE_EXPIRY, |origin| Warning::FlowStateTooShort {
            origin,
        });
    }
    Some(RedirectConfig {
        site_url: site_url?,
        allow_list: allow_list?,
        override_url: override_url?,
        flow_state_expiry: flow_state_expiry?.max(SHORTEST_FLOW),
        implicit_enabled: implicit_enabled?,
    })
}

/// Kept as it was written: a target is never mended.
fn target(value: &str) -> Result<String, Problem> {
    values::absolute_url(value).map(|_url| value.trim().to_owned())
}

fn patterns(value: &str) -> Result<Vec<String>, Problem> {
    let numbered = values::entries(value).zip(1..);
    let check = |(pattern, entry)| {
        if is_closed(pattern) {
            Ok(pattern.to_owned())
        } else {
            Err(Problem::NotAPattern { entry })
        }
    };
    numbered.map(check).collect()
}

/// Whether every bracket and brace of a pattern has its other half; a backslash takes the meaning off the next one.
fn is_closed(pattern: &str) -> bool {
    let mut open = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.next().is_none() => return false,
            '[' => open.push(']'),
            '{' => open.push('}'),
            ']' | '}' if open.pop() != Some(character) => return false,
            _ => {}
        }
    }
    open.is_empty()
}
