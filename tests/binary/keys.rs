//! `daemun keys rotate` beside a service that runs.

use super::support::binary::Binary;
use super::support::client::Client;
use super::support::database::{TestDatabase, both_databases};
use super::support::kakao::Kakao;
use super::{err, out, run};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use serde_json::{Value, json};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long an event may take to come.
const PATIENCE: Duration = Duration::from_secs(30);
const EXTERNAL_URL: (&str, &str) = ("DAEMUN_API_EXTERNAL_URL", "http://127.0.0.1/auth/v1");

fn rotate(database: &TestDatabase, more: &[&str]) -> Output {
    let variables = [("DAEMUN_DATABASE_URL", database.url()), EXTERNAL_URL];
    run(&[&["keys", "rotate"], more].concat(), &variables)
}

fn published(client: &Client) -> Vec<String> {
    let answer = client.get("/.well-known/jwks.json").send().expect(200);
    let jwks: Value = answer.json();
    let keys = jwks["keys"].as_array().expect("keys").iter();
    keys.filter_map(|key| key["kid"].as_str().map(str::to_owned))
        .collect()
}

fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
    }
}

both_databases! {
    fn a_running_service_signs_with_the_new_key_and_accepts_the_old_one(database: TestDatabase) {
        let kakao = Kakao::start();
        let service = Binary::serve_with(&database, &kakao, &[]);
        let sign_in = || {
            let body = json!({ "provider": "kakao", "id_token": kakao.id_token_of(1) });
            let session = service.client().post("/token?grant_type=id_token").json(&body).send().expect(200).json();
            session["access_token"].as_str().expect("a token").to_owned()
        };
        let old = sign_in();
        let before = published(&service.client());
        let rotated = rotate(&database, &["--algorithm", "RS256"]);
        assert_eq!(rotated.status.code(), Some(0), "{}", err(&rotated));
        let kid = out(&rotated).trim().to_owned();
        for part in [kid.as_str(), before[0].as_str(), "UTC", "10 minutes", "daemun keys token"] {
            assert!(err(&rotated).contains(part), "no {part} in:\n{}", err(&rotated));
        }
        let after = [kid, before[0].clone()];
        wait_until("the service does not notice", || published(&service.client()) == after);
        for token in [old, sign_in()] {
            service.client().get("/user").bearer(&token).send().expect(200);
        }
    }
}

#[test]
fn where_the_keys_are_configured_it_says_how_they_are_rotated() {
    let secret = ("DAEMUN_JWT_SECRET", "a-secret-of-at-least-thirty-two-bytes");
    let refused = run(&["keys", "rotate"], &[EXTERNAL_URL, secret]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        err(&refused).contains("daemun keys generate"),
        "{}",
        err(&refused)
    );
}

#[test]
fn a_rotation_that_is_killed_in_the_middle_has_changed_nothing() {
    let name = "a_rotation_that_is_killed_in_the_middle_has_changed_nothing";
    let Some(database) = TestDatabase::postgres(name) else {
        return;
    };
    let kakao = Kakao::start();
    let service = Binary::serve_with(&database, &kakao, &[]);
    let before = published(&service.client());
    let kept = || {
        database.texts(
            "select private_jwk || created_at::text as text from daemun.signing_keys union all \
             select kid from daemun.retired_keys",
        )
    };
    let kept_before = kept();

    // The new key is written, the old one cannot be: there the command stands when it is killed.
    let mut other = PgConnection::establish(database.url()).expect("a connection");
    other
        .batch_execute("begin; lock table daemun.retired_keys in share mode")
        .expect("the table is locked");
    let mut command = Command::new(env!("CARGO_BIN_EXE_daemun"))
        .args(["keys", "rotate"])
        .env_clear()
        .envs([("DAEMUN_DATABASE_URL", database.url()), EXTERNAL_URL])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    wait_until("the rotation does not wait", || {
        let waiting = "select cast(count(*) as text) as text from pg_locks \
                       where not granted and relation = 'daemun.retired_keys'::regclass";
        database.texts(waiting) == ["1"]
    });
    command.kill().expect("it still runs");
    command.wait().expect("it ends");
    other.batch_execute("rollback").expect("the lock goes");

    assert_eq!(published(&service.client()), before);
    assert_eq!(kept(), kept_before);
    let again = rotate(&database, &[]);
    assert_eq!(again.status.code(), Some(0), "{}", err(&again));
    let after = [out(&again).trim().to_owned(), before[0].clone()];
    wait_until("the service does not notice", || {
        published(&service.client()) == after
    });
}
