//! Tokens with a counter.

use super::*;

fn shown(session: &Session, counter: i64, rules: RefreshRules) -> Result<Step, RefreshRefusal> {
    second_kind(session, counter, rules, NOW)
}

#[test]
fn the_newest_token_moves_the_counter_by_one() {
    assert_eq!(shown(&session(), 0, rules()), Ok(Step::Rotate(1)));
    assert_eq!(
        shown(&rotated(7, before(3_000)), 7, rules()),
        Ok(Step::Rotate(8))
    );
}

#[test]
fn a_counter_ahead_of_ours_was_not_issued_here() {
    let session = rotated(7, NOW);
    let generous = RefreshRules {
        allow_reuse: true,
        ..rules()
    };
    assert_eq!(shown(&session, 8, generous), Err(RefreshRefusal::NotIssued));
    assert_eq!(
        shown(&session, i64::MAX, generous),
        Err(RefreshRefusal::NotIssued)
    );
}

#[test]
fn a_session_without_a_counter_knows_no_such_token() {
    let session = Session {
        refresh_token_counter: None,
        ..session()
    };
    assert_eq!(shown(&session, 0, rules()), Err(RefreshRefusal::NotFound));
}

#[test]
fn counters_at_the_edge_of_a_column_are_no_panic() {
    assert_eq!(
        shown(&rotated(i64::MAX, NOW), i64::MAX, rules()),
        Err(RefreshRefusal::NotIssued)
    );
    assert_eq!(
        shown(&rotated(i64::MAX, NOW), i64::MIN, rules()),
        Err(RefreshRefusal::NotIssued)
    );
    assert_eq!(
        shown(&rotated(i64::MIN, NOW), i64::MAX, rules()),
        Err(RefreshRefusal::NotIssued)
    );
}

#[test]
fn one_step_behind_gets_the_current_token_however_late() {
    let session = rotated(7, before(3_000_000));
    assert_eq!(
        shown(&session, 6, rules()),
        Ok(replay_of(7, &[ReuseCause::FailToSave]))
    );
}

#[test]
fn inside_the_interval_every_older_copy_gets_the_current_token() {
    let session = rotated(7, before(INTERVAL) + a_moment());
    assert_eq!(
        shown(&session, 0, rules()),
        Ok(replay_of(7, &[ReuseCause::ConcurrentRefresh]))
    );
    assert_eq!(
        shown(&session, 6, rules()),
        Ok(replay_of(
            7,
            &[ReuseCause::ConcurrentRefresh, ReuseCause::FailToSave]
        ))
    );
}

#[test]
fn exactly_at_the_interval_it_is_over() {
    let session = rotated(7, before(INTERVAL));
    assert_eq!(shown(&session, 5, rules()), Err(RefreshRefusal::Stolen));
    assert_eq!(
        shown(&session, 6, rules()),
        Ok(replay_of(7, &[ReuseCause::FailToSave]))
    );
}

#[test]
fn a_rotation_by_a_clock_that_is_ahead_counts_as_inside_only_within_the_interval() {
    let ahead = rotated(7, after(INTERVAL) - a_moment());
    assert_eq!(
        shown(&ahead, 5, rules()),
        Ok(replay_of(7, &[ReuseCause::ConcurrentRefresh]))
    );
    let far_ahead = rotated(7, after(INTERVAL));
    assert_eq!(shown(&far_ahead, 5, rules()), Err(RefreshRefusal::Stolen));
}

#[test]
fn an_interval_of_zero_holds_for_nobody() {
    let rules = RefreshRules {
        reuse_interval: TimeDelta::zero(),
        ..rules()
    };
    assert_eq!(
        shown(&rotated(7, NOW), 5, rules),
        Err(RefreshRefusal::Stolen)
    );
    assert_eq!(
        shown(&rotated(7, NOW), 6, rules),
        Ok(replay_of(7, &[ReuseCause::FailToSave]))
    );
}

#[test]
fn where_reuse_is_allowed_any_older_copy_gets_the_current_token() {
    let rules = RefreshRules {
        allow_reuse: true,
        ..rules()
    };
    assert_eq!(
        shown(&rotated(7, before(3_000)), 2, rules),
        Ok(replay_of(7, &[ReuseCause::AlwaysAllow]))
    );
}

#[test]
fn the_causes_are_told_in_the_headers_order_and_words() {
    let rules = RefreshRules {
        allow_reuse: true,
        ..rules()
    };
    let Ok(Step::Replay { causes, .. }) = shown(&rotated(7, NOW), 6, rules) else {
        panic!("the current token is given again");
    };
    let words: Vec<_> = causes.into_iter().map(ReuseCause::name).collect();
    assert_eq!(
        words,
        ["concurrent-refresh", "fail-to-save", "always-allow"]
    );
}

#[test]
fn without_rotation_a_copy_that_is_too_old_is_refused_and_the_session_stays() {
    let rules = RefreshRules {
        rotation: false,
        ..rules()
    };
    assert_eq!(
        shown(&rotated(7, before(3_000)), 5, rules),
        Err(RefreshRefusal::AlreadyUsed)
    );
}
