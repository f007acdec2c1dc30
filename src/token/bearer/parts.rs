//! A JWT in compact form (RFC 7515, section 7.1), taken apart. Nothing of it can be trusted yet.

use super::BearerError;
use super::claims::Claims;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

/// What a token says, unverified.
pub(super) struct Parts<'a> {
    pub(super) algorithm: String,
    pub(super) kid: Option<String>,
    pub(super) claims: Claims,
    /// What was signed: header and payload, encoded.
    pub(super) message: &'a str,
    pub(super) signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: Option<String>,
    kid: Option<String>,
    /// Extensions that must be understood (RFC 7515, section 4.1.11): we understand none.
    crit: Option<IgnoredAny>,
}

impl<'a> Parts<'a> {
    /// Takes `token` apart. A header or payload with a member twice is refused, as is base64url with padding.
    pub(super) fn of(token: &'a str) -> Result<Self, BearerError> {
        let (message, signature) = token.rsplit_once('.').ok_or(SEGMENTS)?;
        let (header, payload) = message.split_once('.').ok_or(SEGMENTS)?;
        if payload.contains('.') {
            return Err(SEGMENTS);
        }
        let header: Header = object(header, HEADER)?;
        let claims = object(payload, CLAIMS)?;
        if header.crit.is_some() {
            return Err(CRITICAL);
        }
        Ok(Self {
            algorithm: header.alg.ok_or(BearerError::MethodMissing)?,
            kid: header.kid.filter(|kid| !kid.is_empty()),
            claims,
            message,
            signature: decoded(signature, SIGNATURE)?,
        })
    }
}

const SEGMENTS: BearerError =
    BearerError::Malformed("token contains an invalid number of segments");
const HEADER: BearerError =
    BearerError::Malformed("the header is not a JSON object of the expected members");
const CLAIMS: BearerError =
    BearerError::Malformed("the payload is not a JSON object of the expected members");
const CRITICAL: BearerError =
    BearerError::Malformed("the header asks for extensions (crit) that are not supported");
const SIGNATURE: BearerError = BearerError::Malformed("the signature is not base64url");

/// The JSON object behind base64url, or `fault`: the reader's own reason may repeat the token.
fn object<T: DeserializeOwned>(segment: &str, fault: BearerError) -> Result<T, BearerError> {
    match BASE64_URL_SAFE_NO_PAD.decode(segment) {
        // serde would also read a struct from an array of its members in order.
        Ok(json) if json.trim_ascii_start().starts_with(b"{") => {
            serde_json::from_slice(&json).or(Err(fault))
        }
        Ok(_) | Err(_) => Err(fault),
    }
}

fn decoded(segment: &str, fault: BearerError) -> Result<Vec<u8>, BearerError> {
    BASE64_URL_SAFE_NO_PAD.decode(segment).or(Err(fault))
}
