//! A token in compact serialisation, taken apart and not yet believed.

use super::error::{Part, VerifyError, shorten};
use super::header::Header;
use super::keys::KeySet;
use super::members;
use super::steps::HEADER_STEPS;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Longest token that is looked at, in bytes. Kakao's have some 700.
const LONGEST: usize = 16 * 1024;

/// A token whose form and header are in order and whose signature nobody has looked at.
#[derive(Debug)]
pub struct UnverifiedToken<'a> {
    header: Header,
    /// Header and payload with the dot between them, as they were signed.
    signed: &'a str,
    payload: &'a str,
    /// Strict base64url.
    signature: &'a str,
}

impl<'a> UnverifiedToken<'a> {
    /// Takes `token` apart and checks its header. Nothing of it may be trusted yet.
    pub fn parse(token: &'a str) -> Result<Self, VerifyError> {
        let token = Self::split(token)?;
        for step in &HEADER_STEPS {
            (step.check)(&token.header)?;
        }
        Ok(token)
    }

    /// The key that the token says it was signed with.
    pub fn kid(&self) -> Option<&str> {
        self.header.kid()
    }

    /// Takes `token` apart: its length, its three parts, their encoding (RFC 7515, sections 5.2 and 7.1).
    pub(super) fn split(token: &'a str) -> Result<Self, VerifyError> {
        if token.len() > LONGEST {
            return Err(VerifyError::TooLong { bytes: token.len() });
        }
        let not_three = || VerifyError::NotThreeParts {
            parts: token.split('.').count(),
        };
        let (signed, signature) = token.rsplit_once('.').ok_or_else(not_three)?;
        let (header, payload) = signed.split_once('.').ok_or_else(not_three)?;
        if payload.contains('.') {
            return Err(not_three());
        }
        Ok(Self {
            header: Header::read(&decode(Part::Header, header)?)?,
            signed,
            payload,
            signature: strict(Part::Signature, signature)?,
        })
    }

    /// The header, checked or not.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The payload's members, whoever wrote them.
    pub(super) fn payload(&self) -> Result<Map<String, Value>, VerifyError> {
        members::read(Part::Payload, &decode(Part::Payload, self.payload)?)
    }

    /// The provider's key of this name made the signature (OpenID Connect Core, section 3.1.3.7, step 6; RFC 7515,
    /// section 5.2). The key is of the provider's set and for RS256, whatever the header says.
    pub(super) fn signature(&self, keys: &KeySet) -> Result<(), VerifyError> {
        let kid = self.kid().ok_or(VerifyError::KeyIdMissing)?;
        let key = keys
            .find(kid)
            .ok_or_else(|| VerifyError::UnknownKid { kid: shorten(kid) })?;
        if key.has_signed(self.signed.as_bytes(), self.signature) {
            return Ok(());
        }
        Err(VerifyError::BadSignature)
    }
}

/// The part itself, if it is strict base64url: the library that reads it may be less strict.
fn strict(part: Part, text: &str) -> Result<&str, VerifyError> {
    decode(part, text).map(|_decoded| text)
}

/// Decodes a part strictly: no padding, no white space, no bits left over.
fn decode(part: Part, text: &str) -> Result<Vec<u8>, VerifyError> {
    match URL_SAFE_NO_PAD.decode(text) {
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(VerifyError::NotBase64Url { part }),
    }
}
