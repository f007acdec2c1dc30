//! More than one node, a node that starts again, and a database that is away.

use crate::journey::{Journey, VERIFIER, query_of};
use crate::support::client::Response;
use crate::support::database::{POSTGRES, POSTGRES_REMEDY, TestDatabase, both_databases};
use crate::support::left_out;
use crate::support::postgres::{Cluster, Durability};
use crate::support::programs::Programs;
use std::thread;
use std::time::{Duration, Instant};

both_databases! {
    fn a_code_outlives_a_restart_and_so_does_the_key_of_flows(database: TestDatabase) {
        let keys = "select value as text from {table}";
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        let before = journey.gate.own_texts("secrets", keys);
        let journey = journey.restarted();
        assert_eq!(journey.gate.own_texts("secrets", keys), before);
        assert_eq!(before.len(), 1);
        journey.exchange(&code, VERIFIER).expect(200);
    }
}

#[test]
fn a_flow_that_one_node_began_ends_at_another() {
    let test = "a_flow_that_one_node_began_ends_at_another";
    let Some(database) = TestDatabase::postgres(test) else {
        return;
    };
    let other = database.again();
    let one = Journey::new(database);
    let two = one.another(other);
    let began = one.begin_pkce();
    let code = one.consent(&began, 1);
    // The nonce that the first derived is the one that the second expects.
    let landed = two.come_back(began.state(), &code).expect(302);
    let code = query_of(&landed)["code"].clone();
    one.exchange(&code, VERIFIER).expect(200);
    two.exchange(&code, VERIFIER).expect(404);
}

#[test]
fn of_two_nodes_at_once_one_takes_the_state_and_one_the_code() {
    let test = "of_two_nodes_at_once_one_takes_the_state_and_one_the_code";
    let Some(database) = TestDatabase::postgres(test) else {
        return;
    };
    let other = database.again();
    let one = Journey::new(database);
    let two = one.another(other);
    let at_both = |ask: &(dyn Fn(&Journey) -> Response + Sync)| {
        thread::scope(|scope| {
            let asking = [&one, &two, &one, &two].map(|node| scope.spawn(move || ask(node)));
            asking.map(|asked| asked.join().expect("an answer"))
        })
    };
    let count =
        |answers: &[Response], status| answers.iter().filter(|a| a.status == status).count();
    for _ in 0..5 {
        let began = one.begin_pkce();
        let arrived = at_both(&|node| node.come_back(began.state(), &one.consent(&began, 1)));
        assert_eq!((count(&arrived, 302), count(&arrived, 303)), (1, 3));
        let landed = arrived.iter().find(|answer| answer.status == 302);
        let code = query_of(landed.expect("one landed"))["code"].clone();
        let exchanged = at_both(&|node| node.exchange(&code, VERIFIER));
        assert_eq!((count(&exchanged, 200), count(&exchanged, 404)), (1, 3));
    }
    assert_eq!(one.gate.rows()[..3], ["1", "1", "5"]);
}

#[test]
fn while_the_database_is_away_a_browser_is_told_to_come_back() {
    let test = "while_the_database_is_away_a_browser_is_told_to_come_back";
    let Some(programs) = Programs::find() else {
        return left_out::left_out(test, POSTGRES, POSTGRES_REMEDY);
    };
    let cluster = Cluster::start(programs, Durability::Fast);
    let journey = Journey::new(TestDatabase::on(&cluster));
    let began = journey.begin_pkce();
    let code = journey.consent(&began, 1);
    cluster.stop_immediately();
    let told = query_of(&journey.come_back(began.state(), &code).expect(303));
    assert_eq!(told["error"], "temporarily_unavailable");
    assert_eq!(told["error_code"], "database_unavailable");
    journey.exchange("x", VERIFIER).expect(503);
    let refused = journey.authorize("").expect(503);
    assert!(refused.header("retry-after").is_some());
    cluster.start_again();
    // The state was not used up.
    let deadline = Instant::now() + Duration::from_secs(20);
    while journey.get("/health/ready").send().status != 200 {
        assert!(
            Instant::now() < deadline,
            "the database's return was not noticed"
        );
    }
    journey.come_back(began.state(), &code).expect(302);
}
