//! A database that is away, and two nodes on one.

use crate::gate::{Gate, text};
use crate::support::client::Response;
use crate::support::database::{POSTGRES, POSTGRES_REMEDY, TestDatabase};
use crate::support::left_out;
use crate::support::postgres::{Cluster, Durability};
use crate::support::programs::Programs;
use std::time::{Duration, Instant};

#[track_caller]
fn assert_unavailable(what: &str, ask: impl FnOnce() -> Response) {
    let began = Instant::now();
    let answer = ask();
    let took = began.elapsed();
    assert_eq!(answer.status, 503, "{what}: {answer}");
    assert!(answer.header("retry-after").is_some(), "{what}");
    assert!(took <= Duration::from_secs(1), "{what} took {took:?}");
}

#[test]
fn a_database_that_is_away_is_503_within_a_second_and_its_return_is_noticed() {
    let test = "a_database_that_is_away_is_503_within_a_second_and_its_return_is_noticed";
    let Some(programs) = Programs::find() else {
        return left_out::left_out(test, POSTGRES, POSTGRES_REMEDY);
    };
    let cluster = Cluster::start(programs, Durability::Fast);
    let gate = Gate::new(TestDatabase::on(&cluster));
    let session = gate.sign_in(1);
    let id_token = gate.service.kakao.id_token_of(2);
    let body = serde_json::json!({ "provider": "kakao", "id_token": id_token });
    let refresh_token = text(&session, "/refresh_token");

    cluster.stop_immediately();
    assert_unavailable("a sign-in", || gate.id_token(&body));
    assert_unavailable("a refresh", || gate.refresh(refresh_token));
    assert_unavailable("a user", || gate.user(text(&session, "/access_token")));
    assert_unavailable("readiness", || {
        gate.service.client().get("/health/ready").send()
    });
    gate.service.client().get("/health").send().expect(200);

    cluster.start_again();
    let deadline = Instant::now() + Duration::from_secs(20);
    while gate.service.client().get("/health/ready").send().status != 200 {
        assert!(
            Instant::now() < deadline,
            "the service did not notice that its database is back"
        );
    }
    gate.id_token(&body).expect(200);
    gate.refresh(refresh_token).expect(200);
}

#[test]
fn two_nodes_on_one_database_are_one_service() {
    let Some(database) = TestDatabase::postgres("two_nodes_on_one_database_are_one_service") else {
        return;
    };
    let other = database.again();
    let (one, two) = (Gate::new(database), Gate::new(other));
    let session = one.sign_in(1);
    two.user(text(&session, "/access_token")).expect(200);
    let refreshed = two
        .refresh(text(&session, "/refresh_token"))
        .expect(200)
        .json();
    one.user(text(&refreshed, "/access_token")).expect(200);
    assert_eq!(two.sign_in(1)["user"]["id"], session["user"]["id"]);
}
