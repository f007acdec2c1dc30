//! How long sessions live and how many a user has at a time: `SESSIONS_*`, as a refresh meets them.

use super::refresh_token::{assert_refused, next};
use crate::gate::{Gate, text};
use crate::support::database::both_databases;
use chrono::TimeDelta;

const TIMEBOX: (&str, &str) = ("DAEMUN_SESSIONS_TIMEBOX", "10h");
const INACTIVITY: (&str, &str) = ("DAEMUN_SESSIONS_INACTIVITY_TIMEOUT", "1h");
const SINGLE: (&str, &str) = ("DAEMUN_SESSIONS_SINGLE_PER_USER", "true");
const EXPIRED: &str = "Invalid Refresh Token: Session Expired";
const INACTIVE: &str = "Invalid Refresh Token: Session Expired (Inactivity)";
const SUPERSEDED: &str = "Invalid Refresh Token: Session Expired (Revoked by Newer Login)";

/// A sign-in a second after whatever was before; its refresh token.
fn sign_in(gate: &Gate, person: u64) -> String {
    gate.service.clock.advance(TimeDelta::seconds(1));
    text(&gate.sign_in(person), "/refresh_token").to_owned()
}

fn refresh_later(gate: &Gate, token: &str, span: TimeDelta) -> String {
    gate.service.clock.advance(span);
    next(gate.refresh(token))
}

both_databases! {
    fn the_time_box_counts_from_the_sign_in(database: TestDatabase) {
        let gate = Gate::with(database, &[TIMEBOX]);
        let token = text(&gate.sign_in(1), "/refresh_token").to_owned();
        let token = refresh_later(&gate, &token, TimeDelta::hours(9));
        let token = refresh_later(&gate, &token, TimeDelta::hours(1));
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_refused(gate.refresh(&token), "session_expired", EXPIRED);
        gate.refresh(&sign_in(&gate, 1)).expect(200);
    }

    fn inactivity_counts_from_the_last_refresh_and_before_the_first_from_the_sign_in(database: TestDatabase) {
        let gate = Gate::with(database, &[INACTIVITY]);
        let idle = text(&gate.sign_in(1), "/refresh_token").to_owned();
        let busy = text(&gate.sign_in(2), "/refresh_token").to_owned();
        let busy = refresh_later(&gate, &busy, TimeDelta::hours(1));
        gate.service.clock.advance(TimeDelta::microseconds(1));
        assert_refused(gate.refresh(&idle), "session_expired", INACTIVE);
        gate.service.clock.advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
        gate.refresh(&busy).expect(200);
    }

    fn an_answer_that_is_given_again_keeps_no_session_alive(database: TestDatabase) {
        let gate = Gate::with(database, &[INACTIVITY]);
        let zero = text(&gate.sign_in(1), "/refresh_token").to_owned();
        let one = next(gate.refresh(&zero));
        assert_eq!(refresh_later(&gate, &zero, TimeDelta::minutes(40)), one);
        gate.service.clock.advance(TimeDelta::minutes(21));
        assert_refused(gate.refresh(&one), "session_expired", INACTIVE);
    }

    fn of_two_sessions_of_a_user_the_older_is_refused(database: TestDatabase) {
        let gate = Gate::with(database, &[SINGLE]);
        let older = sign_in(&gate, 1);
        let somebody_else = sign_in(&gate, 2);
        let newer = sign_in(&gate, 1);
        assert_refused(gate.refresh(&older), "session_expired", SUPERSEDED);
        let newer = refresh_later(&gate, &newer, TimeDelta::seconds(1));
        gate.refresh(&somebody_else).expect(200);
        gate.refresh(&newer).expect(200);
        assert_refused(gate.refresh(&older), "session_expired", SUPERSEDED);
    }

    fn a_newer_session_that_is_over_or_gone_ends_no_other(database: TestDatabase) {
        let gate = Gate::with(database, &[SINGLE]);
        let older = sign_in(&gate, 1);
        gate.service.clock.advance(TimeDelta::seconds(1));
        let newer = gate.sign_in(1);
        let of_newer = "where created_at = (select max(created_at) from {table})";
        gate.execute("sessions", &format!("update {{table}} set not_after = '2026-03-01T09:00:00.000000Z' {of_newer}"));
        let older = next(gate.refresh(&older));
        gate.execute("sessions", &format!("update {{table}} set not_after = null, refreshed_at = '2027-01-01T00:00:00.000000Z' {of_newer}"));
        assert_refused(gate.refresh(&older), "session_expired", SUPERSEDED);
        let bearer = text(&newer, "/access_token");
        gate.service.client().post("/logout?scope=local").bearer(bearer).send().expect(204);
        gate.refresh(&older).expect(200);
    }

    fn each_tag_has_a_session_of_its_own(database: TestDatabase) {
        let gate = Gate::with(database, &[SINGLE, ("DAEMUN_SESSIONS_TAGS", "web,mobile")]);
        let mobile = sign_in(&gate, 1);
        gate.execute("sessions", "update {table} set tag = 'mobile'");
        let web = sign_in(&gate, 1);
        let mobile = next(gate.refresh(&mobile));
        let other_web = sign_in(&gate, 1);
        gate.execute("sessions", "update {table} set tag = 'unknown' where created_at = (select max(created_at) from {table})");
        assert_refused(gate.refresh(&web), "session_expired", SUPERSEDED);
        gate.refresh(&mobile).expect(200);
        gate.refresh(&other_web).expect(200);
    }

    fn without_the_setting_a_user_has_as_many_as_there_are_sign_ins(database: TestDatabase) {
        let gate = Gate::new(database);
        let older = sign_in(&gate, 1);
        let newer = sign_in(&gate, 1);
        gate.refresh(&newer).expect(200);
        gate.refresh(&older).expect(200);
    }
}
