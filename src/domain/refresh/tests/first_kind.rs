//! Tokens of the first kind, found in a database of Supabase Auth's.

use super::*;

/// A session that has no token of the second kind yet.
fn untouched() -> Session {
    Session {
        refresh_token_counter: None,
        refresh_token_hmac_key: None,
        refreshed_at: Some(before(2_000)),
        ..session()
    }
}

fn unspent() -> FirstKind {
    FirstKind {
        is_revoked: false,
        is_parent_of_active: false,
        updated_at: before(5_000),
    }
}

fn spent(updated_at: DateTime<Utc>) -> FirstKind {
    FirstKind {
        is_revoked: true,
        updated_at,
        ..unspent()
    }
}

fn shown(session: &Session, token: FirstKind, rules: RefreshRules) -> Result<Step, RefreshRefusal> {
    first_kind(session, token, rules, NOW)
}

#[test]
fn an_unspent_token_is_answered_by_one_of_the_second_kind_however_old() {
    assert_eq!(shown(&untouched(), unspent(), rules()), Ok(Step::Upgrade));
}

#[test]
fn so_is_the_parent_of_the_newest_unspent_one_without_a_limit_in_time() {
    let parent = FirstKind {
        is_parent_of_active: true,
        ..spent(before(5_000))
    };
    assert_eq!(shown(&untouched(), parent, rules()), Ok(Step::Upgrade));
}

#[test]
fn so_is_one_that_was_spent_up_to_the_very_interval_ago() {
    let rules = rules();
    assert_eq!(
        shown(&untouched(), spent(before(INTERVAL)), rules),
        Ok(Step::Upgrade)
    );
    let too_old = spent(before(INTERVAL) - a_moment());
    assert_eq!(
        shown(&untouched(), too_old, rules),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn an_interval_of_zero_still_has_the_instant_itself() {
    let rules = RefreshRules {
        reuse_interval: TimeDelta::zero(),
        ..rules()
    };
    assert_eq!(shown(&untouched(), spent(NOW), rules), Ok(Step::Upgrade));
    assert_eq!(
        shown(&untouched(), spent(NOW - a_moment()), rules),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn without_rotation_one_that_is_too_old_is_refused_and_the_others_stay() {
    let rules = RefreshRules {
        rotation: false,
        ..rules()
    };
    assert_eq!(
        shown(&untouched(), spent(before(60)), rules),
        Err(RefreshRefusal::AlreadyUsed)
    );
}

#[test]
fn sent_again_while_the_counter_is_zero_it_gets_the_current_token_however_late() {
    let upgraded_at = before(3_000);
    let upgraded = rotated(0, upgraded_at);
    assert_eq!(
        shown(&upgraded, spent(upgraded_at), rules()),
        Ok(replay_of(0, &[ReuseCause::FailToSave]))
    );
}

#[test]
fn so_does_one_that_was_still_good_when_the_session_moved_on() {
    let upgraded_at = before(3_000);
    let upgraded = rotated(0, upgraded_at);
    let at_the_limit = upgraded_at - TimeDelta::seconds(INTERVAL);
    assert_eq!(
        shown(&upgraded, spent(at_the_limit), rules()),
        Ok(replay_of(0, &[ReuseCause::FailToSave]))
    );
    assert_eq!(
        shown(&upgraded, unspent(), rules()),
        Ok(replay_of(0, &[ReuseCause::FailToSave]))
    );
}

#[test]
fn one_that_was_too_old_by_then_ends_the_session_although_the_counter_is_zero() {
    let upgraded_at = before(3_000);
    let too_old = spent(upgraded_at - TimeDelta::seconds(INTERVAL) - a_moment());
    assert_eq!(
        shown(&rotated(0, upgraded_at), too_old, rules()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn inside_the_interval_after_a_rotation_any_copy_gets_the_current_token() {
    let just_now = before(INTERVAL) + a_moment();
    assert_eq!(
        shown(&rotated(3, just_now), spent(before(5_000)), rules()),
        Ok(replay_of(3, &[ReuseCause::ConcurrentRefresh]))
    );
    assert_eq!(
        shown(&rotated(0, just_now), spent(just_now), rules()),
        Ok(replay_of(
            0,
            &[ReuseCause::ConcurrentRefresh, ReuseCause::FailToSave]
        ))
    );
}

#[test]
fn once_the_counter_has_moved_and_the_interval_is_over_it_ends_the_session() {
    let session = rotated(1, before(INTERVAL));
    for token in [spent(before(60)), spent(before(INTERVAL)), unspent()] {
        assert_eq!(shown(&session, token, rules()), Err(RefreshRefusal::Stolen));
    }
}

#[test]
fn where_reuse_is_allowed_it_gets_the_current_token_at_any_time() {
    let rules = RefreshRules {
        allow_reuse: true,
        ..rules()
    };
    assert_eq!(
        shown(&rotated(5, before(3_000)), spent(before(5_000)), rules),
        Ok(replay_of(5, &[ReuseCause::AlwaysAllow]))
    );
}

/// Where no session is to move on.
fn staying() -> RefreshRules {
    RefreshRules {
        upgrade_percentage: 0,
        ..rules()
    }
}

#[test]
fn in_a_session_that_is_to_stay_an_unspent_token_has_a_child() {
    assert_eq!(shown(&untouched(), unspent(), staying()), Ok(Step::Child));
}

#[test]
fn there_the_parent_of_the_active_token_gets_that_one_also_inside_the_interval() {
    for spent_at in [before(5_000), NOW] {
        let parent = FirstKind {
            is_parent_of_active: true,
            ..spent(spent_at)
        };
        assert_eq!(shown(&untouched(), parent, staying()), Ok(Step::Active));
    }
}

#[test]
fn there_one_that_was_spent_up_to_the_very_interval_ago_has_another_child() {
    let at_the_limit = spent(before(INTERVAL));
    assert_eq!(
        shown(&untouched(), at_the_limit, staying()),
        Ok(Step::Child)
    );
    let too_old = spent(before(INTERVAL) - a_moment());
    assert_eq!(
        shown(&untouched(), too_old, staying()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn a_session_that_has_moved_on_does_not_go_back() {
    let upgraded_at = before(3_000);
    assert_eq!(
        shown(&rotated(0, upgraded_at), spent(upgraded_at), staying()),
        Ok(replay_of(0, &[ReuseCause::FailToSave]))
    );
}

#[test]
fn the_percentage_decides_by_the_session_alone() {
    let chosen = (0..=100).map(|upgrade_percentage| {
        let rules = RefreshRules {
            upgrade_percentage,
            ..rules()
        };
        shown(&untouched(), unspent(), rules) == Ok(Step::Upgrade)
    });
    let chosen: Vec<bool> = chosen.collect();
    assert!(!chosen[0] && chosen[100] && chosen.is_sorted());
}
