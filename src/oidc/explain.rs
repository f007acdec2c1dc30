//! The same checks as [`verify`](super::verify()), run to the end instead of to the first failure, for a developer who
//! wants to know what is wrong with a token. It proves nothing about the token: only `verify` gives claims.

use super::checks::Evidence;
use super::error::VerifyError;
use super::expected::Expected;
use super::keys::KeySet;
use super::payload::Payload;
use super::steps::{CLAIM_STEPS, HEADER_STEPS, Step};
use super::token::UnverifiedToken;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// What a token says and what becomes of each check.
#[derive(Debug)]
pub struct Explanation {
    /// The header, if it could be read.
    pub header: Option<Map<String, Value>>,
    /// The payload, if it could be read.
    pub payload: Option<Map<String, Value>>,
    /// Every check that could be made, in order.
    pub checks: Vec<Check>,
}

/// A check and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is checked.
    pub name: &'static str,
    /// Where it is written.
    pub section: &'static str,
    /// What became of it.
    pub outcome: Outcome,
    /// What to do about it, where it failed.
    pub advice: Option<&'static str>,
}

/// What became of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Passed, and what was seen.
    Passed(String),
    /// Failed, and would refuse the token.
    Failed(VerifyError),
    /// Not made, and why.
    Skipped(&'static str),
}

impl Outcome {
    pub(super) fn passed(seen: &str) -> Self {
        Self::Passed(seen.to_owned())
    }
}

impl Explanation {
    /// Whether no check failed.
    pub fn is_acceptable(&self) -> bool {
        !self
            .checks
            .iter()
            .any(|check| matches!(check.outcome, Outcome::Failed(_)))
    }
}

/// Runs every check that can be run on `token`; without `keys` the signature is not looked at.
pub fn explain(
    token: &str,
    keys: Option<&KeySet>,
    expected: &Expected<'_>,
    now: DateTime<Utc>,
) -> Explanation {
    let mut explanation = Explanation {
        header: None,
        payload: None,
        checks: Vec::new(),
    };
    let token = explanation.note(&FORM, UnverifiedToken::split(token));
    let Some(token) = token else {
        return explanation;
    };
    explanation.header = Some(token.header().members().clone());
    explanation.header_checks(&token);
    explanation.signature(&token, keys);
    explanation.claim_checks(&token, expected, now);
    explanation
}

/// A check whose outcome is something to go on with.
type Stage = Step<(), &'static str>;

const FORM: Stage = Step {
    name: "form",
    section: "RFC 7515, 5.2 and 7.1",
    check: (),
    tell: "three parts in base64url",
    advice: "Send the id_token of Kakao's answer as it came, without quotes or white space.",
};

const SIGNATURE: Stage = Step {
    name: "signature",
    section: "OpenID Connect Core 3.1.3.7, step 6",
    check: (),
    tell: "made by the provider's key",
    advice: "The token was changed, or is not of this provider; for an unknown key, get the key set again.",
};

const PAYLOAD: Stage = Step {
    name: "payload",
    section: "RFC 7519, 4",
    check: (),
    tell: "an object whose claims are of their types",
    advice: "Kakao's tokens never look like this: find out who made this one.",
};

impl Explanation {
    fn header_checks(&mut self, token: &UnverifiedToken<'_>) {
        for step in &HEADER_STEPS {
            let outcome = match (step.check)(token.header()) {
                Ok(()) => Outcome::Passed((step.tell)(token.header())),
                Err(error) => Outcome::Failed(error),
            };
            self.push(step, outcome);
        }
    }

    fn signature(&mut self, token: &UnverifiedToken<'_>, keys: Option<&KeySet>) {
        let Some(keys) = keys else {
            return self.push(&SIGNATURE, Outcome::Skipped("no keys were given"));
        };
        self.note(&SIGNATURE, token.signature(keys));
    }

    fn claim_checks(
        &mut self,
        token: &UnverifiedToken<'_>,
        expected: &Expected<'_>,
        now: DateTime<Utc>,
    ) {
        let members = token.payload();
        self.payload = members.as_ref().ok().cloned();
        let Some(payload) = self.note(&PAYLOAD, members.and_then(Payload::read)) else {
            return;
        };
        let evidence = Evidence {
            payload: &payload,
            expected,
            now,
        };
        for step in &CLAIM_STEPS {
            let outcome = match (step.check)(&evidence) {
                Ok(()) => (step.tell)(&evidence),
                Err(error) => Outcome::Failed(error),
            };
            self.push(step, outcome);
        }
    }

    /// Notes the outcome of a stage and hands on what it gave.
    fn note<T>(&mut self, stage: &Stage, result: Result<T, VerifyError>) -> Option<T> {
        match result {
            Ok(value) => {
                self.push(stage, Outcome::passed(stage.tell));
                Some(value)
            }
            Err(error) => {
                self.push(stage, Outcome::Failed(error));
                None
            }
        }
    }

    fn push<C, T>(&mut self, step: &Step<C, T>, outcome: Outcome) {
        let failed = matches!(outcome, Outcome::Failed(_));
        self.checks.push(Check {
            name: step.name,
            section: step.section,
            outcome,
            advice: failed.then_some(step.advice),
        });
    }
}
