//! When a session is over, to the microsecond.

use super::*;
use crate::domain::testing::{NOW, a_moment, after, before, session};

const NO_LIMITS: SessionRules = SessionRules {
    timebox: None,
    inactivity_timeout: None,
};

fn timebox(seconds: i64) -> SessionRules {
    SessionRules {
        timebox: Some(TimeDelta::seconds(seconds)),
        ..NO_LIMITS
    }
}

fn inactivity(seconds: i64) -> SessionRules {
    SessionRules {
        inactivity_timeout: Some(TimeDelta::seconds(seconds)),
        ..NO_LIMITS
    }
}

#[test]
fn without_limits_a_session_never_ends() {
    assert_eq!(session().expiry(NO_LIMITS, after(1_000_000_000)), None);
}

#[test]
fn a_fixed_end_is_the_last_instant() {
    let session = Session {
        not_after: Some(NOW),
        ..session()
    };
    assert_eq!(session.expiry(NO_LIMITS, NOW), None);
    assert_eq!(
        session.expiry(NO_LIMITS, NOW + a_moment()),
        Some(Expiry::Ended)
    );
}

#[test]
fn a_timebox_counts_from_the_sign_in_whatever_was_refreshed_since() {
    let session = Session {
        created_at: before(60),
        refreshed_at: Some(before(1)),
        ..session()
    };
    assert_eq!(session.expiry(timebox(60), NOW), None);
    assert_eq!(
        session.expiry(timebox(60), NOW + a_moment()),
        Some(Expiry::Ended)
    );
}

#[test]
fn inactivity_counts_from_the_last_refresh() {
    let session = Session {
        created_at: before(600),
        refreshed_at: Some(before(60)),
        ..session()
    };
    assert_eq!(session.expiry(inactivity(60), NOW), None);
    assert_eq!(
        session.expiry(inactivity(60), NOW + a_moment()),
        Some(Expiry::Inactive)
    );
}

#[test]
fn inactivity_counts_from_the_sign_in_before_the_first_refresh() {
    let session = Session {
        created_at: before(60),
        refreshed_at: None,
        ..session()
    };
    assert_eq!(session.expiry(inactivity(60), NOW), None);
    assert_eq!(
        session.expiry(inactivity(60), NOW + a_moment()),
        Some(Expiry::Inactive)
    );
}

#[test]
fn a_session_both_ended_and_inactive_is_told_to_have_ended() {
    let rules = SessionRules {
        timebox: Some(TimeDelta::seconds(1)),
        inactivity_timeout: Some(TimeDelta::seconds(1)),
    };
    assert_eq!(session().expiry(rules, NOW), Some(Expiry::Ended));
}

#[test]
fn zero_is_no_limit() {
    let rules = SessionRules {
        timebox: Some(TimeDelta::zero()),
        inactivity_timeout: Some(TimeDelta::zero()),
    };
    assert_eq!(session().expiry(rules, NOW), None);
}

#[test]
fn a_limit_beyond_all_dates_is_none_either() {
    let rules = SessionRules {
        timebox: Some(TimeDelta::MAX),
        inactivity_timeout: Some(TimeDelta::MAX),
    };
    assert_eq!(session().expiry(rules, NOW), None);
}
