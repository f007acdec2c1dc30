//! Who may refresh at all, in the order in which the reasons are told.

use super::*;
use crate::domain::User;

const SHORT: SessionRules = SessionRules {
    timebox: Some(TimeDelta::seconds(60)),
    inactivity_timeout: Some(TimeDelta::seconds(30)),
};

fn admitted(session: &Session, user: &User, sessions: SessionRules) -> Result<(), RefreshRefusal> {
    let rules = RefreshRules {
        sessions,
        ..rules()
    };
    admit(session, user, rules, NOW)
}

#[test]
fn a_session_in_its_time_is_admitted() {
    let session = Session {
        created_at: before(60),
        refreshed_at: Some(before(30)),
        not_after: Some(NOW),
        ..session()
    };
    assert_eq!(admitted(&session, &user(1), SHORT), Ok(()));
}

#[test]
fn a_deleted_user_is_as_good_as_none_banned_or_not() {
    let deleted = User {
        deleted_at: Some(before(1)),
        banned_until: Some(after(1)),
        ..user(1)
    };
    assert_eq!(
        admitted(&session(), &deleted, SHORT),
        Err(RefreshRefusal::NotFound)
    );
}

#[test]
fn a_ban_is_told_before_the_sessions_end() {
    let banned = User {
        banned_until: Some(after(1)),
        ..user(1)
    };
    assert_eq!(
        admitted(&session(), &banned, SHORT),
        Err(RefreshRefusal::Banned)
    );
}

#[test]
fn at_its_very_end_a_ban_is_over() {
    let free = User {
        banned_until: Some(NOW),
        ..user(1)
    };
    assert_eq!(admitted(&session(), &free, SessionRules::default()), Ok(()));
}

#[test]
fn an_end_is_told_before_inactivity() {
    assert_eq!(
        admitted(&session(), &user(1), SHORT),
        Err(RefreshRefusal::Expired)
    );
}

#[test]
fn inactivity_is_told_before_the_oauth_client() {
    let session = Session {
        created_at: before(60),
        refreshed_at: Some(before(30) - a_moment()),
        is_of_oauth_client: true,
        ..session()
    };
    assert_eq!(
        admitted(&session, &user(1), SHORT),
        Err(RefreshRefusal::Inactive)
    );
}

#[test]
fn a_session_of_an_oauth_client_needs_that_client() {
    let session = Session {
        is_of_oauth_client: true,
        ..session()
    };
    let refused = admitted(&session, &user(1), SessionRules::default());
    assert_eq!(refused, Err(RefreshRefusal::OfOauthClient));
}
