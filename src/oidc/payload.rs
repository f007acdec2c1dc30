//! The claims of a token, each of its type and none of them judged yet.
//!
//! A claim of the wrong type is a refusal, not an absent claim: what cannot be read cannot be checked. Only the three
//! profile claims may be `null`, which some providers write for "not given".

use super::error::VerifyError;
use super::time;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// What a payload says.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) issuer: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) audience: Vec<String>,
    pub(super) authorized_party: Option<String>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) issued_at: Option<DateTime<Utc>>,
    pub(super) not_before: Option<DateTime<Utc>>,
    pub(super) auth_time: Option<DateTime<Utc>>,
    pub(super) nonce: Option<String>,
    pub(super) access_token_hash: Option<String>,
    pub(super) has_events: bool,
    pub(super) nickname: Option<String>,
    pub(super) picture: Option<String>,
    pub(super) email: Option<String>,
}

impl Payload {
    /// Reads the claims that we know (OpenID Connect Core, section 2); others are nobody's business.
    pub(super) fn read(mut members: Map<String, Value>) -> Result<Self, VerifyError> {
        let members = &mut members;
        Ok(Self {
            issuer: text(members, "iss")?,
            subject: text(members, "sub")?,
            audience: audience(members)?,
            authorized_party: text(members, "azp")?,
            expires_at: instant(members, "exp")?,
            issued_at: instant(members, "iat")?,
            not_before: instant(members, "nbf")?,
            auth_time: instant(members, "auth_time")?,
            nonce: text(members, "nonce")?.filter(|nonce| !nonce.is_empty()),
            access_token_hash: text(members, "at_hash")?,
            has_events: members.contains_key("events"),
            nickname: profile(members, "nickname")?,
            picture: profile(members, "picture")?,
            email: profile(members, "email")?,
        })
    }
}

fn text(
    members: &mut Map<String, Value>,
    claim: &'static str,
) -> Result<Option<String>, VerifyError> {
    match members.remove(claim) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(VerifyError::WrongType { claim }),
    }
}

/// A claim about the person: empty or `null` is not given, and one with NUL is left out, since no database keeps it.
fn profile(
    members: &mut Map<String, Value>,
    claim: &'static str,
) -> Result<Option<String>, VerifyError> {
    if members.get(claim).is_some_and(Value::is_null) {
        return Ok(None);
    }
    let text = text(members, claim)?;
    Ok(text.filter(|text| !text.is_empty() && !text.contains('\0')))
}

/// `aud` is one text or an array of texts (RFC 7519, section 4.1.3); absent is like an empty array.
fn audience(members: &mut Map<String, Value>) -> Result<Vec<String>, VerifyError> {
    let wrong = VerifyError::WrongType { claim: "aud" };
    match members.remove("aud") {
        None => Ok(Vec::new()),
        Some(Value::String(one)) => Ok(vec![one]),
        Some(Value::Array(several)) => several
            .into_iter()
            .map(|one| match one {
                Value::String(one) => Ok(one),
                _ => Err(wrong.clone()),
            })
            .collect(),
        Some(_) => Err(wrong),
    }
}

fn instant(
    members: &mut Map<String, Value>,
    claim: &'static str,
) -> Result<Option<DateTime<Utc>>, VerifyError> {
    match members.remove(claim) {
        None => Ok(None),
        Some(Value::Number(number)) => time::instant(&number)
            .map(Some)
            .ok_or(VerifyError::TimeOutOfRange { claim }),
        Some(_) => Err(VerifyError::WrongType { claim }),
    }
}
