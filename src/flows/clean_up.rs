//! Cleaning up behind the requests (`DB_CLEANUP_ENABLED`): what has been over for a day is removed, a little at a time.
//!
//! Nobody's answer depends on it: everything that it removes was refused before, in the words for what has expired; after
//! it, in the words for what is not there. Users stay, however long they have been away.

use super::context::delta;
use super::{Context, Error};
use crate::store::clean_up::{BOUND, Horizon, Kind, remove};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a row stays once its time is over, as with Supabase Auth.
const GRACE: TimeDelta = TimeDelta::hours(24);

/// What one round removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CleanedUp {
    /// Flow states.
    pub flow_states: usize,
    /// What was remembered of flows besides.
    pub flow_notes: usize,
    /// Tokens of the first kind.
    pub tokens: usize,
    /// Sessions.
    pub sessions: usize,
}

impl CleanedUp {
    /// Whether there may be more to remove.
    pub fn is_unfinished(&self) -> bool {
        self.counts().iter().any(|count| *count >= BOUND)
    }

    /// How many rows went in all.
    pub fn rows(&self) -> usize {
        self.counts().iter().sum()
    }

    fn counts(&self) -> [usize; 4] {
        [
            self.flow_states,
            self.flow_notes,
            self.tokens,
            self.sessions,
        ]
    }
}

/// One round: a bounded number of rows of each kind, a short transaction for each.
pub async fn clean_up(ctx: &Context) -> Result<CleanedUp, Error> {
    let horizon = horizon(ctx, ctx.clock.now());
    let removed = async |kind| {
        ctx.store
            .write(move |conn| remove(conn, kind, &horizon))
            .await
    };
    Ok(CleanedUp {
        flow_states: removed(Kind::FlowStates).await?,
        flow_notes: removed(Kind::FlowNotes).await?,
        tokens: removed(Kind::Tokens).await?,
        sessions: removed(Kind::Sessions).await?,
    })
}

fn horizon(ctx: &Context, now: DateTime<Utc>) -> Horizon {
    let a_day_ago = now - GRACE;
    let rules = ctx.refresh_rules().sessions;
    // A limit of zero is none, as for a refresh; one that reaches back beyond all dates spares every session.
    let before = |limit: Option<TimeDelta>| {
        let limit = limit.filter(|limit| !limit.is_zero())?;
        a_day_ago
            .checked_sub_signed(limit)
            .filter(|before| *before > DateTime::UNIX_EPOCH)
    };
    let flows = now.checked_sub_signed(delta(ctx.config.redirects.flow_state_expiry).max(GRACE));
    Horizon {
        flows: flows
            .unwrap_or(DateTime::UNIX_EPOCH)
            .max(DateTime::UNIX_EPOCH),
        tokens: a_day_ago,
        ended: a_day_ago,
        began: before(rules.timebox),
        idle: before(rules.inactivity_timeout),
    }
}
