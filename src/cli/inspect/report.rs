//! The explanation of a token, for a person to read.
//!
//! A token's texts are a stranger's: what would move the cursor or turn the writing around is escaped.

use crate::oidc::{Check, Explanation, Outcome};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

/// Claims that are times.
const TIMES: [&str; 4] = ["auth_time", "iat", "nbf", "exp"];

const SIGNATURE_SKIPPED: &str = "The signature was not checked: give --jwks FILE or --fetch.";

const NONCE_SKIPPED: &str = "The nonce was not checked: give --nonce RAW (EXTERNAL_KAKAO_SKIP_NONCE_CHECK switches it off).";

/// Renders the whole explanation.
pub(super) fn render(explanation: &Explanation, now: DateTime<Utc>) -> String {
    let mut lines = Vec::new();
    object(&mut lines, "Header", explanation.header.as_ref());
    object(&mut lines, "Claims", explanation.payload.as_ref());
    lines.push(format!("Checks at {}", rfc3339(now)));
    explanation
        .checks
        .iter()
        .for_each(|one| check(&mut lines, one));
    lines.push(String::new());
    verdict(&mut lines, &explanation.checks);
    let lines: Vec<String> = lines.iter().map(|line| visible(line)).collect();
    lines.join("\n")
}

fn object(lines: &mut Vec<String>, title: &str, members: Option<&Map<String, Value>>) {
    let Some(members) = members else { return };
    lines.push(title.to_owned());
    let width = members.keys().map(|name| name.chars().count()).max();
    let width = width.unwrap_or(0);
    for (name, value) in members {
        let instant = instant(name, value).unwrap_or_default();
        lines.push(format!("  {name:width$}  {value}{instant}"));
    }
    lines.push(String::new());
}

/// What a time of whole seconds means.
fn instant(name: &str, value: &Value) -> Option<String> {
    if !TIMES.contains(&name) {
        return None;
    }
    let at = DateTime::from_timestamp(value.as_i64()?, 0)?;
    Some(format!(" = {}", rfc3339(at)))
}

fn check(lines: &mut Vec<String>, check: &Check) {
    let (word, text) = match &check.outcome {
        Outcome::Passed(seen) => ("passed", seen.clone()),
        Outcome::Failed(error) => ("FAILED", error.to_string()),
        Outcome::Skipped(why) => ("skipped", (*why).to_owned()),
    };
    let Check { name, section, .. } = check;
    lines.push(format!("  {word:7}  {name}: {text} ({section})"));
    if let Some(advice) = check.advice {
        lines.push(format!("           {advice}"));
    }
}

fn verdict(lines: &mut Vec<String>, checks: &[Check]) {
    let failed = checks.iter().find_map(|check| match &check.outcome {
        Outcome::Failed(error) => Some(error),
        Outcome::Passed(_) | Outcome::Skipped(_) => None,
    });
    match failed {
        Some(error) => lines.push(format!("Refused: {error} [{}].", error.reason())),
        None => lines.push("Accepted by every check that was made.".to_owned()),
    }
    let is_skipped = |check: &&Check| matches!(check.outcome, Outcome::Skipped(_));
    for check in checks.iter().filter(is_skipped) {
        match check.name {
            "signature" => lines.push(SIGNATURE_SKIPPED.to_owned()),
            "nonce" => lines.push(NONCE_SKIPPED.to_owned()),
            _ => {}
        }
    }
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Escapes control characters, the end of a line too, and those that turn the direction of writing.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || c.is_control() {
            visible.extend(c.escape_unicode());
        } else {
            visible.push(c);
        }
    }
    visible
}
