//! The session's state machine: who may refresh at all, and what tokens of both kinds bring about.

mod admission;
mod first_kind;
mod second_kind;

use super::*;
use crate::domain::testing::{NOW, a_moment, after, before, session, user};

/// The interval of [`rules`].
const INTERVAL: i64 = 10;

/// The defaults of the settings.
fn rules() -> RefreshRules {
    RefreshRules {
        rotation: true,
        reuse_interval: TimeDelta::seconds(INTERVAL),
        allow_reuse: false,
        upgrade_percentage: 100,
        sessions: SessionRules::default(),
    }
}

/// A session whose newest token has this counter, rotated at this time.
fn rotated(counter: i64, at: DateTime<Utc>) -> Session {
    Session {
        refresh_token_counter: Some(counter),
        refreshed_at: Some(at),
        ..session()
    }
}

fn replay_of(current: i64, causes: &[ReuseCause]) -> Step {
    Step::Replay {
        current,
        causes: causes.to_vec(),
    }
}
