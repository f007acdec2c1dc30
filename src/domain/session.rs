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
    /// Which of several sessions at a time it is (`SESSIONS_TAGS`); Supabase Auth writes it, we only read it.
    pub tag: Option<String>,
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
        exceeds(now - self.last_used(), rules.inactivity_timeout).then_some(Expiry::Inactive)
    }

    /// The last rotation, before the first the sign-in.
    pub fn last_used(&self) -> DateTime<Utc> {
        self.refreshed_at.unwrap_or(self.created_at)
    }

    /// Whether the user has a newer session with the same tag, where a user may have one at a time for each of `tags`
    /// (`SESSIONS_SINGLE_PER_USER`). Of two sessions the one is newer that was used later, and a session that is over
    /// does not count. `others` are the user's, with or without this one.
    pub fn is_superseded(
        &self,
        others: &[Self],
        tags: &[String],
        rules: SessionRules,
        now: DateTime<Utc>,
    ) -> bool {
        others.iter().any(|other| {
            other.id != self.id
                && other.expiry(rules, now).is_none()
                && other.tag_among(tags) == self.tag_among(tags)
                && other.last_used() > self.last_used()
        })
    }

    /// The tag that counts: without one, or with one that is not among `tags`, a session has the first of them.
    fn tag_among<'t>(&self, tags: &'t [String]) -> Option<&'t str> {
        let own = self.tag.as_ref();
        let known = own.and_then(|own| tags.iter().find(|tag| *tag == own));
        known.or(tags.first()).map(String::as_str)
    }
}

/// Compared as spans: the end of a very long one would be no date.
fn exceeds(span: TimeDelta, limit: Option<TimeDelta>) -> bool {
    limit.is_some_and(|limit| !limit.is_zero() && span > limit)
}

#[cfg(test)]
mod tests;
