//! What a provider's ID tokens must say, put together from settings and the request, never from the token.

use chrono::TimeDelta;

/// What is expected of a token.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// `iss`, to the letter.
    pub issuer: &'a str,
    /// Our client ids at the provider; one of them must be in `aud`.
    pub audiences: &'a [String],
    /// How far the provider's clock and ours may be apart.
    pub leeway: TimeDelta,
    /// How long ago a token may have been issued.
    pub max_age: Option<TimeDelta>,
    /// What its nonce must be.
    pub nonce: NonceRule<'a>,
    /// The access token that came along; an empty one counts as none.
    pub access_token: Option<&'a str>,
}

/// What a token's nonce must be. An empty nonce counts as none, on either side.
#[derive(Debug, Clone, Copy)]
pub enum NonceRule<'a> {
    /// Whatever it likes.
    Skip,
    /// Lower-case hex of the SHA-256 of what the request carries, as Supabase's clients send it.
    Hashed {
        /// The raw nonce of the request.
        raw: Option<&'a str>,
        /// Whether a token without one is refused.
        required: bool,
    },
    /// Exactly this, since we sent it to the provider ourselves.
    Exact(&'a str),
}
