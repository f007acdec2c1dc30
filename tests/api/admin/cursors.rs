//! `GET /admin/users` by cursor, where `EXPERIMENTAL_CURSOR_PAGINATION_ENABLED` is on.

use super::bench::Office;
use super::list::{names, office_of};
use crate::gate::text;
use crate::support::database::both_databases;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use serde_json::{Value, json};

const ON: [(&str, &str); 1] = [("DAEMUN_EXPERIMENTAL_CURSOR_PAGINATION_ENABLED", "true")];

/// Every page from `target` on, by what `Link` says.
fn pages(office: &Office, target: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(target.to_owned());
    while let Some(target) = next {
        found.push(names(office, &target));
        let answer = office.get(&target);
        assert_eq!(answer.header("x-total-count"), None);
        let pagination = answer.json()["pagination"].clone();
        next = answer.header("link").map(|link| {
            let inner = link
                .strip_prefix('<')
                .and_then(|link| link.strip_suffix(">; rel=\"next\""));
            inner.expect("one link").to_owned()
        });
        match &next {
            Some(target) => {
                assert_eq!(pagination["has_more"], json!(true));
                assert!(
                    target.contains(text(&pagination, "/next_cursor")),
                    "{target}"
                );
            }
            None => assert_eq!(pagination, json!({"has_more": false})),
        }
    }
    found
}

both_databases! {
    fn a_cursor_leads_from_page_to_page(database: TestDatabase) {
        let office = office_of(5, database, &ON);
        assert_eq!(pages(&office, "/admin/users?limit=2"), ["u5 u4", "u3 u2", "u1"]);
        assert_eq!(pages(&office, "/admin/users?limit=2&sort=created_at+asc"), ["u1 u2", "u3 u4", "u5"]);
        assert_eq!(pages(&office, "/admin/users?limit=1&filter=u2&page=&per_page="), ["u2"]);
        assert_eq!(pages(&office, "/admin/users?limit=5"), ["u5 u4 u3 u2 u1"]);
        assert_eq!(pages(&office, "/admin/users?limit=1000000"), ["u5 u4 u3 u2 u1"]);
        assert_eq!(pages(&office, "/admin/users"), ["u5 u4 u3 u2 u1"]);
    }

    fn of_users_made_at_once_a_cursor_skips_none(database: TestDatabase) {
        let office = Office::with(database, &ON);
        for number in 0..5 {
            office.create_with_email(&format!("u{number}@example.com"));
        }
        let pages = pages(&office, "/admin/users?limit=2");
        let mut all: Vec<&str> = pages.iter().flat_map(|page| page.split(' ')).collect();
        all.sort_unstable();
        assert_eq!((pages.len(), all), (3, vec!["u0", "u1", "u2", "u3", "u4"]));
    }

    fn whoever_asks_for_a_number_gets_it(database: TestDatabase) {
        let office = office_of(2, database, &ON);
        for query in ["page=1", "per_page=1"] {
            let answer = office.get(&format!("/admin/users?{query}")).expect(200);
            assert_eq!(answer.header("x-total-count"), Some("2"), "{query}");
            assert_eq!(answer.json().get("pagination"), None, "{query}");
        }
    }

    fn bad_limits_and_cursors_are_refused(database: TestDatabase) {
        let office = Office::with(database, &ON);
        let nameless = B64.encode(r#"{"created_at":"2026-03-01T09:00:00Z"}"#);
        let bad = [
            ("limit=0".to_owned(), "limit must be greater than 0"),
            ("limit=x".to_owned(), r#"strconv.ParseUint: parsing "x": invalid syntax"#),
            ("cursor=x".to_owned(), "invalid cursor"),
            (format!("cursor={nameless}"), "invalid cursor"),
        ];
        for (query, words) in bad {
            let request = office.ask("GET", &format!("/admin/users?{query}"));
            office.refuses(&query, request, (400, "validation_failed", &format!("Bad Pagination Parameters: {words}")));
        }
    }
}

both_databases! {
    fn where_it_is_off_a_cursor_is_not_looked_at(database: TestDatabase) {
        let office = office_of(1, database, &[]);
        let list = office.get("/admin/users?limit=0&cursor=x").expect(200).json();
        assert_eq!(list.get("pagination"), None::<&Value>);
    }
}
