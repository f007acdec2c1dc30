//! Refreshes through the writer: one counter, one winner, and tokens of both kinds.

use crate::bench::{Bench, key, now};
use crate::support::database::{TestDatabase, both_databases};
use chrono::{DateTime, TimeDelta, Utc};
use daemun::domain::SessionId;
use daemun::domain::refresh::{RefreshRefusal, ReuseCause, Step};
use daemun::store::sessions;
use daemun::store::writer::RefreshOutcome;
use daemun::token::refresh::{RefreshKey, encode_v2};

fn refresh(bench: &Bench, session: SessionId, counter: u64, at: DateTime<Utc>) -> RefreshOutcome {
    let job = bench.refresh_job(session, counter, at);
    bench
        .runtime
        .block_on(bench.store.refresh(job))
        .expect("the store answers")
}

fn refresh_by(bench: &Bench, token: &str, at: DateTime<Utc>) -> RefreshOutcome {
    let job = bench.refresh_job_of(token, at);
    bench
        .runtime
        .block_on(bench.store.refresh(job))
        .expect("the store answers")
}

fn step(outcome: RefreshOutcome) -> Result<Step, RefreshRefusal> {
    outcome.map(|refreshed| refreshed.step)
}

fn exists(bench: &Bench, session: SessionId) -> bool {
    bench
        .runtime
        .block_on(bench.store.read(move |conn| sessions::find(conn, session)))
        .expect("the session can be looked for")
        .is_some()
}

/// A user with a token of the first kind that Supabase Auth gave, and its spent parent.
fn with_first_kind(database: &TestDatabase, bench: &Bench) -> SessionId {
    let session = bench.sign_in(bench.job("1001", None)).session;
    let schema = if database.is_postgres() { "auth." } else { "" };
    database.execute(&format!(
        "update {schema}sessions set refresh_token_hmac_key = null, refresh_token_counter = null; \
         insert into {schema}refresh_tokens (instance_id, id, token, user_id, revoked, created_at, updated_at, parent, session_id) \
         values ('00000000-0000-0000-0000-000000000000', 1, 'oldoldoldold', '{user}', true, '{at}', '{at}', null, '{id}'), \
                ('00000000-0000-0000-0000-000000000000', 2, 'parentparent', '{user}', true, '{at}', '{at}', 'oldoldoldold', '{id}'), \
                ('00000000-0000-0000-0000-000000000000', 3, 'activeactive', '{user}', false, '{at}', '{at}', 'parentparent', '{id}')",
        user = session.user_id,
        id = session.id,
        at = "2026-03-01T08:00:00.000000Z",
    ));
    session.id
}

/// Shows a token of the first kind, the same again days later, and then one that is older.
fn is_answered_again(database: &TestDatabase, shown: &str) {
    let bench = Bench::new(database);
    let session = with_first_kind(database, &bench);
    assert_eq!(step(refresh_by(&bench, shown, now())), Ok(Step::Upgrade));

    let later = now() + TimeDelta::days(3);
    let again = step(refresh_by(&bench, shown, later));
    let causes = vec![ReuseCause::FailToSave];
    assert_eq!(again, Ok(Step::Replay { current: 0, causes }));
    let older = step(refresh_by(&bench, "oldoldoldold", later));
    assert_eq!(older, Err(RefreshRefusal::Stolen));
    assert!(!exists(&bench, session));
}

