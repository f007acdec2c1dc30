//! The service as its tests ask it: signing in, refreshing, and counting what was written.

use crate::support::client::Response;
use crate::support::database::TestDatabase;
use crate::support::service::Service;
use daemun::sandbox::{KeyChoice, Scheme};
use serde_json::{Value, json};

/// The header by which clients ask for the newer form of errors.
pub const VERSION: (&str, &str) = ("X-Supabase-Api-Version", "2024-01-01");

/// A running service and its database.
pub struct Gate {
    pub service: Service,
    database: TestDatabase,
}

impl Gate {
    pub fn new(database: TestDatabase) -> Self {
        Self::with(database, &[])
    }

    pub fn with(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self {
            service: Service::start_with(&database, variables),
            database,
        }
    }

    /// Whether its database is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.database.is_postgres()
    }

    /// The service stopped, and started again on its database.
    pub fn restarted(self) -> Self {
        let Self { service, database } = self;
        drop(service);
        Self::new(database)
    }

    /// The same with other settings, and with randomness that goes on from `seed`: what it writes needs ids of its own.
    pub fn restarted_with(self, variables: &[(&str, &str)], seed: u64) -> Self {
        let Self { service, database } = self;
        drop(service);
        Self {
            service: Service::start_as(&database, variables, seed),
            database,
        }
    }

    /// Another node, with randomness of its own.
    pub fn another(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self {
            service: Service::start_as(&database, variables, 4),
            database,
        }
    }

    /// `POST /token?grant_type=id_token`
    pub fn id_token(&self, body: &Value) -> Response {
        self.grant("id_token", body)
    }

    pub fn grant(&self, grant: &str, body: &Value) -> Response {
        let target = format!("/token?grant_type={grant}");
        self.service.client().post(&target).json(body).send()
    }

    /// A sign-in by a good token of Kakao's.
    pub fn sign_in(&self, person: u64) -> Value {
        let id_token = self.service.kakao.id_token_of(person);
        self.id_token(&json!({ "provider": "kakao", "id_token": id_token }))
            .expect(200)
            .json()
    }

    pub fn refresh(&self, token: &str) -> Response {
        self.grant("refresh_token", &json!({ "refresh_token": token }))
    }

    pub fn user(&self, access_token: &str) -> Response {
        self.service
            .client()
            .get("/user")
            .bearer(access_token)
            .send()
    }

    /// Signs a token of Kakao's key with this header and these claims.
    pub fn signed(&self, header: &Value, claims: &Value) -> String {
        let (header, claims) = (header.to_string(), claims.to_string());
        self.service
            .kakao
            .sign(KeyChoice::Signing, Scheme::Rs256, header, claims)
            .expect("the stand-in signs")
    }

    /// The header that Kakao's tokens have.
    pub fn header(&self) -> Value {
        let kid = self.service.kakao.kid(KeyChoice::Signing).expect("a key");
        json!({ "kid": kid, "typ": "JWT", "alg": "RS256" })
    }

    /// The claims of a good token for `person`.
    pub fn claims(&self, person: &str) -> Value {
        use daemun::clock::Clock as _;
        let now = self.service.clock.now().timestamp();
        json!({
            "iss": self.service.kakao.issuer(),
            "aud": crate::support::kakao::Kakao::APP_KEY,
            "sub": person,
            "iat": now,
            "auth_time": now,
            "exp": now + 21_600,
        })
    }

    /// How many rows there are of everything that a sign-in writes.
    pub fn rows(&self) -> Vec<String> {
        let schema = if self.database.is_postgres() {
            "auth."
        } else {
            ""
        };
        [
            "users",
            "identities",
            "sessions",
            "mfa_amr_claims",
            "audit_log_entries",
        ]
        .iter()
        .flat_map(|table| {
            self.database.texts(&format!(
                "select cast(count(*) as text) as text from {schema}{table}"
            ))
        })
        .collect()
    }

    /// A table's name for statements from outside the service.
    pub fn table(&self, name: &str) -> String {
        let schema = if self.database.is_postgres() {
            "auth."
        } else {
            ""
        };
        format!("{schema}{name}")
    }

    /// Runs a statement on a table of the database, which the statement names `{table}`.
    pub fn execute(&self, table: &str, statement: &str) {
        let schema = if self.database.is_postgres() {
            "auth."
        } else {
            ""
        };
        self.database
            .execute(&statement.replace("{table}", &format!("{schema}{table}")));
    }

    /// A query with one column of text, on a table of daemun's own that it names `{table}`.
    pub fn own_texts(&self, table: &str, query: &str) -> Vec<String> {
        let schema = if self.database.is_postgres() {
            "daemun."
        } else {
            ""
        };
        self.database
            .texts(&query.replace("{table}", &format!("{schema}{table}")))
    }

    /// A query with one column of text, on a table that it names `{table}`.
    pub fn texts(&self, table: &str, query: &str) -> Vec<String> {
        let schema = if self.database.is_postgres() {
            "auth."
        } else {
            ""
        };
        self.database
            .texts(&query.replace("{table}", &format!("{schema}{table}")))
    }
}

/// A member of a session that is a text.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

/// `value` with a member replaced, or taken away where `with` is `None`.
pub fn with(value: &Value, member: &str, with: Option<Value>) -> Value {
    let mut changed = value.clone();
    let members = changed.as_object_mut().expect("an object");
    match with {
        Some(new) => members.insert(member.to_owned(), new),
        None => members.remove(member),
    };
    changed
}

/// A token with another signature of the same length.
pub fn forged(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').expect("a token");
    format!("{signed}.{}", signature.chars().rev().collect::<String>())
}
