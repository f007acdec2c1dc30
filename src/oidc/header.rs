//! The JOSE header (RFC 7515, section 4) and the checks that keep it from deciding anything.
//!
//! Of all its members only `kid` is used, and only to choose among the provider's keys.

use super::error::{Part, VerifyError, shorten};
use super::members;
use serde_json::{Map, Value};

/// The one algorithm that is accepted (OpenID Connect Core, section 3.1.3.7, step 7: its default).
pub(super) const ALGORITHM: &str = "RS256";

/// Members that bring a key along or point to one (RFC 7515, sections 4.1.2, 4.1.3, 4.1.5 and 4.1.6).
const KEY_MEMBERS: [&str; 4] = ["jwk", "jku", "x5c", "x5u"];

/// A header whose checks are yet to come.
#[derive(Debug)]
pub(super) struct Header {
    members: Map<String, Value>,
}

impl Header {
    /// Reads the decoded header.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, VerifyError> {
        let members = members::read(Part::Header, bytes)?;
        Ok(Self { members })
    }

    /// The name of the key, if it is a text that is not empty.
    pub(super) fn kid(&self) -> Option<&str> {
        let kid = self.members.get("kid")?.as_str()?;
        (!kid.is_empty()).then_some(kid)
    }

    /// Every member, as it was written.
    pub(super) fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// A text of the header for a person to read.
    pub(super) fn tell(&self, name: &str) -> String {
        self.members
            .get(name)
            .map_or_else(|| "absent".to_owned(), |value| shorten(&value.to_string()))
    }
}

/// `typ` is absent or `JWT`. A media type's case does not count (RFC 7519, section 5.1), so `jwt` is the same type;
/// `secevent+jwt` and `at+jwt` are others, whatever their claims.
pub(super) fn token_type(header: &Header) -> Result<(), VerifyError> {
    match header.members.get("typ") {
        None => Ok(()),
        Some(Value::String(typ)) if typ.eq_ignore_ascii_case("JWT") => Ok(()),
        Some(_) => Err(VerifyError::TypeNotAllowed),
    }
}

/// `alg` is the one that we allow, to the letter (RFC 8725, section 3.1): neither `none` in any case nor an HMAC under
/// the public key gets any further.
pub(super) fn algorithm(header: &Header) -> Result<(), VerifyError> {
    match header.members.get("alg") {
        None => Err(VerifyError::AlgorithmMissing),
        Some(Value::String(alg)) if alg == ALGORITHM => Ok(()),
        Some(alg) => Err(VerifyError::AlgorithmNotAllowed {
            alg: shorten(alg.as_str().unwrap_or("not a text")),
        }),
    }
}

/// `crit` is absent: whoever does not understand an extension must refuse it (RFC 7515, section 4.1.11).
pub(super) fn critical(header: &Header) -> Result<(), VerifyError> {
    if header.members.contains_key("crit") {
        return Err(VerifyError::CriticalExtension);
    }
    Ok(())
}

/// `b64` is absent: it would change what is signed (RFC 7797, section 3).
pub(super) fn unencoded(header: &Header) -> Result<(), VerifyError> {
    if header.members.contains_key("b64") {
        return Err(VerifyError::UnencodedPayload);
    }
    Ok(())
}

/// No key and no address of one comes along: following it would let the token choose who signs it (RFC 8725,
/// section 3.10). Ignoring it would do; a provider that suddenly sends one is worth a refusal.
pub(super) fn embedded_key(header: &Header) -> Result<(), VerifyError> {
    match KEY_MEMBERS
        .into_iter()
        .find(|member| header.members.contains_key(*member))
    {
        Some(member) => Err(VerifyError::EmbeddedKey { member }),
        None => Ok(()),
    }
}

/// `kid` names a key (OpenID Connect Core, section 10.1: required where a set holds several).
pub(super) fn key_id(header: &Header) -> Result<(), VerifyError> {
    match header.kid() {
        Some(_) => Ok(()),
        None => Err(VerifyError::KeyIdMissing),
    }
}
