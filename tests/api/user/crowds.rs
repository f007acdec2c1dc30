//! Links, unlinks, changes and sign-ins of the same people at once: whatever the timing, an account of Kakao's belongs to
//! one user.

use super::linked::{identity_of, link, link_request, request, sign_in, sign_in_request, user};
use crate::gate::{Gate, text};
use crate::support::client::Request;
use crate::support::database::both_databases;
use serde_json::{Value, json};
use std::thread;

/// Sends all at once; status and error code of each, in order.
fn send_all(requests: Vec<Request>) -> Vec<(u16, String)> {
    let asking: Vec<_> = requests
        .into_iter()
        .map(|request| thread::spawn(move || request.send()))
        .collect();
    let answers = asking.into_iter().map(|asked| {
        let answer = asked.join().expect("an answer");
        let code = answer.header("x-sb-error-code").unwrap_or("");
        (answer.status, code.to_owned())
    });
    answers.collect()
}

fn count(answers: &[(u16, String)], status: u16, code: &str) -> usize {
    let fits = |(s, c): &&(u16, String)| (*s, c.as_str()) == (status, code);
    answers.iter().filter(fits).count()
}

/// The users who have the account of `person`; and there is nobody without an identity, unless anonymous.
fn owners_of(gate: &Gate, person: &str) -> Vec<String> {
    let (schema, is_false) = if gate.is_postgres() {
        ("auth.", "not is_anonymous")
    } else {
        ("", "is_anonymous = 0")
    };
    let nobodies = format!(
        "select cast(id as text) as text from {{table}} \
         where {is_false} and id not in (select user_id from {schema}identities)"
    );
    assert!(gate.texts("users", &nobodies).is_empty());
    let owners = "select cast(user_id as text) as text from {table}";
    gate.texts(
        "identities",
        &format!("{owners} where provider_id = '{person}'"),
    )
}

const TAKEN: &str = "identity_already_exists";

both_databases! {
    fn of_twenty_users_who_link_one_account_one_gets_it(database: TestDatabase) {
        let gate = Gate::new(database);
        let sessions: Vec<Value> = (101..121).map(|person| gate.sign_in(person)).collect();
        let answers = send_all(sessions.iter().map(|session| link_request(&gate, session, "7", json!("seven@example.com"))).collect());
        assert_eq!((count(&answers, 200, ""), count(&answers, 422, TAKEN)), (1, 19), "{answers:?}");
        assert_eq!(owners_of(&gate, "7").len(), 1);
    }

    fn a_link_and_a_first_sign_in_never_make_two_users_for_one_account(database: TestDatabase) {
        let gate = Gate::new(database);
        let sessions: Vec<Value> = (101..109).map(|person| gate.sign_in(person)).collect();
        let links = sessions.iter().map(|session| link_request(&gate, session, "7", Value::Null));
        let sign_ins = (0..8).map(|_| sign_in_request(&gate, "7", Value::Null));
        let answers = send_all(links.zip(sign_ins).flat_map(|(link, sign_in)| [link, sign_in]).collect());
        let signed_in = answers.iter().skip(1).step_by(2);
        assert!(signed_in.clone().all(|(status, _)| *status == 200), "{answers:?}");
        let linked = count(&answers, 200, "") - signed_in.count();
        assert_eq!(count(&answers, 422, TAKEN), 8 - linked, "{answers:?}");
        assert!(linked <= 1, "{answers:?}");
        assert_eq!(owners_of(&gate, "7").len(), 1);
    }

    fn an_anonymous_user_who_links_ten_times_at_once_has_one_identity(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true")]);
        let session = gate.service.client().post("/signup").send().expect(200).json();
        let answers = send_all((0..10).map(|_| link_request(&gate, &session, "7", json!("a@example.com"))).collect());
        assert_eq!((count(&answers, 200, ""), count(&answers, 422, TAKEN)), (1, 9), "{answers:?}");
        assert_eq!(owners_of(&gate, "7"), [text(&session, "/user/id")]);
        assert_eq!(user(&gate, &session)["is_anonymous"], false);
    }

    fn sign_ins_beside_an_unlink_all_succeed(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("one@example.com"));
        link(&gate, &session, "2", json!("two@example.com"));
        let unlink = request(&gate, &session, &identity_of(&gate, &session, "2"));
        let mut requests = vec![unlink; 4];
        requests.extend((0..12).map(|_| sign_in_request(&gate, "2", json!("two@example.com"))));
        let answers = send_all(requests);
        assert_eq!(count(&answers[..4], 200, ""), 1, "{answers:?}");
        assert_eq!(count(&answers[..4], 422, "single_identity_not_deletable"), 3, "{answers:?}");
        assert_eq!(count(&answers[4..], 200, ""), 12, "{answers:?}");
        let owner = sign_in(&gate, "2", json!("two@example.com"));
        assert_ne!(text(&owner, "/user/id"), text(&session, "/user/id"));
        assert_eq!(owners_of(&gate, "2"), [text(&owner, "/user/id")]);
    }

    fn who_links_and_unlinks_at_once_is_never_left_without_an_identity(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", json!("one@example.com"));
        let mut requests = vec![request(&gate, &session, &identity_of(&gate, &session, "1")); 6];
        requests.extend((2..8).map(|person| link_request(&gate, &session, &person.to_string(), Value::Null)));
        let answers = send_all(requests);
        assert_eq!(count(&answers[6..], 200, ""), 6, "{answers:?}");
        assert!(count(&answers[..6], 200, "") <= 1, "{answers:?}");
        assert!(owners_of(&gate, "2") == [text(&session, "/user/id")]);
    }

    fn changes_beside_sign_ins_and_links_are_not_lost(database: TestDatabase) {
        let gate = Gate::new(database);
        let session = sign_in(&gate, "1", Value::Null);
        let mut requests = Vec::new();
        for number in 0..8 {
            let data = json!({ "data": { format!("k{number}"): number } });
            let put = gate.service.client().request("PUT", "/user").bearer(text(&session, "/access_token")).json(&data);
            requests.extend([put, sign_in_request(&gate, "1", Value::Null), link_request(&gate, &session, &format!("20{number}"), Value::Null)]);
        }
        let answers = send_all(requests);
        assert_eq!(count(&answers, 200, ""), 24, "{answers:?}");
        let user = user(&gate, &session);
        for number in 0..8 {
            assert_eq!(user["user_metadata"][format!("k{number}")], number, "{user}");
        }
        assert_eq!(user["identities"].as_array().map(Vec::len), Some(9));
    }
}
