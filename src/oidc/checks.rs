//! The rules that a token's claims must obey, a function each, with the section that rules it.
//!
//! Each looks at one thing, so that a refusal has one reason; `steps` puts them in order.

use super::error::VerifyError;
use super::expected::Expected;
use super::payload::Payload;
use super::time::after;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

/// Longest `sub` (OpenID Connect Core, section 2), in characters.
const LONGEST_SUBJECT: usize = 255;

/// What the rules are applied to.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) payload: &'a Payload,
    pub(super) expected: &'a Expected<'a>,
    pub(super) now: DateTime<Utc>,
}

/// No `events`: a Security Event Token must never pass for an ID token (RFC 8417, section 4.1, and RFC 8725,
/// section 3.12), and Kakao's share issuer, keys and subjects with ID tokens.
pub(super) fn no_events(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    if evidence.payload.has_events {
        return Err(VerifyError::SecurityEvent);
    }
    Ok(())
}

/// `iss` is the provider's, to the letter (OpenID Connect Core, section 3.1.3.7, step 2).
pub(super) fn issuer(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    match &evidence.payload.issuer {
        None => Err(VerifyError::MissingClaim { claim: "iss" }),
        Some(issuer) if issuer == evidence.expected.issuer => Ok(()),
        Some(_) => Err(VerifyError::IssuerMismatch),
    }
}

/// `exp` lies ahead (step 9): expired once `now` reaches `exp` and the leeway.
pub(super) fn expiry(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    let Some(expires_at) = evidence.payload.expires_at else {
        return Err(VerifyError::MissingClaim { claim: "exp" });
    };
    if evidence.now >= after(expires_at, evidence.expected.leeway) {
        return Err(VerifyError::Expired);
    }
    Ok(())
}

/// `nbf`, if present, has been reached (RFC 7519, section 4.1.5).
pub(super) fn not_before(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    match evidence.payload.not_before {
        Some(not_before) if not_before > after(evidence.now, evidence.expected.leeway) => {
            Err(VerifyError::NotYetValid)
        }
        _ => Ok(()),
    }
}

/// `iat` is there and lies behind (OpenID Connect Core, section 2 and section 3.1.3.7, step 10).
pub(super) fn issued_at(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    match evidence.payload.issued_at {
        None => Err(VerifyError::MissingClaim { claim: "iat" }),
        Some(at) if at > after(evidence.now, evidence.expected.leeway) => {
            Err(VerifyError::IssuedInFuture)
        }
        Some(_) => Ok(()),
    }
}

/// `iat` is not older than the settings allow (step 10: "too far away from the current time").
pub(super) fn age(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    let (Some(at), Some(max_age)) = (evidence.payload.issued_at, evidence.expected.max_age) else {
        return Ok(());
    };
    if evidence.now > after(after(at, max_age), evidence.expected.leeway) {
        return Err(VerifyError::TooOld);
    }
    Ok(())
}

/// `at_hash`, if both it and an access token came along, is the left half of that token's SHA-256 (OpenID Connect
/// Core, section 3.1.3.8).
pub(super) fn access_token(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    let (Some(claim), Some(token)) = (
        &evidence.payload.access_token_hash,
        given(evidence.expected.access_token),
    ) else {
        return Ok(());
    };
    let hash = digest(&SHA256, token.as_bytes());
    let half = hash.as_ref().get(..16).unwrap_or_default();
    match verify_slices_are_equal(URL_SAFE_NO_PAD.encode(half).as_bytes(), claim.as_bytes()) {
        Ok(()) => Ok(()),
        Err(_) => Err(VerifyError::AccessTokenMismatch),
    }
}

/// `sub`, if present, can be kept (OpenID Connect Core, section 2: at most 255 characters).
pub(super) fn subject_form(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    match &evidence.payload.subject {
        Some(subject) if subject.contains('\0') => Err(VerifyError::SubjectWithNul),
        Some(subject) if subject.chars().count() > LONGEST_SUBJECT => {
            Err(VerifyError::SubjectTooLong)
        }
        _ => Ok(()),
    }
}

/// `sub` is there and not empty (OpenID Connect Core, section 2).
pub(super) fn subject(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    match &evidence.payload.subject {
        Some(subject) if !subject.is_empty() => Ok(()),
        _ => Err(VerifyError::MissingSubject),
    }
}

/// `aud` contains one of our client ids (step 3). Others beside it are other keys of the same app.
pub(super) fn audience(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    let audience = &evidence.payload.audience;
    if audience.iter().any(|one| is_ours(evidence, one)) {
        return Ok(());
    }
    Err(VerifyError::UnacceptableAudience {
        audience: audience.clone(),
    })
}

/// `azp`, if present, is one of our client ids (steps 4 and 5).
pub(super) fn authorized_party(evidence: &Evidence<'_>) -> Result<(), VerifyError> {
    match &evidence.payload.authorized_party {
        Some(party) if !is_ours(evidence, party) => Err(VerifyError::AuthorizedPartyMismatch),
        _ => Ok(()),
    }
}

fn is_ours(evidence: &Evidence<'_>, client: &str) -> bool {
    evidence
        .expected
        .audiences
        .iter()
        .any(|ours| ours == client)
}

/// A text that counts as given: an empty one does not.
pub(super) fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
