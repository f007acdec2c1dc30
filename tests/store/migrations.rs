//! How the tables come about: once, by whoever comes first, and never by force.

use crate::bench::{Bench, config};
use crate::support::database::both_databases;
use daemun::store::Store;
use daemun::store::migrations::{Migrated, MigrationError, migrate, verify};

both_databases! {
    fn the_second_migration_finds_nothing_to_do(database: TestDatabase) {
        let bench = Bench::new(&database);
        assert_eq!(migrate(bench.store.dial()).expect("it runs"), Migrated::NothingToDo);
        verify(bench.store.dial()).expect("everything is there");
    }

    fn without_migrating_missing_tables_stop_the_start(database: TestDatabase) {
        let store = Store::open(&config(&database), None);
        let refused = verify(store.dial());
        assert!(matches!(refused, Err(MigrationError::NotAllowed { .. })), "{refused:?}");
        assert!(matches!(migrate(store.dial()), Ok(Migrated::Ran(_))), "and nothing was made by looking");
    }

    fn eight_nodes_that_start_at_once_do_not_collide(database: TestDatabase) {
        let ran = std::thread::scope(|scope| {
            let nodes: Vec<_> = (0..8).map(|_| {
                scope.spawn(|| migrate(Store::open(&config(&database), None).dial()))
            }).collect();
            nodes.into_iter()
                .map(|node| node.join().expect("no panic").expect("it migrates"))
                .filter(|migrated| matches!(migrated, Migrated::Ran(_)))
                .count()
        });
        assert_eq!(ran, 1);
    }
}
