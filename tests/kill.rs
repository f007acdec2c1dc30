//! Nothing is answered before it is committed: the service is killed, and PostgreSQL stopped without warning, again and again
//! under a load of sign-ins and refreshes. Whatever was answered is there afterwards: every session refreshes, every user is
//! found under the same id.
//!
//! `ledger` remembers what was answered; `load` signs in and refreshes until the service is gone.

#[cfg(test)]
#[path = "kill/ledger.rs"]
mod ledger;
#[cfg(test)]
#[path = "kill/load.rs"]
mod load;
#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
mod support;

use ledger::Ledger;
use load::Load;
use std::time::{Duration, Instant};
use support::binary::Binary;
use support::database::{POSTGRES, POSTGRES_REMEDY, TestDatabase, both_databases};
use support::kakao::Kakao;
use support::left_out::left_out;
use support::postgres::{Cluster, Durability};
use support::programs::Programs;

/// How often the blow falls.
const ROUNDS: usize = 5;
/// Answers before it falls: enough for batches to form.
const ANSWERS: usize = 80;

both_databases! {
    fn a_killed_service_has_kept_all_that_it_answered(database: TestDatabase) {
        let kakao = Kakao::start();
        let ledger = Ledger::default();
        for _ in 0..ROUNDS {
            let service = serve(&database, &kakao);
            let load = Load::start(service.client(), &kakao, &ledger);
            load.run_until_answered(ANSWERS, || service.kill());
            let service = serve(&database, &kakao);
            ledger.check(&service.client(), &kakao);
        }
        assert!(ledger.sessions() >= ROUNDS * ANSWERS / 2);
    }
}

#[test]
fn a_postgresql_stopped_at_once_has_kept_all_that_was_answered() {
    let Some(programs) = Programs::find() else {
        left_out(
            "a_postgresql_stopped_at_once_has_kept_all_that_was_answered",
            POSTGRES,
            POSTGRES_REMEDY,
        );
        return;
    };
    let cluster = Cluster::start(programs, Durability::Durable);
    let database = TestDatabase::on(&cluster);
    let kakao = Kakao::start();
    let ledger = Ledger::default();
    let service = serve(&database, &kakao);
    for _ in 0..ROUNDS {
        let load = Load::start(service.client(), &kakao, &ledger);
        load.run_until_answered(ANSWERS, || cluster.stop_immediately());
        cluster.start_again();
        wait_until_ready(&service);
        ledger.check(&service.client(), &kakao);
    }
    assert!(ledger.sessions() >= ROUNDS * ANSWERS / 2);
}

#[cfg(test)]
fn serve(database: &TestDatabase, kakao: &Kakao) -> Binary {
    Binary::serve_with(database, kakao, &[])
}

/// Asks until the service says that its database is back.
#[cfg(test)]
fn wait_until_ready(service: &Binary) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while service.client().get("/health/ready").send().status != 200 {
        assert!(
            Instant::now() < deadline,
            "it does not recover:\n{}",
            service.output()
        );
    }
}
