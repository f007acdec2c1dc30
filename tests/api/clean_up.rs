//! What is removed behind the requests, and what is not.

use crate::gate::{Gate, text};
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::RUNTIME;
use chrono::TimeDelta;
use daemun::flows::clean_up::{self, CleanedUp};

fn clean_up(gate: &Gate) -> CleanedUp {
    let context = &gate.service.context;
    RUNTIME
        .block_on(clean_up::clean_up(context))
        .expect("the database answers")
}

/// Flow states that were made when the clock began.
fn flow_states(gate: &Gate, count: usize) {
    let rows: Vec<String> = (0..count)
        .map(|n| format!("('00000000-0000-4000-8000-{n:012}', 'kakao', 'oauth', '2026-03-01T09:00:00.123456Z')"))
        .collect();
    let rows = rows.join(", ");
    gate.execute("flow_state", &format!("insert into {{table}} (id, provider_type, authentication_method, created_at) values {rows}"));
}

fn count(gate: &Gate, table: &str) -> usize {
    gate.texts(table, "select cast(count(*) as text) as text from {table}")[0]
        .parse()
        .expect("a number")
}

/// A session whose tokens are of the first kind: one spent long ago, its child, spent too, and that one's child.
fn first_kind(gate: &Gate) {
    let session = gate.sign_in(7);
    let user = text(&session, "/user/id");
    gate.execute(
        "sessions",
        "update {table} set refresh_token_hmac_key = null, refresh_token_counter = null",
    );
    for (token, revoked, parent) in [
        ("oldoldoldold", true, ""),
        ("parentparent", true, "oldoldoldold"),
        ("activeactive", false, "parentparent"),
    ] {
        gate.execute("refresh_tokens", &format!(
            "insert into {{table}} (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id) \
             select '00000000-0000-0000-0000-000000000000', '{token}', '{user}', {revoked}, \
             '2026-03-01T09:00:00.123456Z', '2026-03-01T09:00:00.123456Z', '{parent}', id from {sessions}",
            sessions = gate.table("sessions"),
        ));
    }
}

fn tokens(gate: &Gate) -> Vec<String> {
    gate.texts(
        "refresh_tokens",
        "select token as text from {table} order by id",
    )
}

