//! A session: one sign-in on one device, kept alive by refresh tokens; a row of `sessions`.

use super::{SessionId, UserId};
use chrono::{DateTime, TimeDelta, Utc};

/// How the user was authenticated, and when (`amr` of the access token).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amr {
    /// `oauth` for a provider, or another of Supabase Auth's methods.
    pub method: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A session as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// `session_id` of the access token.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// The sign-in.
    pub created_at: DateTime<Utc>,
    /// The last rotation; `None` before the first.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// A fixed end, if the row has one.
    pub not_after: Option<DateTime<Utc>>,
    /// `aal1` and the like.
    pub aal: Option<String>,
    /// Whether it belongs to a client of Supabase Auth's OAuth server.
    pub is_of_oauth_client: bool,
    /// The counter of the newest refresh token of the second kind; `None` while it has none.
    pub refresh_token_counter: Option<i64>,
    /// The key of those tokens as stored: base64url, or sealed.
    pub refresh_token_hmac_key: Option<String>,
    /// Newest first.
    pub amr: Vec<Amr>,
}

/// How long sessions live (`SESSIONS_*`); zero is as good as no limit, as Supabase Auth has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionRules {
    /// From the sign-in.
    pub timebox: Option<TimeDelta>,
    /// From the last refresh, before the first from the sign-in.
    pub inactivity_timeout: Option<TimeDelta>,
}

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Its time is up.
    Ended,
    /// Nobody used it for too long.
    Inactive,
}

impl Session {
    /// Why the session is over at `now`, if it is. At the very instant of an end it is not over yet.
    pub fn expiry(&self, rules: SessionRules, now: DateTime<Utc>) -> Option<Expiry> {
        let is_past_its_end = self.not_after.is_some_and(|end| now > end);
        if is_past_its_end || exceeds(now - self.created_at, rules.timebox) {
            return Some(Expiry::Ended);
        }
        let last_used = self.refreshed_at.unwrap_or(self.created_at);
        exceeds(now - last_used, rules.inactivity_timeout).then_some(Expiry::Inactive)
    }
}

/// Compared as spans: the end of a very long one would be no date.
fn exceeds(span: TimeDelta, limit: Option<TimeDelta>) -> bool {
    limit.is_some_and(|limit| !limit.is_zero() && span > limit)
}

#[cfg(test)]
mod tests;
