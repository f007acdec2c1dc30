//! `GET /admin/users`: order, filter, pages, and what the headers say of the rest.

use super::bench::{Office, Refusal};
use crate::gate::text;
use crate::support::client::Response;
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use serde_json::json;

/// An office with so many users, `u1@example.com` first, a second apart.
pub fn office_of(users: u32, database: TestDatabase, variables: &[(&str, &str)]) -> Office {
    let office = Office::with(database, variables);
    for number in 1..=users {
        office.create_with_email(&format!("u{number}@example.com"));
        office.gate.service.clock.advance(TimeDelta::seconds(1));
    }
    office
}

/// The local parts of a list, in its order.
pub fn names(office: &Office, target: &str) -> String {
    let emails = office.emails(target);
    let names = emails
        .iter()
        .map(|email| email.split('@').next().unwrap_or_default());
    names.collect::<Vec<_>>().join(" ")
}

fn rest(answer: &Response) -> (&str, &str) {
    let header = |name| answer.header(name).unwrap_or("-");
    (header("link"), header("x-total-count"))
}

fn bad(words: &str) -> Refusal<'_> {
    (400, "validation_failed", words)
}

both_databases! {
    fn pages_are_told_as_clients_look_for_them(database: TestDatabase) {
        let office = office_of(5, database, &[]);
        for (query, names_of_page, link) in [
            ("", "u5 u4 u3 u2 u1", r#"</admin/users?page=1>; rel="last""#),
            ("?page=&per_page=", "u5 u4 u3 u2 u1", r#"</admin/users?page=1&per_page=>; rel="last""#),
            ("?page=1&per_page=2", "u5 u4", r#"</admin/users?page=2&per_page=2>; rel="next", </admin/users?page=3&per_page=2>; rel="last""#),
            ("?per_page=2&page=0", "u5 u4", r#"</admin/users?page=2&per_page=2>; rel="next", </admin/users?page=3&per_page=2>; rel="last""#),
            ("?page=3&per_page=2", "u1", r#"</admin/users?page=3&per_page=2>; rel="last""#),
            ("?page=9&per_page=2", "", r#"</admin/users?page=3&per_page=2>; rel="last""#),
            ("?page=18446744073709551615&per_page=18446744073709551615", "", r#"</admin/users?page=1&per_page=18446744073709551615>; rel="last""#),
            ("?per_page=9223372036854775808", "u5 u4 u3 u2 u1", r#"</admin/users?page=1&per_page=9223372036854775808>; rel="last""#),
        ] {
            for prefix in ["", "/auth/v1"] {
                let target = format!("{prefix}/admin/users{query}");
                assert_eq!(names(&office, &target), names_of_page, "{query}");
                assert_eq!(rest(&office.get(&target)), (link, "5"), "{query}");
            }
        }
    }

    fn of_nobody_there_is_no_page(database: TestDatabase) {
        let office = Office::new(database);
        let answer = office.get("/admin/users").expect(200);
        assert_eq!(answer.text(), r#"{"users":[],"aud":"authenticated"}"#);
        assert_eq!(rest(&answer), (r#"</admin/users?page=0>; rel="last""#, "0"));
    }

    fn the_order_is_by_age_and_nothing_else(database: TestDatabase) {
        let office = office_of(3, database, &[]);
        for (query, order) in [
            ("", "u3 u2 u1"),
            ("?sort=created_at", "u3 u2 u1"),
            ("?sort=created_at%20desc", "u3 u2 u1"),
            ("?sort=created_at+ASC", "u1 u2 u3"),
            ("?sort=created_at+asc&sort=created_at+desc", "u1 u2 u3"),
        ] {
            assert_eq!(names(&office, &format!("/admin/users{query}")), order, "{query}");
        }
        for (sort, words) in [
            ("", "Bad Sort Parameters: bad field for sort ''"),
            ("email", "Bad Sort Parameters: bad field for sort 'email'"),
            ("id;drop+table+users", "Bad Sort Parameters: bad field for sort 'id;drop'"),
            ("created_at,(select+1)", "Bad Sort Parameters: bad field for sort 'created_at,(select'"),
            ("created_at+up", "Bad Sort Parameters: bad direction for sort 'up', only 'asc' and 'desc' allowed"),
            ("created_at+desc,id", "Bad Sort Parameters: bad direction for sort 'desc,id', only 'asc' and 'desc' allowed"),
            ("created_at+", "Bad Sort Parameters: bad direction for sort '', only 'asc' and 'desc' allowed"),
        ] {
            office.refuses(sort, office.ask("GET", &format!("/admin/users?sort={sort}&page=x")), bad(words));
        }
    }

    fn of_users_made_at_once_each_is_on_one_page(database: TestDatabase) {
        let office = Office::new(database);
        for number in 0..7 {
            office.create_with_email(&format!("u{number}@example.com"));
        }
        let mut all: Vec<String> = (1..=4)
            .flat_map(|page| office.emails(&format!("/admin/users?page={page}&per_page=2")))
            .collect();
        all.sort();
        let expected: Vec<String> = (0..7).map(|number| format!("u{number}@example.com")).collect();
        assert_eq!(all, expected);
    }

    fn bad_pages_are_told_in_gos_words(database: TestDatabase) {
        let office = Office::new(database);
        for (query, words) in [
            ("page=-1", r#"strconv.ParseUint: parsing "-1": invalid syntax"#),
            ("per_page=x%22", r#"strconv.ParseUint: parsing "x\"": invalid syntax"#),
            ("page=1.0", r#"strconv.ParseUint: parsing "1.0": invalid syntax"#),
            ("page=18446744073709551616", r#"strconv.ParseUint: parsing "18446744073709551616": value out of range"#),
            ("per_page=0", "per_page must be greater than 0"),
        ] {
            let words = format!("Bad Pagination Parameters: {words}");
            for list in ["users", "audit"] {
                let target = format!("/admin/{list}?{query}");
                office.refuses(&target, office.ask("GET", &target), bad(&words));
            }
        }
    }

    fn a_filter_finds_addresses_as_they_are_and_names_in_any_case(database: TestDatabase) {
        let office = Office::new(database);
        for (email, name) in [
            ("anna@example.com", "Bert O'Hara"), ("b_t@example.com", "50% \"off\""), ("c*[x]@example.com", "back\\slash"),
        ] {
            let email = email.replace(['*', '[', ']'], "+");
            office.create(&json!({"email": email, "user_metadata": {"full_name": name}}));
            office.gate.service.clock.advance(TimeDelta::seconds(1));
        }
        office.create(&json!({"email": "d@example.com", "user_metadata": {"full_name": 17, "name": "anna"}}));
        for (filter, found) in [
            ("anna", "anna"),
            ("ANNA", ""),
            ("bert", "anna"),
            ("o'HARA", "anna"),
            ("%27%20or%201=1--", ""),
            ("%22OFF", "b_t"),
            // As in Supabase Auth the text's own wildcards are wildcards, unless a backslash stands before them.
            ("a%25@", "anna"),
            ("b_t", "b_t"),
            ("a__a", "anna"),
            ("a%5C_a", ""),
            ("50%5C%25", "b_t"),
            ("5%25off", "b_t"),
            ("*", ""),
            ("[a]nna", ""),
            ("k%5C%5Cs", "c++x+"),
            ("17", "d"),
            ("%5C", ""),
            ("nobody", ""),
            ("@example", "d c++x+ b_t anna"),
        ] {
            let target = format!("/admin/users?filter={}", filter.replace('+', "%2B"));
            assert_eq!(names(&office, &target), found, "{filter}");
        }
        assert_eq!(rest(&office.get("/admin/users?per_page=1&filter=b_t")).1, "1");
        let long = format!("/admin/users?filter={}", "x".repeat(60_000));
        assert_eq!(office.get(&long).expect(200).json()["users"], json!([]));
        let nul = office.ask("GET", "/admin/users?filter=a%00");
        office.refuses("NUL", nul, bad("filter must not contain a NUL character"));
        office.get("/admin/users?filter=%ff%fe").expect(200);
    }

    fn each_user_is_as_it_is_alone_and_of_the_audience(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        office.create(&json!({"phone": "+82 10 1234 5678", "ban_duration": "1h"}));
        office.create(&json!({"email": "elsewhere@example.com", "aud": "elsewhere"}));
        let list = office.get("/admin/users").expect(200).json();
        let users = list["users"].as_array().expect("users");
        assert_eq!(users.len(), 2);
        for user in users {
            assert_eq!(user, &office.user(text(user, "/id")));
            assert_eq!(user["identities"].as_array().map(Vec::len), Some(1));
        }
        let kakao = users.iter().find(|user| user["id"] == session["user"]["id"]).expect("listed");
        assert_eq!(kakao["identities"], session["user"]["identities"]);
        let elsewhere = office.ask("GET", "/admin/users").header("X-JWT-AUD", "elsewhere").send();
        assert_eq!(elsewhere.header("x-total-count"), Some("1"));
        assert_eq!(elsewhere.json()["aud"], "elsewhere");
    }
}