both_databases! {
    fn flow_states_go_after_a_day(database: TestDatabase) {
        let gate = Gate::new(database);
        flow_states(&gate, 3);
        gate.service.clock.advance(TimeDelta::hours(24));
        assert_eq!(clean_up(&gate), CleanedUp::default(), "at the very instant they stay");
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate), CleanedUp { flow_states: 3, ..CleanedUp::default() });
        assert_eq!(count(&gate, "flow_state"), 0);
    }

    fn what_is_remembered_of_a_flow_goes_with_it(database: TestDatabase) {
        let is_postgres = database.is_postgres();
        let gate = Gate::new(database);
        let table = if is_postgres { "daemun.flow_notes" } else { "flow_notes" };
        gate.execute("", &format!(
            "insert into {table} (flow_id, created_at) values ('00000000-0000-4000-8000-000000000000', '2026-03-01T09:00:00.123456Z')"
        ));
        gate.service.clock.advance(TimeDelta::hours(24));
        assert_eq!(clean_up(&gate).flow_notes, 0);
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate).flow_notes, 1);
    }

    fn flow_states_that_live_longer_than_a_day_stay_as_long(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_EXTERNAL_FLOW_STATE_EXPIRY_DURATION", "48h")]);
        flow_states(&gate, 1);
        gate.service.clock.advance(TimeDelta::hours(48));
        assert_eq!(clean_up(&gate).flow_states, 0);
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate).flow_states, 1);
    }

    fn a_round_is_bounded_and_says_that_there_is_more(database: TestDatabase) {
        let gate = Gate::new(database);
        flow_states(&gate, 130);
        gate.service.clock.advance(TimeDelta::days(2));
        let first = clean_up(&gate);
        assert!(first.flow_states == 100 && first.is_unfinished(), "{first:?}");
        let second = clean_up(&gate);
        assert!(second.flow_states == 30 && !second.is_unfinished(), "{second:?}");
    }

    fn sessions_go_a_day_after_their_fixed_end(database: TestDatabase) {
        let gate = Gate::new(database);
        let over = gate.sign_in(1);
        gate.execute("sessions", "update {table} set not_after = '2026-03-01T10:00:00.000000Z'");
        let alive = gate.sign_in(2);
        gate.service.clock.set("2026-03-02T10:00:00.000000Z".parse().unwrap());
        assert_eq!(clean_up(&gate).sessions, 0);
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate).sessions, 1);
        gate.refresh(text(&alive, "/refresh_token")).expect(200);
        let gone = gate.refresh(text(&over, "/refresh_token")).expect(400).json();
        assert_eq!(gone["error_code"], "refresh_token_not_found");
        assert_eq!(count(&gate, "mfa_amr_claims"), 1, "what hangs on a session goes with it");
        assert_eq!(count(&gate, "users"), 2, "users stay");
    }

    fn sessions_go_a_day_after_their_time_box(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_SESSIONS_TIMEBOX", "1h")]);
        gate.sign_in(1);
        gate.service.clock.advance(TimeDelta::hours(25));
        assert_eq!(clean_up(&gate).sessions, 0);
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate).sessions, 1);
    }

    fn sessions_go_a_day_after_they_have_become_inactive(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_SESSIONS_INACTIVITY_TIMEOUT", "2h")]);
        gate.sign_in(1);
        let used = gate.sign_in(2);
        gate.service.clock.advance(TimeDelta::hours(1));
        gate.refresh(text(&used, "/refresh_token")).expect(200);
        gate.service.clock.advance(TimeDelta::hours(25));
        assert_eq!(clean_up(&gate).sessions, 0);
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate).sessions, 1, "the one that was never refreshed");
        gate.service.clock.advance(TimeDelta::hours(1));
        assert_eq!(clean_up(&gate).sessions, 1);
    }

    fn without_limits_a_session_stays_for_ever(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = gate.sign_in(1);
        gate.service.clock.advance(TimeDelta::days(10_000));
        assert_eq!(clean_up(&gate), CleanedUp::default());
        gate.refresh(text(&session, "/refresh_token")).expect(200);
    }

    fn spent_tokens_go_after_a_day_but_for_the_one_whose_answer_may_be_lost(database: TestDatabase) {
        let gate = Gate::new(database);
        first_kind(&gate);
        gate.service.clock.advance(TimeDelta::hours(24));
        assert_eq!(clean_up(&gate).tokens, 0);
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_eq!(clean_up(&gate).tokens, 1);
        assert_eq!(tokens(&gate), ["parentparent", "activeactive"]);
        let upgraded = gate.refresh("activeactive").expect(200).json();
        gate.service.clock.advance(TimeDelta::days(3));
        assert_eq!(clean_up(&gate).tokens, 0, "the first token of the second kind has not been used");
        let again = gate.refresh("activeactive").expect(200).json();
        assert_eq!(again["refresh_token"], upgraded["refresh_token"]);
        gate.refresh(text(&again, "/refresh_token")).expect(200);
        assert_eq!(clean_up(&gate).tokens, 2);
        assert_eq!(tokens(&gate), [""; 0]);
    }

    fn two_nodes_at_once_remove_each_row_once(database: TestDatabase) {
        let gate = Gate::new(database);
        flow_states(&gate, 150);
        gate.service.clock.advance(TimeDelta::days(2));
        let removed: usize = std::thread::scope(|scope| {
            let nodes: Vec<_> = (0..4).map(|_| scope.spawn(|| clean_up(&gate).rows())).collect();
            nodes.into_iter().map(|node| node.join().expect("no panic")).sum()
        });
        assert!(removed >= 100, "{removed}");
        assert_eq!(removed + count(&gate, "flow_state"), 150);
    }
}

#[test]
fn what_somebody_else_has_under_lock_is_left_alone() {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, PgConnection};
    let name = "what_somebody_else_has_under_lock_is_left_alone";
    let Some(database) = TestDatabase::postgres(name) else {
        return;
    };
    let url = database.url().to_owned();
    let gate = Gate::new(database);
    flow_states(&gate, 2);
    gate.sign_in(1);
    gate.execute(
        "sessions",
        "update {table} set not_after = '2026-03-01T09:00:00Z'",
    );
    gate.service.clock.advance(TimeDelta::days(2));
    let mut other = PgConnection::establish(&url).expect("a connection");
    other
        .batch_execute(
            "begin; select from auth.flow_state where id = '00000000-0000-4000-8000-000000000000' for update; \
             select from auth.sessions for update",
        )
        .expect("the rows are locked");
    let while_locked = clean_up(&gate);
    assert_eq!((while_locked.flow_states, while_locked.sessions), (1, 0));
    other.batch_execute("rollback").expect("the locks go");
    let afterwards = clean_up(&gate);
    assert_eq!((afterwards.flow_states, afterwards.sessions), (1, 1));
}
