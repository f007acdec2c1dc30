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

/// Another session of the same user, used so many seconds after the first.
fn other(seconds: i64) -> Session {
    Session {
        id: crate::domain::SessionId(uuid::Uuid::from_u128(0xdddd)),
        created_at: session().created_at + TimeDelta::seconds(seconds),
        ..session()
    }
}

fn superseded(session: &Session, other: Session, tags: &[&str], rules: SessionRules) -> bool {
    let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
    session.is_superseded(&[session.clone(), other], &tags, rules, NOW)
}

#[test]
fn a_session_that_was_used_later_is_the_newer_one() {
    let session = session();
    assert!(superseded(&session, other(1), &[], NO_LIMITS));
    assert!(
        !superseded(&session, other(0), &[], NO_LIMITS),
        "neither is"
    );
    assert!(!superseded(&session, other(-1), &[], NO_LIMITS));
    let refreshed = Session {
        refreshed_at: Some(session.created_at + TimeDelta::seconds(2)),
        ..session
    };
    assert!(!superseded(&refreshed, other(1), &[], NO_LIMITS));
}

#[test]
fn a_session_supersedes_itself_never() {
    let session = session();
    let later = Session {
        created_at: NOW,
        ..session.clone()
    };
    assert!(!superseded(&session, later, &[], NO_LIMITS));
}

#[test]
fn a_newer_session_that_is_over_does_not_count() {
    let over = Session {
        not_after: Some(before(1)),
        ..other(1)
    };
    assert!(!superseded(&session(), over, &[], NO_LIMITS));
    assert!(!superseded(&session(), other(1), &[], timebox(60)));
    assert!(!superseded(&session(), other(1), &[], inactivity(60)));
}

#[test]
fn sessions_are_told_apart_by_their_tags_and_the_first_tag_stands_for_any_other() {
    let tagged = |seconds, tag: &str| Session {
        tag: Some(tag.to_owned()),
        ..other(seconds)
    };
    let tags = ["web", "mobile"];
    let mobile = Session {
        tag: Some("mobile".to_owned()),
        ..session()
    };
    assert!(superseded(&mobile, tagged(1, "mobile"), &tags, NO_LIMITS));
    assert!(!superseded(&mobile, tagged(1, "web"), &tags, NO_LIMITS));
    assert!(!superseded(&mobile, other(1), &tags, NO_LIMITS));
    for first in ["web", "", "watch"] {
        assert!(
            superseded(&session(), tagged(1, first), &tags, NO_LIMITS),
            "{first}"
        );
    }
    assert!(
        superseded(&mobile, tagged(1, "web"), &[], NO_LIMITS),
        "without tags there is one for all"
    );
}
