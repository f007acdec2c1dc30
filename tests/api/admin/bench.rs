//! A service whose tokens are signed with a secret, so that a test can be its admin.

use crate::gate::{Gate, VERSION, text};
use crate::support::client::{Request, Response};
use crate::support::database::TestDatabase;
use crate::support::hs256;
use serde_json::{Value, json};

pub const SECRET: &str = "a-secret-of-more-than-thirty-two-bytes-for-tests";

/// A service with an admin.
pub struct Office {
    pub gate: Gate,
    key: String,
}

/// A status, a code and a text.
pub type Refusal<'a> = (u16, &'a str, &'a str);

impl Office {
    pub fn new(database: TestDatabase) -> Self {
        Self::with(database, &[])
    }

    pub fn with(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        let secret = [("DAEMUN_JWT_SECRET", SECRET)];
        Self {
            gate: Gate::with(database, &[&secret, variables].concat()),
            key: token(&json!({"role": "service_role"})),
        }
    }

    /// A request with the service key.
    pub fn ask(&self, method: &str, target: &str) -> Request {
        let client = self.gate.service.client();
        client.request(method, target).bearer(&self.key)
    }

    pub fn get(&self, target: &str) -> Response {
        self.ask("GET", target).send()
    }

    pub fn post(&self, body: &Value) -> Response {
        self.ask("POST", "/admin/users").json(body).send()
    }

    pub fn put(&self, id: &str, body: &Value) -> Response {
        self.ask("PUT", &path(id)).json(body).send()
    }

    pub fn delete(&self, id: &str) -> Response {
        self.ask("DELETE", &path(id)).send()
    }

    pub fn delete_softly(&self, id: &str) -> Response {
        let body = json!({"should_soft_delete": true});
        self.ask("DELETE", &path(id)).json(&body).send()
    }

    /// A new user.
    #[track_caller]
    pub fn create(&self, body: &Value) -> Value {
        self.post(body).expect(200).json()
    }

    /// The id of a new user with this e-mail.
    #[track_caller]
    pub fn create_with_email(&self, email: &str) -> String {
        let user = self.create(&json!({ "email": email }));
        text(&user, "/id").to_owned()
    }

    /// The user, as an admin sees it.
    #[track_caller]
    pub fn user(&self, id: &str) -> Value {
        self.get(&path(id)).expect(200).json()
    }

    /// The user, changed.
    #[track_caller]
    pub fn change(&self, id: &str, body: &Value) -> Value {
        self.put(id, body).expect(200).json()
    }

    /// The e-mails of a list, in its order.
    #[track_caller]
    pub fn emails(&self, target: &str) -> Vec<String> {
        let list = self.get(target).expect(200).json();
        let users = list["users"].as_array().expect("users").iter();
        users.map(|user| text(user, "/email").to_owned()).collect()
    }

    /// Asserts that a request is refused in both forms, and that nothing is written.
    #[track_caller]
    pub fn refuses(&self, case: &str, request: Request, refusal: Refusal<'_>) {
        let (status, code, words) = refusal;
        let before = self.gate.rows();
        let legacy = request.clone().send();
        let expected = json!({"code": status, "error_code": code, "msg": words});
        assert_eq!((legacy.status, legacy.json()), (status, expected), "{case}");
        assert_eq!(legacy.header("x-sb-error-code"), Some(code), "{case}");
        assert_eq!(legacy.header("x-supabase-api-version"), None, "{case}");
        let dated = request.header(VERSION.0, VERSION.1).send();
        let expected = json!({"code": code, "message": words});
        assert_eq!((dated.status, dated.json()), (status, expected), "{case}");
        assert_eq!(dated.header("x-sb-error-code"), Some(code), "{case}");
        assert_eq!(
            dated.header("x-supabase-api-version"),
            Some(VERSION.1),
            "{case}"
        );
        assert_eq!(self.gate.rows(), before, "{case}: something was written");
    }

    /// A column of the one row of `users` with this id, as text; `-` where it is null.
    pub fn column(&self, id: &str, column: &str) -> String {
        let query = format!(
            "select coalesce(cast({column} as text), '-') as text from {{table}} where id = '{id}'"
        );
        let mut found = self.gate.texts("users", &query);
        assert_eq!(found.len(), 1, "one user has the id {id}");
        found.remove(0)
    }

    /// The payloads of the audit log, oldest first, as far as they are an admin's.
    pub fn told(&self) -> Vec<Value> {
        let query = "select cast(payload as text) as text from {table} order by created_at, id";
        let entries = self.gate.texts("audit_log_entries", query);
        let payloads = entries
            .iter()
            .map(|entry| serde_json::from_str::<Value>(entry).expect("JSON"));
        let is_admins = |payload: &Value| payload["actor_username"] == "service_role";
        payloads.filter(is_admins).collect()
    }
}

pub fn path(id: &str) -> String {
    format!("/admin/users/{id}")
}

/// A token of the service's secret.
pub fn token(claims: &Value) -> String {
    hs256::signed(SECRET, claims)
}

/// Whether `text` is a bcrypt hash of `password` as Supabase Auth makes them.
pub fn is_hash_of(text: &str, password: &str) -> bool {
    text.starts_with("$2a$10$") && bcrypt::verify(password, text).expect("a bcrypt hash")
}
