//! `POST /token?grant_type=refresh_token` with tokens of the first kind, in a database that Supabase Auth left.

use super::refresh_token::assert_refused;
use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::both_databases;
use chrono::TimeDelta;
use daemun::domain::SessionId;
use daemun::domain::upgrade::is_chosen;
use serde_json::Value;

/// What keeps sessions on tokens of the first kind.
const STAYING: [(&str, &str); 1] = [("DAEMUN_SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE", "0")];
const ALREADY_USED: (&str, &str) = (
    "refresh_token_already_used",
    "Invalid Refresh Token: Already Used",
);

/// A session whose tokens are of the first kind: `oldoldoldold`, `parentparent` and `activeactive`, each the parent of
/// the next, the last of them unspent. All were written an hour ago.
fn left_by_supabase_auth(gate: &Gate) -> Value {
    let session = gate.sign_in(1);
    let user = text(&session, "/user/id");
    gate.execute(
        "sessions",
        "update {table} set refresh_token_hmac_key = null, refresh_token_counter = null",
    );
    let tokens = [
        ("oldoldoldold", true, ""),
        ("parentparent", true, "oldoldoldold"),
        ("activeactive", false, "parentparent"),
    ];
    for (token, revoked, parent) in tokens {
        gate.execute("refresh_tokens", &format!(
            "insert into {{table}} (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id) \
             select '00000000-0000-0000-0000-000000000000', '{token}', '{user}', {revoked}, \
             '2026-03-01T08:00:00.000000Z', '2026-03-01T08:00:00.000000Z', '{parent}', id from {sessions}",
            sessions = gate.table("sessions"),
        ));
    }
    session
}

fn token(answer: &Response) -> String {
    text(&answer.json(), "/refresh_token").to_owned()
}

/// The tokens with what became of them, oldest first.
fn kept(gate: &Gate) -> Vec<String> {
    gate.texts("refresh_tokens", "select token || case when revoked then ' spent' else ' active' end \
        || case when parent = '' then '' else ' after ' || parent end as text from {table} order by id")
}

fn audited(gate: &Gate) -> Vec<String> {
    let mut actions = gate.texts(
        "audit_log_entries",
        "select payload->>'action' as text from {table}",
    );
    actions.sort_unstable();
    actions
}

