//! A JSON object read strictly: UTF-8, nothing around it, no member twice at its top level.
//!
//! Where a member stands twice, one reader takes the first and another the last (RFC 7515, section 4, and RFC 7519,
//! section 4, let a reader refuse); a token must mean one thing to everybody who reads it.

use super::error::{Part, VerifyError};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// The members of an object, or the fact that one stands twice.
struct Members {
    map: Map<String, Value>,
    duplicate: bool,
}

/// Reads `bytes`, the decoded `part` of a token.
pub(super) fn read(part: Part, bytes: &[u8]) -> Result<Map<String, Value>, VerifyError> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(VerifyError::NotAnObject { part });
    };
    match serde_json::from_str::<Members>(text) {
        Ok(members) if members.duplicate => Err(VerifyError::DuplicateMember { part }),
        Ok(members) => Ok(members.map),
        Err(_) => Err(VerifyError::NotAnObject { part }),
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
        let mut members = Members {
            map: Map::new(),
            duplicate: false,
        };
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            members.duplicate |= members.map.insert(name, value).is_some();
        }
        Ok(members)
    }
}
