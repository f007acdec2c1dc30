//! The key under the refresh tokens of one session.

use crate::clock::Chance;
use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

const LENGTH: usize = 32;

/// 32 random bytes. It has no Debug and no Display.
#[derive(Clone)]
pub struct RefreshKey([u8; LENGTH]);

/// The text is not 32 bytes in base64url without padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the session's key is not 32 bytes in base64url without padding")]
pub struct MalformedRefreshKey;

impl RefreshKey {
    /// A new key.
    pub fn generate(chance: &dyn Chance) -> Self {
        let mut bytes = [0; LENGTH];
        chance.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads a key as the session's row keeps it, after any encryption is off.
    pub fn parse(text: &str) -> Result<Self, MalformedRefreshKey> {
        // The decoder's message would repeat a byte of the key.
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.or(Err(MalformedRefreshKey))?;
        let bytes = bytes.try_into().or(Err(MalformedRefreshKey))?;
        Ok(Self(bytes))
    }

    /// The key as the session's row keeps it, before any encryption.
    pub fn expose_base64url(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(super) fn hmac(&self, message: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), message)
    }
}
