//! `GET /admin/audit`: what was done, newest first, and how it is searched.

use super::bench::Office;
use crate::gate::text;
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use serde_json::{Value, json};

fn actions(office: &Office, query: &str) -> String {
    let entries = office
        .get(&format!("/admin/audit{query}"))
        .expect(200)
        .json();
    let entries = entries.as_array().expect("entries").iter();
    entries
        .map(|entry| text(entry, "/payload/action").to_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A sign-in, a new user, a change and a deletion, a second apart.
fn busy(database: TestDatabase) -> Office {
    let office = Office::new(database);
    let tick = || office.gate.service.clock.advance(TimeDelta::seconds(1));
    office.gate.sign_in(1);
    tick();
    let id = office.create_with_email("a@example.com");
    tick();
    office.change(&id, &json!({}));
    tick();
    office.delete(&id).expect(200);
    office
}

both_databases! {
    fn the_newest_comes_first(database: TestDatabase) {
        let office = busy(database);
        assert_eq!(actions(&office, ""), "user_deleted user_modified user_signedup login");
        let answer = office.get("/admin/audit?per_page=3&page=1");
        assert_eq!(answer.header("link"), Some(r#"</admin/audit?page=2&per_page=3>; rel="next", </admin/audit?page=2&per_page=3>; rel="last""#));
        assert_eq!(answer.header("x-total-count"), Some("4"));
        assert_eq!(actions(&office, "?page=2&per_page=3"), "login");
        assert_eq!(actions(&office, "?page=3&per_page=3"), "");
        let entries = office.get("/admin/audit?page=&per_page=").expect(200).json();
        let names: Vec<&String> = entries[0].as_object().expect("an object").keys().collect();
        assert_eq!(names, ["created_at", "id", "ip_address", "payload"]);
        assert_eq!((&entries[0]["created_at"], &entries[0]["ip_address"]), (&json!("2026-03-01T09:00:03.123456Z"), &json!("")));
        assert_eq!(entries[0]["payload"], *office.told().last().expect("told"));
    }

    fn a_search_looks_where_it_is_told_to(database: TestDatabase) {
        let office = busy(database);
        for (query, found) in [
            ("action:LOG", "login"),
            ("action:R_%25ied", "user_modified"),
            ("action:o%5C_g", ""),
            ("author:Service_Role", "user_deleted user_modified user_signedup"),
            ("author:nobody", ""),
            ("type:team", "user_deleted user_signedup"),
            ("type:acc", "login"),
            ("type:", "user_deleted user_modified user_signedup login"),
            ("", "user_deleted user_modified user_signedup login"),
            ("action::", ""),
            ("action:'%20or%201=1--", ""),
        ] {
            assert_eq!(actions(&office, &format!("?query={query}")), found, "{query}");
        }
        assert_eq!(office.get("/admin/audit?query=type:team").header("x-total-count"), Some("2"));
    }

    fn an_actors_name_is_found_in_any_case(database: TestDatabase) {
        let office = Office::new(database);
        office.gate.sign_in(1);
        office.gate.execute("users", r#"update {table} set raw_user_meta_data = '{"full_name": "Anna B"}'"#);
        let mut claims = office.gate.claims("1");
        claims["nickname"] = json!("Anna B");
        let id_token = office.gate.signed(&office.gate.header(), &claims);
        office.gate.id_token(&json!({"provider": "kakao", "id_token": id_token})).expect(200);
        assert_eq!(actions(&office, "?query=author:aNNA+b"), "login");
    }

    fn another_scope_is_refused(database: TestDatabase) {
        let office = Office::new(database);
        for query in ["x:y", "author", "Author:x", ":x", "payload'->>'x:y"] {
            let words = format!("Invalid query scope: {query}");
            let request = office.ask("GET", &format!("/admin/audit?query={}", query.replace('>', "%3E")));
            office.refuses(query, request, (400, "validation_failed", &words));
        }
        let nul = office.ask("GET", "/admin/audit?query=type:%00");
        office.refuses("NUL", nul, (400, "validation_failed", "query must not contain a NUL character"));
    }

    fn where_rows_are_switched_off_there_are_none(database: TestDatabase) {
        let office = Office::with(database, &[("DAEMUN_AUDIT_LOG_DISABLE_POSTGRES", "true")]);
        office.create_with_email("a@example.com");
        let answer = office.get("/admin/audit").expect(200);
        assert_eq!((answer.json(), answer.header("link")), (Value::Array(vec![]), Some(r#"</admin/audit?page=0>; rel="last""#)));
    }
}
