//! Both kinds of Supabase Auth's refresh token.
//!
//! The first is 12 random characters, looked up in a table. The second carries its session and a counter under an HMAC
//! by the session's key, so that nothing of it is stored: `0x00 | session (16) | uvarint counter | signature (16) |
//! checksum (4)` in base64url without padding. The signature is HMAC-SHA-256 of what precedes it, the checksum SHA-256
//! of all that precedes, both cut; the checksum only spares the database those that are no tokens.
//!
//! Refuses everything else: the text of a token is canonical, no two texts mean the same.

mod key;
mod uvarint;

pub use key::{MalformedRefreshKey, RefreshKey};

use crate::clock::Chance;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

const V1_LENGTH: usize = 12;
const VERSION: u8 = 0;
const SIGNATURE_LENGTH: usize = 16;
const CHECKSUM_LENGTH: usize = 4;

/// A refresh token of either kind. It has no Debug and no Display.
pub enum RefreshToken {
    /// The first kind.
    V1(V1Token),
    /// The second kind.
    V2(V2Token),
}

/// A token of the first kind: 12 of `a-z` and `0-9`.
#[derive(Clone)]
pub struct V1Token(String);

/// A token of the second kind, whose signature is yet to be checked.
pub struct V2Token {
    session_id: Uuid,
    counter: u64,
    message: Vec<u8>,
    signature: [u8; SIGNATURE_LENGTH],
}

/// The text has the form of neither kind of refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a refresh token")]
pub struct NotARefreshToken;

impl RefreshToken {
    /// Reads a token: 12 characters are one of the first kind, more one of the second.
    pub fn parse(text: &str) -> Result<Self, NotARefreshToken> {
        if text.len() == V1_LENGTH {
            V1Token::parse(text).map(Self::V1)
        } else {
            V2Token::parse(text).map(Self::V2)
        }
    }
}

impl V1Token {
    fn parse(text: &str) -> Result<Self, NotARefreshToken> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotARefreshToken)
        }
    }

    /// A new token, each character of which is as likely as any other.
    pub fn generate(chance: &dyn Chance) -> Self {
        let mut text = String::with_capacity(V1_LENGTH);
        while text.len() < V1_LENGTH {
            let mut bytes = [0; V1_LENGTH];
            chance.fill(&mut bytes);
            // What is left above the last multiple of 36 would make the first letters likelier.
            let fair = bytes.iter().filter(|byte| **byte < 252);
            let letters = fair.filter_map(|byte| char::from_digit(u32::from(byte % 36), 36));
            text.extend(letters.take(V1_LENGTH - text.len()));
        }
        Self(text)
    }

    /// A token as the database keeps it.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The token itself, to look it up and to answer with it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl V2Token {
    fn parse(text: &str) -> Result<Self, NotARefreshToken> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.or(Err(NotARefreshToken))?;
        let (signed, checksum) = bytes
            .split_last_chunk::<CHECKSUM_LENGTH>()
            .ok_or(NotARefreshToken)?;
        if checksum_of(signed) != *checksum {
            return Err(NotARefreshToken);
        }
        Self::of_signed(signed).ok_or(NotARefreshToken)
    }

    fn of_signed(signed: &[u8]) -> Option<Self> {
        let (message, signature) = signed.split_last_chunk()?;
        let (version, rest) = message.split_first()?;
        let (session_id, counter) = rest.split_first_chunk()?;
        let (counter, rest) = uvarint::read(counter)?;
        (*version == VERSION && rest.is_empty()).then(|| Self {
            session_id: Uuid::from_bytes(*session_id),
            counter,
            message: message.to_vec(),
            signature: *signature,
        })
    }

    /// The session that the token claims to be of.
    pub fn session_id(&self) -> Uuid {
        self.session_id
    }

    /// How many tokens of the session came before; at most `i64::MAX`, which is what the database keeps.
    pub fn counter(&self) -> u64 {
        self.counter
    }

    /// Whether the token was made with `key`. Takes the same time whatever differs.
    pub fn is_signed_by(&self, key: &RefreshKey) -> bool {
        verify_slices_are_equal(&signature_of(&self.message, key), &self.signature).is_ok()
    }
}

/// The token of the second kind for a session at a counter.
pub fn encode_v2(session_id: Uuid, counter: u64, key: &RefreshKey) -> String {
    let mut token = vec![VERSION];
    token.extend_from_slice(session_id.as_bytes());
    uvarint::write(counter, &mut token);
    token.extend_from_slice(&signature_of(&token, key));
    token.extend_from_slice(&checksum_of(&token));
    BASE64_URL_SAFE_NO_PAD.encode(token)
}

fn signature_of(message: &[u8], key: &RefreshKey) -> [u8; SIGNATURE_LENGTH] {
    first_bytes(key.hmac(message).as_ref())
}

fn checksum_of(signed: &[u8]) -> [u8; CHECKSUM_LENGTH] {
    first_bytes(digest(&SHA256, signed).as_ref())
}

/// The first `N` bytes of a hash, which has 32.
fn first_bytes<const N: usize>(hash: &[u8]) -> [u8; N] {
    let mut first = [0; N];
    for (to, from) in first.iter_mut().zip(hash) {
        *to = *from;
    }
    first
}

#[cfg(test)]
mod tests;
