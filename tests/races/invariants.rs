//! What must be true of the database, whatever happened to it.

use crate::town::{PEOPLE, Town, as_admin};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Checks all of it.
#[track_caller]
pub fn hold(town: &Town) {
    for (what, query) in NOTHING {
        assert_eq!(town.texts(query), Vec::<String>::new(), "{what}");
    }
    no_deadlock(town);
    providers_fit_identities(town);
    everybody_can_come_in_or_is_banned(town);
}

/// Queries that must find nobody. Each has one column of text.
const NOTHING: &[(&str, &str)] = &[
    (
        "an identity without user",
        "select cast(i.id as text) as text from {auth}identities i left join {auth}users u on u.id = i.user_id \
         where u.id is null",
    ),
    (
        "a user without identity who is not anonymous",
        "select cast(u.id as text) as text from {auth}users u left join {auth}identities i on i.user_id = u.id \
         where i.id is null and not u.is_anonymous",
    ),
    (
        "an anonymous user with an identity",
        "select cast(u.id as text) as text from {auth}users u join {auth}identities i on i.user_id = u.id \
         where u.is_anonymous",
    ),
    (
        "two identities for one subject",
        "select provider_id as text from {auth}identities group by provider, provider_id having count(*) > 1",
    ),
    (
        "an e-mail of two users",
        "select email as text from {auth}users where email is not null group by email having count(*) > 1",
    ),
    (
        "a session without user, or of one who was deleted",
        "select cast(s.id as text) as text from {auth}sessions s left join {auth}users u on u.id = s.user_id \
         where u.id is null or u.deleted_at is not null",
    ),
    (
        "an authentication method without session",
        "select cast(a.id as text) as text from {auth}mfa_amr_claims a left join {auth}sessions s on s.id = a.session_id \
         where s.id is null",
    ),
    (
        "a session without authentication method",
        "select cast(s.id as text) as text from {auth}sessions s left join {auth}mfa_amr_claims a on a.session_id = s.id \
         where a.id is null",
    ),
];

/// Locks are taken in one order. PostgreSQL counts when they are not, also where the service tried again in time.
#[track_caller]
fn no_deadlock(town: &Town) {
    if town.is_postgres() {
        let query = "select cast(deadlocks as text) as text from pg_stat_database where datname = current_database()";
        assert_eq!(town.texts(query), ["0"], "deadlocks; {}", told(town));
    }
}

/// What the server wrote down of them.
fn told(town: &Town) -> String {
    let log = "select pg_read_file(current_setting('data_directory') || '/../log') as text";
    let log = town.texts(log).concat();
    let lines = log
        .lines()
        .skip_while(|line| !line.contains("deadlock detected"));
    lines.take(12).collect::<Vec<_>>().join("\n")
}

/// `app_metadata.providers` of everybody is what their identities say.
#[track_caller]
fn providers_fit_identities(town: &Town) {
    let list = as_admin(town.node(0).get("/admin/users?per_page=1000")).send();
    for user in list.expect(200).json()["users"].as_array().expect("users") {
        let of = |value: &Value| value.as_str().map(str::to_owned);
        let identities = user["identities"].as_array().expect("identities");
        let linked: BTreeSet<_> = identities
            .iter()
            .filter_map(|i| of(&i["provider"]))
            .collect();
        let told = user["app_metadata"]["providers"].as_array();
        let told: BTreeSet<_> = told.into_iter().flatten().filter_map(of).collect();
        let is_deleted = user.get("deleted_at").is_some();
        assert!(is_deleted || told == linked, "{user}");
    }
}

/// Nobody was locked out by what happened: a sign-in is let in, or says that its user is banned.
#[track_caller]
fn everybody_can_come_in_or_is_banned(town: &Town) {
    for person in 0..PEOPLE {
        let body = json!({ "provider": "kakao", "id_token": town.id_token(person) });
        let answer = town
            .node(person)
            .post("/token?grant_type=id_token")
            .json(&body)
            .send();
        let is_banned = answer.header("x-sb-error-code") == Some("user_banned");
        assert!(answer.status == 200 || is_banned, "{answer}");
    }
}
