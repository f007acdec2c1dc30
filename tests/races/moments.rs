//! At once means at once: no request that began after the answer to a ban, a deletion or a sign-out succeeds.

use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use crate::town::{Town, as_admin};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// How many ask while it happens.
const ASKERS: u64 = 6;
/// How often each asks once it has happened.
const AFTERWARDS: usize = 5;

/// What a user does who may be gone at any moment.
fn ask(town: &Town, session: &Value, turn: usize, pick: u64) -> Response {
    let text = |member: &str| session[member].as_str().expect("a session").to_owned();
    let node = town.node(pick);
    match turn % 3 {
        0 => node.get("/user").bearer(&text("access_token")).send(),
        1 => {
            let body = json!({ "refresh_token": text("refresh_token") });
            node.post("/token?grant_type=refresh_token")
                .json(&body)
                .send()
        }
        _ => {
            let body = json!({
                "provider": "kakao",
                "id_token": town.id_token(pick + 3),
                "link_identity": true,
            });
            let post = node.post("/token?grant_type=id_token").json(&body);
            post.bearer(&text("access_token")).send()
        }
    }
}

fn sign_in(town: &Town) -> Response {
    let body = json!({ "provider": "kakao", "id_token": town.id_token(0) });
    town.node(0)
        .post("/token?grant_type=id_token")
        .json(&body)
        .send()
}

/// Lets the user of a session be asked for by many until `happens` has been answered and some time longer; nothing that
/// began after that may succeed.
fn nothing_succeeds_after(town: &Town, happens: impl FnOnce(&Value)) {
    let session = sign_in(town).expect(200).json();
    let has_happened = AtomicBool::new(false);
    thread::scope(|scope| {
        for number in 0..ASKERS {
            let (session, has_happened) = (&session, &has_happened);
            scope.spawn(move || {
                let mut afterwards = 0;
                for turn in 0.. {
                    let began_after = has_happened.load(Ordering::SeqCst);
                    let answer = ask(town, session, turn, number);
                    assert!(answer.status < 500, "{answer}");
                    assert!(!(began_after && answer.status < 400), "{turn}: {answer}");
                    afterwards += usize::from(began_after);
                    if afterwards >= AFTERWARDS {
                        break;
                    }
                }
            });
        }
        happens(&session);
        has_happened.store(true, Ordering::SeqCst);
    });
}

fn admin(town: &Town, method: &str, session: &Value, body: &Value) {
    let target = format!(
        "/admin/users/{}",
        session["user"]["id"].as_str().expect("an id")
    );
    as_admin(town.node(0).request(method, &target).json(body))
        .send()
        .expect(200);
}

both_databases! {
    fn after_a_ban_nothing_succeeds(database: TestDatabase) {
        let town = Town::of_one_node(database);
        nothing_succeeds_after(&town, |session| {
            admin(&town, "PUT", session, &json!({ "ban_duration": "24h" }));
        });
        assert_eq!(sign_in(&town).status, 403);
    }

    fn after_a_deletion_nothing_succeeds(database: TestDatabase) {
        let town = Town::of_one_node(database);
        nothing_succeeds_after(&town, |session| admin(&town, "DELETE", session, &json!({})));
        assert_eq!(sign_in(&town).status, 200, "a new user");
    }

    fn after_a_soft_deletion_nothing_succeeds(database: TestDatabase) {
        let town = Town::of_one_node(database);
        nothing_succeeds_after(&town, |session| {
            admin(&town, "DELETE", session, &json!({ "should_soft_delete": true }));
        });
        assert_eq!(sign_in(&town).status, 200, "a new user");
    }

    fn after_a_global_sign_out_nothing_succeeds(database: TestDatabase) {
        let town = Town::of_one_node(database);
        nothing_succeeds_after(&town, |session| {
            let bearer = session["access_token"].as_str().expect("a session");
            town.node(0).post("/logout?scope=global").bearer(bearer).send().expect(204);
        });
    }
}

#[test]
fn a_ban_on_one_node_holds_on_the_other() {
    if let Some(database) = TestDatabase::postgres("moments::a_ban_on_one_node_holds_on_the_other")
    {
        let town = Town::of_two_nodes(database);
        nothing_succeeds_after(&town, |session| {
            admin(&town, "PUT", session, &json!({ "ban_duration": "24h" }));
        });
    }
}
