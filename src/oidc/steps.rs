//! The order of the checks: what `verify` runs until one fails and what `explain` runs through to the end.
//!
//! OpenID Connect Core, section 3.1.3.7, lets the order free; this one is the order in which clients are answered:
//! first what makes a token invalid for everybody, then the missing subject, the audience and the nonce, which have
//! answers of their own.

use super::checks::{self, Evidence, given};
use super::error::VerifyError;
use super::expected::NonceRule;
use super::explain::Outcome;
use super::header::{self, Header};
use super::nonce::nonce;
use chrono::{DateTime, SecondsFormat, Utc};

/// A check with what a person needs to know about it.
pub(super) struct Step<Check, Tell> {
    pub(super) name: &'static str,
    pub(super) section: &'static str,
    pub(super) check: Check,
    /// What was seen, once the check has passed; or that there was nothing to check.
    pub(super) tell: Tell,
    pub(super) advice: &'static str,
}

type HeaderStep = Step<fn(&Header) -> Result<(), VerifyError>, fn(&Header) -> String>;

type ClaimStep = Step<
    for<'a> fn(&Evidence<'a>) -> Result<(), VerifyError>,
    for<'a> fn(&Evidence<'a>) -> Outcome,
>;

/// Checks of the header, before the signature.
pub(super) const HEADER_STEPS: [HeaderStep; 6] = [
    Step {
        name: "type",
        section: "RFC 7519, 5.1",
        check: header::token_type,
        tell: |header| header.tell("typ"),
        advice: "Send the ID token: not an access token, and not a security event.",
    },
    Step {
        name: "algorithm",
        section: "OpenID Connect Core 3.1.3.7, step 7",
        check: header::algorithm,
        tell: |header| header.tell("alg"),
        advice: "Only RS256 is accepted, which Kakao always uses: send Kakao's own ID token.",
    },
    Step {
        name: "critical extensions",
        section: "RFC 7515, 4.1.11",
        check: header::critical,
        tell: |_| "none".to_owned(),
        advice: "Kakao's tokens have none: find out who made this one.",
    },
    Step {
        name: "encoded payload",
        section: "RFC 7797, 3",
        check: header::unencoded,
        tell: |_| "encoded".to_owned(),
        advice: "Kakao's tokens never ask for it: find out who made this one.",
    },
    Step {
        name: "embedded key",
        section: "RFC 8725, 3.10",
        check: header::embedded_key,
        tell: |_| "none".to_owned(),
        advice: "A token must not bring its own key: find out who made this one.",
    },
    Step {
        name: "key id",
        section: "OpenID Connect Core 10.1",
        check: header::key_id,
        tell: |header| header.tell("kid"),
        advice: "Kakao's tokens always name their key: send the token as it came.",
    },
];

/// Checks of the claims, after the signature.
pub(super) const CLAIM_STEPS: [ClaimStep; 12] = [
    Step {
        name: "no events",
        section: "RFC 8417, 4.1",
        check: checks::no_events,
        tell: |_| Outcome::passed("none"),
        advice: "Security events belong to the webhook, not to a sign-in.",
    },
    Step {
        name: "issuer",
        section: "OpenID Connect Core 3.1.3.7, step 2",
        check: checks::issuer,
        tell: |evidence| Outcome::passed(evidence.expected.issuer),
        advice: "The token must come from the configured issuer; EXTERNAL_KAKAO_URL changes it for tests.",
    },
    Step {
        name: "expiry",
        section: "OpenID Connect Core 3.1.3.7, step 9",
        check: checks::expiry,
        tell: |evidence| passed_at(evidence.payload.expires_at),
        advice: "Sign in at Kakao again and send the new token; compare this machine's clock if it is a new one.",
    },
    Step {
        name: "not before",
        section: "RFC 7519, 4.1.5",
        check: checks::not_before,
        tell: |evidence| match evidence.payload.not_before {
            None => Outcome::Skipped("the token does not say"),
            at => passed_at(at),
        },
        advice: "Compare this machine's clock; ID_TOKEN_LEEWAY is how far it may be off.",
    },
    Step {
        name: "issued at",
        section: "OpenID Connect Core 3.1.3.7, step 10",
        check: checks::issued_at,
        tell: |evidence| passed_at(evidence.payload.issued_at),
        advice: "Compare this machine's clock; ID_TOKEN_LEEWAY is how far it may be off.",
    },
    Step {
        name: "age",
        section: "OpenID Connect Core 3.1.3.7, step 10",
        check: checks::age,
        tell: |evidence| match evidence.expected.max_age {
            None => Outcome::Skipped("ID_TOKEN_MAX_AGE is not set"),
            Some(max_age) => Outcome::Passed(format!("at most {} s", max_age.num_seconds())),
        },
        advice: "Send the token right after the sign-in at Kakao, or raise ID_TOKEN_MAX_AGE.",
    },
    Step {
        name: "access token",
        section: "OpenID Connect Core 3.1.3.8",
        check: checks::access_token,
        tell: |evidence| {
            let compared = evidence.payload.access_token_hash.is_some()
                && given(evidence.expected.access_token).is_some();
            if compared {
                return Outcome::passed("the two belong together");
            }
            Outcome::Skipped("no access token came along, or the token has no at_hash")
        },
        advice: "Send the access token of the same answer of Kakao's, or none.",
    },
    Step {
        name: "subject's form",
        section: "OpenID Connect Core 2",
        check: checks::subject_form,
        tell: |_| Outcome::passed("at most 255 characters"),
        advice: "Kakao's subjects are decimal numbers: find out who made this token.",
    },
    Step {
        name: "subject",
        section: "OpenID Connect Core 2",
        check: checks::subject,
        tell: |_| Outcome::passed("there"),
        advice: "Kakao's tokens always have one: find out who made this token.",
    },
    Step {
        name: "audience",
        section: "OpenID Connect Core 3.1.3.7, step 3",
        check: checks::audience,
        tell: |evidence| Outcome::Passed(evidence.payload.audience.join(" ")),
        advice: "Add the app key that the client signs in with (REST, native or JavaScript) to EXTERNAL_KAKAO_CLIENT_ID.",
    },
    Step {
        name: "authorized party",
        section: "OpenID Connect Core 3.1.3.7, steps 4 and 5",
        check: checks::authorized_party,
        tell: |evidence| match &evidence.payload.authorized_party {
            None => Outcome::Skipped("the token does not say"),
            Some(party) => Outcome::passed(party),
        },
        advice: "Add the app key that the client signs in with to EXTERNAL_KAKAO_CLIENT_ID.",
    },
    Step {
        name: "nonce",
        section: "OpenID Connect Core 3.1.3.7, step 11",
        check: nonce,
        tell: |evidence| match (&evidence.expected.nonce, &evidence.payload.nonce) {
            (NonceRule::Skip, _) => {
                Outcome::Skipped("there is none to compare with, or the check is switched off")
            }
            (_, None) => Outcome::passed("neither side has one"),
            (_, Some(_)) => Outcome::passed("the two belong together"),
        },
        advice: "Give Kakao the lower-case hex SHA-256 of the nonce, and the nonce itself to this service; some SDK versions drop it.",
    },
];

fn passed_at(instant: Option<DateTime<Utc>>) -> Outcome {
    Outcome::Passed(instant.map_or_else(
        || "absent".to_owned(),
        |at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    ))
}