both_databases! {
    fn each_token_gives_the_next(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = bench.sign_in(bench.job("1001", None)).session.id;

        for counter in 0..3 {
            let next = i64::try_from(counter).unwrap() + 1;
            assert_eq!(step(refresh(&bench, session, counter, now())), Ok(Step::Rotate(next)));
        }
    }

    fn one_step_behind_gets_the_current_one_at_any_time(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = bench.sign_in(bench.job("1001", None)).session.id;
        step(refresh(&bench, session, 0, now())).expect("rotated");

        let late = step(refresh(&bench, session, 0, now() + TimeDelta::days(3)));
        assert_eq!(late, Ok(Step::Replay { current: 1, causes: vec![ReuseCause::FailToSave] }));
    }

    fn an_older_one_ends_the_session(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = bench.sign_in(bench.job("1001", None)).session.id;
        step(refresh(&bench, session, 0, now())).expect("rotated");
        step(refresh(&bench, session, 1, now())).expect("rotated");

        let stolen = step(refresh(&bench, session, 0, now() + TimeDelta::seconds(10)));
        assert_eq!(stolen, Err(RefreshRefusal::Stolen));
        assert!(!exists(&bench, session));
    }

    fn forty_at_once_move_the_counter_once(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = bench.sign_in(bench.job("1001", None)).session.id;
        let steps = bench.runtime.block_on(async {
            let waiting: Vec<_> = (0..40).map(|_| {
                let (store, job) = (bench.store.clone(), bench.refresh_job(session, 0, now()));
                tokio::spawn(async move { store.refresh(job).await })
            }).collect();
            let mut steps = Vec::new();
            for answer in waiting {
                steps.push(step(answer.await.expect("no panic").expect("the store answers")));
            }
            steps
        });

        let rotated = steps.iter().filter(|step| **step == Ok(Step::Rotate(1))).count();
        assert_eq!(rotated, 1);
        assert!(steps.iter().all(|step| matches!(step, Ok(Step::Rotate(1) | Step::Replay { current: 1, .. }))));
    }

    fn a_token_of_another_key_is_not_found(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = bench.sign_in(bench.job("1001", None)).session.id;
        let forged = encode_v2(session.0, 0, &RefreshKey::generate(&*bench.chance));

        assert_eq!(step(refresh_by(&bench, &forged, now())), Err(RefreshRefusal::NotFound));
        assert!(exists(&bench, session), "a forged token ends nothing");
    }

    fn a_token_of_no_session_is_not_found(database: TestDatabase) {
        let bench = Bench::new(&database);
        let token = encode_v2(bench.id(), 0, &key());
        assert_eq!(step(refresh_by(&bench, &token, now())), Err(RefreshRefusal::NotFound));
        assert_eq!(step(refresh_by(&bench, "abcdefghij12", now())), Err(RefreshRefusal::NotFound));
    }

    fn a_token_of_the_first_kind_is_replaced(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = with_first_kind(&database, &bench);

        let refreshed = refresh_by(&bench, "activeactive", now()).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(refreshed.step, Step::Upgrade);
        assert_eq!(refreshed.session.refresh_token_counter, Some(0));
        assert_eq!(step(refresh(&bench, session, 0, now())), Ok(Step::Rotate(1)));
        let again = step(refresh_by(&bench, "activeactive", now() + TimeDelta::seconds(9)));
        assert!(matches!(again, Ok(Step::Replay { current: 1, .. })), "{again:?}");
        let late = step(refresh_by(&bench, "activeactive", now() + TimeDelta::seconds(10)));
        assert_eq!(late, Err(RefreshRefusal::Stolen));
        assert!(!exists(&bench, session));
    }

    fn the_parent_of_the_active_token_is_honoured_at_any_time(database: TestDatabase) {
        let bench = Bench::new(&database);
        with_first_kind(&database, &bench);
        assert_eq!(step(refresh_by(&bench, "parentparent", now())), Ok(Step::Upgrade));
    }

    fn a_token_of_the_first_kind_that_was_answered_gets_the_current_one_until_that_is_used(database: TestDatabase) {
        is_answered_again(&database, "activeactive");
    }

    fn so_does_the_parent_of_the_one_that_was_active(database: TestDatabase) {
        is_answered_again(&database, "parentparent");
    }

    fn an_older_token_of_the_first_kind_spends_the_others_and_leaves_the_session(database: TestDatabase) {
        let bench = Bench::new(&database);
        let session = with_first_kind(&database, &bench);

        assert_eq!(step(refresh_by(&bench, "oldoldoldold", now())), Err(RefreshRefusal::Stolen));
        assert!(exists(&bench, session));
        let active = step(refresh_by(&bench, "activeactive", now() + TimeDelta::seconds(11)));
        assert_eq!(active, Err(RefreshRefusal::Stolen), "it was spent, and the interval is over");
    }
}
