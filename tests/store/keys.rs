//! The kept signing key: two first nodes agree on one.

use crate::bench::{Bench, now};
use crate::support::database::both_databases;
use daemun::store::signing_keys;

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
}