both_databases! {
    fn an_unspent_token_is_spent_and_has_a_child(database: TestDatabase) {
        let gate = Gate::with(database, &STAYING);
        let session = left_by_supabase_auth(&gate);
        let answer = gate.refresh("activeactive").expect(200);
        let child = token(&answer);
        assert_eq!(child.len(), 12);
        assert_eq!(answer.header("sb-auth-refresh-token-prefix"), child.get(..5));
        assert_eq!(answer.header("sb-auth-refresh-token-counter"), None);
        assert_eq!(answer.header("sb-auth-refresh-token-reuse"), Some("false"));
        assert_eq!(answer.json()["user"], session["user"], "a refresh is no sign-in");
        assert_eq!(kept(&gate)[2..], ["activeactive spent after parentparent".to_owned(), format!("{child} active after activeactive")]);
        let refreshed_at = gate.texts("sessions", "select cast(refreshed_at as text) as text from {table}");
        assert!(refreshed_at[0].contains("09:00:00.123456"), "{refreshed_at:?}");
        assert_eq!(audited(&gate), ["login", "token_refreshed", "token_revoked"]);
        gate.user(text(&answer.json(), "/access_token")).expect(200);
        let next = gate.refresh(&child).expect(200);
        assert_ne!(token(&next), child);
    }

    fn the_parent_of_the_active_token_gets_that_one_at_any_time(database: TestDatabase) {
        let gate = Gate::with(database, &STAYING);
        left_by_supabase_auth(&gate);
        let before = kept(&gate);
        gate.service.clock.advance(TimeDelta::days(30));
        let answer = gate.refresh("parentparent").expect(200);
        assert_eq!(token(&answer), "activeactive");
        assert_eq!(answer.header("sb-auth-refresh-token-prefix"), Some("activ"));
        assert_eq!(answer.header("sb-auth-refresh-token-reuse"), None);
        assert_eq!(kept(&gate), before);
        assert_eq!(audited(&gate), ["login", "token_refreshed"]);
    }

    fn a_grandparent_has_another_child_within_the_interval_which_begins_anew(database: TestDatabase) {
        let gate = Gate::with(database, &STAYING);
        left_by_supabase_auth(&gate);
        let one = token(&gate.refresh("activeactive").expect(200));
        let two = token(&gate.refresh(&one).expect(200));
        gate.service.clock.advance(TimeDelta::seconds(10));
        let other = token(&gate.refresh("activeactive").expect(200));
        assert!(other != one && other != two);
        gate.service.clock.advance(TimeDelta::seconds(10));
        assert_eq!(token(&gate.refresh("activeactive").expect(200)), other, "it is the newest one's parent now");
    }

    fn an_older_token_spends_the_whole_family_and_leaves_the_session(database: TestDatabase) {
        let gate = Gate::with(database, &STAYING);
        let session = left_by_supabase_auth(&gate);
        assert_refused(gate.refresh("oldoldoldold"), ALREADY_USED.0, ALREADY_USED.1);
        assert!(kept(&gate).iter().all(|token| token.contains("spent")), "{:?}", kept(&gate));
        gate.user(text(&session, "/access_token")).expect(200);
        gate.service.clock.advance(TimeDelta::seconds(11));
        assert_refused(gate.refresh("activeactive"), ALREADY_USED.0, ALREADY_USED.1);
    }

    fn with_rotation_off_the_family_stays(database: TestDatabase) {
        let off = ("DAEMUN_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED", "false");
        let gate = Gate::with(database, &[STAYING[0], off]);
        left_by_supabase_auth(&gate);
        assert_refused(gate.refresh("oldoldoldold"), ALREADY_USED.0, ALREADY_USED.1);
        gate.refresh("activeactive").expect(200);
    }

    fn ten_at_once_all_get_a_token_that_goes_on(database: TestDatabase) {
        let gate = Gate::with(database, &STAYING);
        left_by_supabase_auth(&gate);
        let answers: Vec<String> = std::thread::scope(|scope| {
            let askers: Vec<_> = (0..10).map(|_| scope.spawn(|| token(&gate.refresh("activeactive").expect(200)))).collect();
            askers.into_iter().map(|asker| asker.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|token| *token == answers[0]), "the first made it, the others were given it");
        gate.refresh(&answers[0]).expect(200);
    }

    fn version_one_upgrades_nobody_and_a_sign_in_of_ours_is_of_the_second_kind(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION", "1")]);
        left_by_supabase_auth(&gate);
        assert_eq!(token(&gate.refresh("activeactive").expect(200)).len(), 12);
        let new = gate.sign_in(2);
        let answer = gate.refresh(text(&new, "/refresh_token")).expect(200);
        assert_eq!(answer.header("sb-auth-refresh-token-counter"), Some("1"));
    }

    fn the_percentage_chooses_by_session_as_supabase_auth_does(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE", "34")]);
        left_by_supabase_auth(&gate);
        // Go draws 33 for the one and 34 for the other.
        for (id, is_upgraded) in [("ffffffff-ffff-ffff-ffff-ffffffffffff", true), ("6f0b7a3e-2d1c-4b5a-8f9e-0a1b2c3d4e5f", false)] {
            assert_eq!(is_chosen(SessionId(id.parse().unwrap()), 34), is_upgraded);
            gate.execute("sessions", &format!(
                "insert into {{table}} (id, user_id, created_at, updated_at, aal) \
                 select '{id}', user_id, created_at, updated_at, aal from {{table}} where refresh_token_counter is null limit 1"
            ));
            let token_of_it = format!("{}tokentok", id.get(..4).expect("an id"));
            gate.execute("refresh_tokens", &format!(
                "insert into {{table}} (instance_id, token, user_id, revoked, created_at, updated_at, session_id) \
                 select instance_id, '{token_of_it}', user_id, false, created_at, updated_at, '{id}' from {{table}} \
                 where token = 'activeactive'"
            ));
            let answer = gate.refresh(&token_of_it).expect(200);
            assert_eq!(token(&answer).len() > 12, is_upgraded, "{id}");
        }
    }

    fn a_token_without_a_session_is_refused_and_a_banned_user_before_it(database: TestDatabase) {
        let gate = Gate::new(database);
        left_by_supabase_auth(&gate);
        gate.execute("refresh_tokens", "update {table} set session_id = null");
        assert_refused(gate.refresh("activeactive"), "session_not_found", "Invalid Refresh Token: No Valid Session Found");
        gate.execute("users", "update {table} set banned_until = '2026-03-01T10:00:00.000000Z'");
        assert_refused(gate.refresh("activeactive"), "user_banned", "Invalid Refresh Token: User Banned");
        gate.execute("users", "update {table} set deleted_at = '2026-03-01T08:00:00.000000Z'");
        assert_refused(gate.refresh("activeactive"), "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
    }
}
