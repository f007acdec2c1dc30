//! The session's state machine: what a refresh token that is shown brings about.
//!
//! Tokens of the second kind carry a counter; one step behind means that the client lost our answer, anything older
//! that somebody else has the token. Tokens of the first kind come from a database of Supabase Auth's; they are replaced,
//! or have a child each in the sessions that are to stay as they are.

use super::session::{Expiry, Session, SessionRules};
use super::upgrade;
use super::user::User;
use chrono::{DateTime, TimeDelta, Utc};

/// The settings that a refresh obeys (`SECURITY_REFRESH_TOKEN_*`, `SESSIONS_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshRules {
    /// A token that is too old ends its session.
    pub rotation: bool,
    /// For how long after a rotation every older copy gets the current token.
    pub reuse_interval: TimeDelta,
    /// Older copies always get the current token.
    pub allow_reuse: bool,
    /// Of how many sessions in a hundred tokens of the first kind are answered by those of the second.
    pub upgrade_percentage: u8,
    /// How long sessions live.
    pub sessions: SessionRules,
}

/// Why a token that was already spent is answered all the same (header `sb-auth-refresh-token-reuse-cause`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReuseCause {
    /// Several requests at once.
    ConcurrentRefresh,
    /// The client did not keep our last answer.
    FailToSave,
    /// The operator allows it.
    AlwaysAllow,
}

impl ReuseCause {
    /// The word in the header.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConcurrentRefresh => "concurrent-refresh",
            Self::FailToSave => "fail-to-save",
            Self::AlwaysAllow => "always-allow",
        }
    }
}

/// What a token brings about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The counter moves to this; the session has been used.
    Rotate(i64),
    /// The current token is given again; nothing changes.
    Replay {
        /// The session's counter.
        current: i64,
        /// Those that apply, in the header's order.
        causes: Vec<ReuseCause>,
    },
    /// A token of the first kind is replaced by the first of the second kind.
    Upgrade,
    /// A token of the first kind is spent, and has a child: the next of its kind. The session has been used.
    Child,
    /// The session's active token of the first kind is given again; nothing changes.
    Active,
}

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefreshRefusal {
    /// No such token or session, or not signed by the session's key.
    #[error("refresh token not found")]
    NotFound,
    /// The user is banned.
    #[error("user banned")]
    Banned,
    /// A token of the first kind without a session.
    #[error("no valid session")]
    NoSession,
    /// The session's time is up.
    #[error("session expired")]
    Expired,
    /// The session was not used for too long.
    #[error("session expired by inactivity")]
    Inactive,
    /// The user has a newer session, and may have one at a time.
    #[error("revoked by a newer login")]
    Superseded,
    /// The session belongs to a client of an OAuth server.
    #[error("client authentication required")]
    OfOauthClient,
    /// The counter is ahead of ours.
    #[error("not issued by this server")]
    NotIssued,
    /// Too old a token, and the session stays.
    #[error("already used")]
    AlreadyUsed,
    /// Too old a token: the session (first kind: its unspent tokens) must end, although the caller gets an error.
    #[error("already used, and the session ends")]
    Stolen,
}

/// What is known of a token of the first kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstKind {
    /// It was spent.
    pub is_revoked: bool,
    /// It is the parent of the session's newest unspent token.
    pub is_parent_of_active: bool,
    /// When it was last written: made, spent, or answered by a token of the second kind.
    pub updated_at: DateTime<Utc>,
}

/// Whether the session and its user allow any refresh at all.
pub fn admit(
    session: &Session,
    user: &User,
    rules: RefreshRules,
    now: DateTime<Utc>,
) -> Result<(), RefreshRefusal> {
    if user.deleted_at.is_some() {
        return Err(RefreshRefusal::NotFound);
    }
    if user.is_banned(now) {
        return Err(RefreshRefusal::Banned);
    }
    match session.expiry(rules.sessions, now) {
        Some(Expiry::Ended) => return Err(RefreshRefusal::Expired),
        Some(Expiry::Inactive) => return Err(RefreshRefusal::Inactive),
        None => {}
    }
    if session.is_of_oauth_client {
        return Err(RefreshRefusal::OfOauthClient);
    }
    Ok(())
}

/// A token of the second kind with counter `presented`.
pub fn second_kind(
    session: &Session,
    presented: i64,
    rules: RefreshRules,
    now: DateTime<Utc>,
) -> Result<Step, RefreshRefusal> {
    let current = session
        .refresh_token_counter
        .ok_or(RefreshRefusal::NotFound)?;
    let behind = current
        .checked_sub(presented)
        .ok_or(RefreshRefusal::NotIssued)?;
    match behind {
        ..0 => Err(RefreshRefusal::NotIssued),
        0 => Ok(Step::Rotate(
            current.checked_add(1).ok_or(RefreshRefusal::NotIssued)?,
        )),
        _ => replay(session, current, behind == 1, rules, now),
    }
}

/// A token of the first kind.
pub fn first_kind(
    session: &Session,
    token: FirstKind,
    rules: RefreshRules,
    now: DateTime<Utc>,
) -> Result<Step, RefreshRefusal> {
    if let Some(current) = session.refresh_token_counter {
        let may_have_been_lost = current == 0 && was_good_at_upgrade(session, token, rules);
        return replay(session, current, may_have_been_lost, rules, now);
    }
    let in_interval = now - token.updated_at <= rules.reuse_interval;
    if token.is_revoked && !token.is_parent_of_active && !in_interval {
        return Err(too_old(rules));
    }
    Ok(
        match upgrade::is_chosen(session.id, rules.upgrade_percentage) {
            true => Step::Upgrade,
            // Before the interval is asked: there is one active token, however often its parent comes.
            false if token.is_revoked && token.is_parent_of_active => Step::Active,
            false => Step::Child,
        },
    )
}

/// Whether the token could have been the one that the session's first token of the second kind was the answer to: it
/// was spent by that very step, or so shortly before that it was good all the same.
fn was_good_at_upgrade(session: &Session, token: FirstKind, rules: RefreshRules) -> bool {
    let upgraded_at = session.refreshed_at.unwrap_or(session.created_at);
    !token.is_revoked || upgraded_at - token.updated_at <= rules.reuse_interval
}

fn replay(
    session: &Session,
    current: i64,
    may_have_been_lost: bool,
    rules: RefreshRules,
    now: DateTime<Utc>,
) -> Result<Step, RefreshRefusal> {
    let rotated_at = session.refreshed_at.unwrap_or(session.created_at);
    // Either way: another node's clock may be ahead of ours.
    let at_once = (now - rotated_at).abs() < rules.reuse_interval;
    let causes: Vec<ReuseCause> = [
        (at_once, ReuseCause::ConcurrentRefresh),
        (may_have_been_lost, ReuseCause::FailToSave),
        (rules.allow_reuse, ReuseCause::AlwaysAllow),
    ]
    .into_iter()
    .filter_map(|(applies, cause)| applies.then_some(cause))
    .collect();
    if causes.is_empty() {
        return Err(too_old(rules));
    }
    Ok(Step::Replay { current, causes })
}

fn too_old(rules: RefreshRules) -> RefreshRefusal {
    if rules.rotation {
        RefreshRefusal::Stolen
    } else {
        RefreshRefusal::AlreadyUsed
    }
}

#[cfg(test)]
mod tests;
