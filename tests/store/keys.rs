//! The kept signing key: two first nodes agree on one.

use crate::bench::{Bench, now};
use crate::support::database::both_databases;
use chrono::{DateTime, TimeDelta, Utc};
use daemun::store::signing_keys::{self, RetiredKey};

both_databases! {
    fn the_first_key_that_is_offered_stays(database: TestDatabase) {
        let bench = Bench::new(&database);
        let offer = |key: &'static str| {
            bench.runtime.block_on(bench.store.write(move |conn| {
                signing_keys::offer(conn, key, now())?;
                signing_keys::find(conn)
            })).expect("the store answers").expect("a key is kept").private_jwk
        };
        assert_eq!(offer("{\"first\":1}"), "{\"first\":1}");
        assert_eq!(offer("{\"second\":2}"), "{\"first\":1}");
    }

    fn a_rotation_that_does_not_come_to_its_commit_changes_nothing(database: TestDatabase) {
        let bench = Bench::new(&database);
        let retired = |kid: &str| RetiredKey {
            kid: kid.into(),
            public_jwk: "{\"old\":1}".into(),
            accepted_until: now() + TimeDelta::hours(1),
        };
        let replaced = |to: &'static str, kid: &str, commits: bool| {
            let retired = retired(kid);
            let done = bench.runtime.block_on(bench.store.write(move |conn| {
                signing_keys::offer(conn, "{\"first\":1}", now())?;
                let kept = signing_keys::lock(conn)?.expect("there is a key");
                signing_keys::replace(conn, to, &retired, kept.created_at.0 + TimeDelta::microseconds(1))?;
                if commits { Ok(()) } else { Err(diesel::result::Error::NotFound) }
            }));
            assert_eq!(done.is_ok(), commits);
            let kept = bench.runtime.block_on(bench.store.read(|conn| {
                Ok((signing_keys::find_all(conn)?, signing_keys::version(conn)?))
            }));
            let (kept, version) = kept.expect("the keys can be read");
            let kept = kept.map(|kept| (kept.current.private_jwk, kept.retired.len()));
            (kept, version)
        };
        let later = now() + TimeDelta::microseconds(1);
        assert_eq!(replaced("{\"second\":2}", "first", false), (None, None));
        assert_eq!(replaced("{\"second\":2}", "first", true), (Some(("{\"second\":2}".into(), 1)), Some(later)));
        assert_eq!(replaced("{\"third\":3}", "second", false), (Some(("{\"second\":2}".into(), 1)), Some(later)));
    }

    fn keys_whose_time_is_over_are_forgotten_by_the_next_rotation(database: TestDatabase) {
        let bench = Bench::new(&database);
        let rotate = |kid: &str, at: DateTime<Utc>| {
            let retired = RetiredKey { kid: kid.into(), public_jwk: "{}".into(), accepted_until: at + TimeDelta::hours(1) };
            bench.runtime.block_on(bench.store.write(move |conn| {
                signing_keys::offer(conn, "{}", at)?;
                signing_keys::replace(conn, "{}", &retired, at)?;
                signing_keys::find_all(conn)
            })).expect("the store answers").expect("a key").retired.into_iter().map(|(_, until)| until).collect::<Vec<_>>()
        };
        let (first, second) = (now(), now() + TimeDelta::minutes(59));
        assert_eq!(rotate("1", first).len(), 1);
        assert_eq!(rotate("2", second).len(), 2);
        let third = now() + TimeDelta::hours(1);
        assert_eq!(rotate("3", third), [third + TimeDelta::hours(1), second + TimeDelta::hours(1)]);
    }
}
