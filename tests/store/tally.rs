//! What the store counts of itself.

use crate::bench::{Bench, now};
use crate::support::database::both_databases;
use chrono::TimeDelta;
use daemun::store::StoreError;
use daemun::store::stats::Count;
use diesel::prelude::*;

fn read(counts: &[&Count]) -> Vec<u64> {
    counts.iter().map(|count| count.get()).collect()
}

both_databases! {
    fn people_are_counted_once_they_are_on_disk(database: TestDatabase) {
        let bench = Bench::new(&database);
        let people = || {
            let tally = bench.store.tally();
            read(&[&tally.new_users, &tally.returning_users, &tally.linked, &tally.anonymous])
        };
        let first = bench.sign_in(bench.job("1001", None));
        assert_eq!(people(), [1, 0, 0, 0]);
        bench.sign_in(bench.job("1001", None));
        assert_eq!(people(), [1, 1, 0, 0]);
        let mut link = bench.job("1002", None);
        link.link_to = Some(first.account.user.id);
        bench.sign_in(link);
        assert_eq!(people(), [1, 1, 1, 0]);
        let mut refused = bench.job("1003", None);
        refused.rules.sign_up_disabled = true;
        let outcome = bench.runtime.block_on(bench.store.sign_in(refused)).expect("an answer");
        assert!(outcome.is_err());
        assert_eq!(people(), [1, 1, 1, 0]);

        let refreshes = || {
            let tally = bench.store.tally();
            read(&[&tally.rotated, &tally.replayed, &tally.upgraded, &tally.refused])
        };
        let show = |counter| {
            let job = bench.refresh_job(first.session.id, counter, now() + TimeDelta::hours(1));
            bench.runtime.block_on(bench.store.refresh(job)).expect("an answer").is_ok()
        };
        assert!(show(0) && show(0) && !show(7));
        assert_eq!(refreshes(), [1, 1, 0, 1]);
        let batches = bench.store.tally().writes.read();
        assert_eq!((batches.members, batches.by_size[0]), (7, (1, 7)));
        assert_eq!(bench.store.waiting(), 0);
    }

    fn a_call_that_fails_is_counted(database: TestDatabase) {
        let bench = Bench::new(&database);
        let errors = || {
            let tally = bench.store.tally();
            read(&[&tally.failed, &tally.unavailable])
        };
        let before = errors();
        let failing = bench.store.read(|conn| diesel::sql_query("select no_such_thing").execute(conn));
        let failed = bench.runtime.block_on(failing);
        assert!(matches!(failed, Err(StoreError::Failed(_))), "{failed:?}");
        assert_eq!(errors(), [before[0] + 1, before[1]]);
    }

    fn connections_are_in_use_or_idle(database: TestDatabase) {
        let bench = Bench::new(&database);
        let (told, when_told) = std::sync::mpsc::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel();
        let may_go_on = std::sync::Mutex::new(may_go_on);
        let store = bench.store.clone();
        let reading = bench.runtime.spawn(async move {
            store.read(move |_| {
                told.send(()).expect("the test waits");
                may_go_on.lock().expect("no panic").recv().expect("the test goes on");
                Ok(())
            }).await
        });
        when_told.recv().expect("the reading begins");
        let pool = bench.store.pool();
        assert_eq!(pool.open - pool.idle, 1, "{pool:?}");
        go_on.send(()).expect("the reading waits");
        bench.runtime.block_on(reading).expect("no panic").expect("it is read");
        let pool = bench.store.pool();
        assert_eq!(pool.open, pool.idle, "{pool:?}");
        assert!(pool.open >= 1 && pool.open <= pool.most, "{pool:?}");
    }
}
