//! Requests as each client's library sends them, and what it needs of the answers.

use super::bench::{Office, path};
use crate::gate::{VERSION, text};
use crate::support::client::{Request, Response};
use crate::support::database::both_databases;
use serde_json::{Value, json};

/// A request by a client that asks for the newer form of errors.
fn dated(request: Request) -> Request {
    request
        .header(VERSION.0, VERSION.1)
        .header("apikey", "anything")
}

/// js reads the number of the next page so: the first digit of the first parameter, in each part of the header.
fn next_page_of_js(answer: &Response) -> Vec<(String, String)> {
    let header = answer.header("link").expect("a link");
    header
        .split(',')
        .map(|link| {
            let page = link
                .split(';')
                .next()
                .and_then(|link| link.split('=').nth(1))
                .expect("a page");
            let rel = link
                .split(';')
                .nth(1)
                .and_then(|rel| rel.split('=').nth(1))
                .expect("a relation");
            let rel: String = serde_json::from_str(rel).expect("in double quotes");
            (rel, page.chars().take(1).collect())
        })
        .collect()
}

both_databases! {
    fn supabase_js(database: TestDatabase) {
        let office = Office::new(database);
        let js = |method: &str, target: &str| dated(office.ask(method, target));
        let json_type = "application/json;charset=UTF-8";
        let create = r#"{"email":"a@example.com","password":"secret","email_confirm":true,"user_metadata":{"n":1}}"#;
        let user = js("POST", "/auth/v1/admin/users").header("Content-Type", json_type).body(create).send().expect(200).json();
        let id = text(&user, "/id");
        office.create_with_email("b@example.com");
        let list = js("GET", "/auth/v1/admin/users?page=&per_page=").send().expect(200);
        assert_eq!(next_page_of_js(&list), [("last".to_owned(), "1".to_owned())]);
        let list = js("GET", "/auth/v1/admin/users?page=1&per_page=1").send().expect(200);
        assert_eq!(next_page_of_js(&list), [("next".to_owned(), "2".to_owned()), ("last".to_owned(), "2".to_owned())]);
        assert_eq!((list.header("x-total-count"), list.json()["users"].as_array().map(Vec::len)), (Some("2"), Some(1)));
        js("PUT", &format!("/auth/v1{}", path(id))).header("Content-Type", json_type).body(r#"{"ban_duration":"none"}"#).send().expect(200);
        let delete = js("DELETE", &format!("/auth/v1{}", path(id))).header("Content-Type", json_type);
        let answer = delete.body(r#"{"should_soft_delete":false}"#).send().expect(200);
        assert_eq!(answer.json(), json!({}));
        let origin = js("GET", "/admin/users").header("Origin", "https://app.example.com").send();
        assert_eq!(origin.header("access-control-expose-headers"), Some("X-Total-Count, Link, X-Supabase-Api-Version"));
    }

    fn supabase_kt(database: TestDatabase) {
        let office = Office::new(database);
        // No version header, no parameters that are not set, no body with a deletion.
        let body = json!({"email": "a@example.com", "password": "secret", "email_confirm": false});
        let user = office.create(&body);
        let id = text(&user, "/id");
        office.get("/admin/users?page=1").expect(200);
        office.change(id, &json!({"phone": "+821012345678", "phone_confirm": true}));
        office.ask("DELETE", &path(id)).send().expect(200);
        let refused = office.get(&path(id)).expect(404).json();
        assert_eq!(refused["error_code"], "user_not_found");
    }

    fn supabase_py_and_flutter(database: TestDatabase) {
        let office = Office::new(database);
        let json_type = |request: Request| dated(request).header("Content-Type", "application/json");
        let all_but_the_email = json!({
            "email": "a@example.com", "phone": null, "password": null, "password_hash": null, "email_confirm": null,
            "phone_confirm": null, "user_metadata": null, "app_metadata": null, "role": null, "ban_duration": null,
            "id": null, "nonce": null,
        });
        let user = json_type(office.ask("POST", "/admin/users")).body(all_but_the_email.to_string()).send().expect(200).json();
        let id = text(&user, "/id");
        let list = json_type(office.ask("GET", "/admin/users?page=&per_page=")).send().expect(200).json();
        assert_eq!(list["users"], json!([user]));
        for member in ["user_metadata", "app_metadata"] {
            assert!(list["users"][0][member].is_object(), "{member}");
        }
        for identity in list["users"][0]["identities"].as_array().expect("identities") {
            for member in ["id", "identity_id", "user_id", "identity_data", "provider", "created_at"] {
                assert_ne!(identity[member], Value::Null, "{member}");
            }
        }
        json_type(office.ask("PUT", &path(id))).body(all_but_the_email.to_string()).send().expect(200);
        json_type(office.ask("DELETE", &path(id))).body(r#"{"should_soft_delete": true}"#).send().expect(200);
        assert!(office.user(id)["deleted_at"].is_string());
    }

    fn supabase_swift(database: TestDatabase) {
        let office = Office::new(database);
        for number in 1..=12 {
            office.create_with_email(&format!("u{number}@example.com"));
        }
        let list = dated(office.ask("GET", "/admin/users?page=10&per_page=1")).send().expect(200);
        // It takes the digits behind the first `=` of each link.
        let pages: Vec<String> = list.header("link").expect("a link").split(", ")
            .map(|link| {
                let after = link.split_once('=').expect("a parameter").1;
                after.chars().take_while(char::is_ascii_digit).collect()
            })
            .collect();
        assert_eq!(pages, ["11", "12"]);
        dated(office.ask("POST", "/admin/invite")).body("{}").send().expect(404);
    }

    fn an_admins_sign_out_of_a_user_is_the_users_own(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let out = office.gate.service.client().post("/logout?scope=global").bearer(text(&session, "/access_token"));
        assert!(dated(out).send().expect(204).body.is_empty());
        office.gate.user(text(&session, "/access_token")).expect(403);
    }
}
