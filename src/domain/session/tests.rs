//! When a session is over.

use super::{Expiry, SessionRules};
use crate::domain::testing::{now, seconds, session};
use chrono::TimeDelta;

#[test]
fn a_fixed_end_is_over_only_after_its_instant() {
    let mut fixed = session(None);
    fixed.not_after = Some(now());
    assert_eq!(fixed.expiry(SessionRules::default(), now()), None);
    assert_eq!(
        fixed.expiry(SessionRules::default(), now() + seconds(1)),
        Some(Expiry::Ended)
    );
}

#[test]
fn a_time_box_counts_from_the_sign_in() {
    let rules = |timebox| SessionRules {
        timebox: Some(timebox),
        ..SessionRules::default()
    };
    assert_eq!(session(None).expiry(rules(seconds(3600)), now()), None);
    assert_eq!(
        session(None).expiry(rules(seconds(3599)), now()),
        Some(Expiry::Ended)
    );
    assert_eq!(
        session(None).expiry(rules(TimeDelta::zero()), now()),
        None,
        "zero is no limit"
    );
    assert_eq!(session(None).expiry(rules(TimeDelta::MAX), now()), None);
}

#[test]
fn inactivity_counts_from_the_last_refresh_or_else_the_sign_in() {
    let rules = |timeout| SessionRules {
        inactivity_timeout: Some(timeout),
        ..SessionRules::default()
    };
    assert_eq!(
        session(None).expiry(rules(seconds(3599)), now()),
        Some(Expiry::Inactive)
    );
    let mut used = session(None);
    used.refreshed_at = Some(now() - seconds(60));
    assert_eq!(used.expiry(rules(seconds(60)), now()), None);
    assert_eq!(
        used.expiry(rules(seconds(59)), now()),
        Some(Expiry::Inactive)
    );
}
