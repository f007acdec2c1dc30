//! The state machine of a session: each token, at each moment.

use super::*;
use crate::domain::testing::{account, now, seconds, session};

fn rules() -> RefreshRules {
    RefreshRules {
        rotation: true,
        reuse_interval: seconds(10),
        allow_reuse: false,
        sessions: SessionRules::default(),
    }
}

/// A session at this counter that was refreshed so many seconds ago.
fn at(counter: i64, refreshed_ago: i64) -> Session {
    Session {
        refreshed_at: Some(now() - seconds(refreshed_ago)),
        ..session(Some(counter))
    }
}

fn first(is_revoked: bool, is_parent_of_active: bool, ago: i64) -> FirstKind {
    FirstKind {
        is_revoked,
        is_parent_of_active,
        updated_at: now() - seconds(ago),
    }
}

#[test]
fn the_current_token_moves_the_counter() {
    assert_eq!(
        second_kind(&session(Some(0)), 0, rules(), now()),
        Ok(Step::Rotate(1))
    );
    assert_eq!(
        second_kind(&at(41, 5000), 41, rules(), now()),
        Ok(Step::Rotate(42))
    );
}

#[test]
fn one_behind_is_a_lost_answer_at_any_time() {
    let late = second_kind(&at(5, 5000), 4, rules(), now());
    assert_eq!(
        late,
        Ok(Step::Replay {
            current: 5,
            causes: vec![ReuseCause::FailToSave]
        })
    );
    let at_once = second_kind(&at(5, 1), 4, rules(), now());
    let both = vec![ReuseCause::ConcurrentRefresh, ReuseCause::FailToSave];
    assert_eq!(
        at_once,
        Ok(Step::Replay {
            current: 5,
            causes: both
        })
    );
}

#[test]
fn any_copy_is_good_inside_the_interval_and_none_at_its_end() {
    let inside = second_kind(&at(5, 9), 1, rules(), now());
    assert_eq!(
        inside,
        Ok(Step::Replay {
            current: 5,
            causes: vec![ReuseCause::ConcurrentRefresh]
        })
    );
    assert_eq!(
        second_kind(&at(5, 10), 1, rules(), now()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn another_nodes_clock_may_be_ahead() {
    assert!(second_kind(&at(5, -3), 1, rules(), now()).is_ok());
    assert_eq!(
        second_kind(&at(5, -10), 1, rules(), now()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn without_rotation_too_old_a_token_ends_nothing() {
    let rules = RefreshRules {
        rotation: false,
        ..rules()
    };
    assert_eq!(
        second_kind(&at(5, 60), 1, rules, now()),
        Err(RefreshRefusal::AlreadyUsed)
    );
}

#[test]
fn reuse_can_be_allowed() {
    let rules = RefreshRules {
        allow_reuse: true,
        ..rules()
    };
    let old = second_kind(&at(5, 60), 1, rules, now());
    assert_eq!(
        old,
        Ok(Step::Replay {
            current: 5,
            causes: vec![ReuseCause::AlwaysAllow]
        })
    );
}

#[test]
fn a_counter_ahead_was_not_issued_here() {
    assert_eq!(
        second_kind(&at(5, 0), 6, rules(), now()),
        Err(RefreshRefusal::NotIssued)
    );
    assert_eq!(
        second_kind(&at(5, 0), i64::MAX, rules(), now()),
        Err(RefreshRefusal::NotIssued)
    );
    assert_eq!(
        second_kind(&session(None), 0, rules(), now()),
        Err(RefreshRefusal::NotFound)
    );
    assert_eq!(
        second_kind(&at(i64::MAX, 0), i64::MAX, rules(), now()),
        Err(RefreshRefusal::NotIssued)
    );
}

#[test]
fn a_token_of_the_first_kind_is_replaced_while_it_is_good() {
    let session = session(None);
    assert_eq!(
        first_kind(&session, first(false, false, 9000), rules(), now()),
        Ok(Step::Upgrade)
    );
    assert_eq!(
        first_kind(&session, first(true, true, 9000), rules(), now()),
        Ok(Step::Upgrade)
    );
    assert_eq!(
        first_kind(&session, first(true, false, 10), rules(), now()),
        Ok(Step::Upgrade)
    );
    assert_eq!(
        first_kind(&session, first(true, false, 11), rules(), now()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn a_replaced_token_gets_the_current_one_while_the_counter_is_zero_or_at_once() {
    let spent = first(true, false, 3600);
    let unmoved = first_kind(&at(0, 3600), spent, rules(), now());
    assert_eq!(
        unmoved,
        Ok(Step::Replay {
            current: 0,
            causes: vec![ReuseCause::FailToSave]
        })
    );
    let at_once = first_kind(&at(3, 9), spent, rules(), now());
    assert_eq!(
        at_once,
        Ok(Step::Replay {
            current: 3,
            causes: vec![ReuseCause::ConcurrentRefresh]
        })
    );
    assert_eq!(
        first_kind(&at(1, 10), spent, rules(), now()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn an_ancient_token_of_the_first_kind_is_no_lost_answer() {
    let ancient = first(true, false, 9000);
    assert_eq!(
        first_kind(&at(0, 3600), ancient, rules(), now()),
        Err(RefreshRefusal::Stolen)
    );
}

#[test]
fn the_users_and_the_sessions_state_come_first_in_their_order() {
    let user = account(1, None, false).user;
    assert_eq!(admit(&session(Some(0)), &user, rules(), now()), Ok(()));
    let mut banned = user.clone();
    banned.banned_until = Some(now() + seconds(1));
    let mut ended = session(Some(0));
    ended.not_after = Some(now() - seconds(1));
    assert_eq!(
        admit(&ended, &banned, rules(), now()),
        Err(RefreshRefusal::Banned)
    );
    assert_eq!(
        admit(&ended, &user, rules(), now()),
        Err(RefreshRefusal::Expired)
    );
    let mut deleted = user.clone();
    deleted.deleted_at = Some(now());
    assert_eq!(
        admit(&session(Some(0)), &deleted, rules(), now()),
        Err(RefreshRefusal::NotFound)
    );
    let mut of_client = session(Some(0));
    of_client.is_of_oauth_client = true;
    assert_eq!(
        admit(&of_client, &user, rules(), now()),
        Err(RefreshRefusal::OfOauthClient)
    );
}
