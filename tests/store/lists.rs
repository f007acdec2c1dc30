//! Long readings leave connections for everybody else.

use crate::bench::Bench;
use crate::support::database::both_databases;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A gate that readings stand at until it is opened.
#[derive(Default)]
struct Barrier {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_open: bool,
    inside: usize,
    most_inside: usize,
}

impl Barrier {
    fn pass(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.inside += 1;
        state.most_inside = state.most_inside.max(state.inside);
        self.changed.notify_all();
        let mut state = self
            .changed
            .wait_while(state, |state| !state.is_open)
            .unwrap_or_else(PoisonError::into_inner);
        state.inside -= 1;
    }

    fn wait_for(&self, inside: usize) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let _state = self
            .changed
            .wait_while(state, |state| state.inside < inside)
            .unwrap_or_else(PoisonError::into_inner);
    }

    fn open(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_open = true;
        self.changed.notify_all();
    }

    fn most_inside(&self) -> usize {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.most_inside
    }
}

both_databases! {
    fn however_many_lists_are_read_people_sign_in(database: TestDatabase) {
        let bench = Bench::new(&database);
        let barrier = Arc::new(Barrier::default());
        let readings: Vec<_> = (0..20)
            .map(|_| {
                let (store, barrier) = (bench.store.clone(), Arc::clone(&barrier));
                bench.runtime.spawn(async move {
                    store
                        .read_list(move |_| {
                            barrier.pass();
                            Ok(())
                        })
                        .await
                })
            })
            .collect();
        barrier.wait_for(2);
        assert!(bench.sign_in(bench.job("1001", None)).is_new_user);
        bench.runtime.block_on(bench.store.check()).expect("an answer");
        // Whoever gives up goes, and leaves its turn to others once its reading has ended.
        readings[0].abort();
        barrier.open();
        for reading in readings.into_iter().skip(1) {
            bench.runtime.block_on(reading).expect("no panic").expect("its turn came");
        }
        assert_eq!(barrier.most_inside(), 2);
    }
}
