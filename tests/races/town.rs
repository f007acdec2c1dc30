//! The nodes of one service, the people who use it, and the tokens that they hold: all of it shared by everybody, as a thief
//! would.

use crate::support::client::{Client, Request, Response};
use crate::support::database::TestDatabase;
use crate::support::hs256;
use crate::support::service::Service;
use daemun::sandbox::{CodeRequest, StandInUser};
use serde_json::{Value, json};
use std::sync::Mutex;

/// Few, so that they get into each other's way.
pub const PEOPLE: u64 = 5;
/// All who have an account at Kakao: who does not sign in can be linked to, and taken away from, those who do.
pub const ACCOUNTS: u64 = 30;
/// Of admins' tokens.
const SECRET: &str = "a secret of at least 32 bytes, for tests";
/// Where Kakao sends a browser back to.
const CALLBACK: &str = "https://auth.example.com/auth/v1/callback";

/// One service of one or two nodes.
pub struct Town {
    nodes: Vec<Service>,
    sessions: Mutex<Vec<Value>>,
    codes: Mutex<Vec<String>>,
    users: Mutex<Vec<String>>,
    database: TestDatabase,
}

impl Town {
    pub fn of_one_node(database: TestDatabase) -> Self {
        let node = Service::start_with(&database, SETTINGS);
        Self::of(vec![node], database)
    }

    /// Both trust the Kakao of the first.
    pub fn of_two_nodes(database: TestDatabase) -> Self {
        let first = Service::start_with(&database, SETTINGS);
        let same_kakao = ("DAEMUN_EXTERNAL_KAKAO_URL", first.kakao.url());
        let second = Service::start_as(&database, &[SETTINGS, &[same_kakao]].concat(), 4);
        Self::of(vec![first, second], database)
    }

    fn of(nodes: Vec<Service>, database: TestDatabase) -> Self {
        Self {
            nodes,
            sessions: Mutex::default(),
            codes: Mutex::default(),
            users: Mutex::default(),
            database,
        }
    }

    /// One of the nodes.
    pub fn node(&self, pick: u64) -> Client {
        pick_of(&self.nodes, pick).expect("a node").client()
    }

    /// An ID token of one of the people. Some of them share an address.
    pub fn id_token(&self, pick: u64) -> String {
        self.id_token_of(pick % PEOPLE)
    }

    /// An ID token of one of all accounts, more often than not of one that has no user of its own.
    pub fn linkable(&self, pick: u64) -> String {
        self.id_token_of(pick % ACCOUNTS)
    }

    fn id_token_of(&self, number: u64) -> String {
        let mut person = StandInUser::new(100 + number);
        person.email = match number {
            0 => None,
            1 | 2 => Some("shared@example.com".to_owned()),
            other => Some(format!("person{other}@example.com")),
        };
        let request = daemun::sandbox::TokenRequest::of(person);
        self.kakao().mint(&request).id_token
    }

    /// A code of Kakao's for one of the people, as its consent page would send it to the callback.
    pub fn kakao_code(&self, pick: u64, nonce: Option<String>) -> String {
        let person = StandInUser::new(100 + pick % PEOPLE);
        let mut request = CodeRequest::of(person, CALLBACK);
        request.token.nonce = nonce;
        self.kakao().mint_code(&request)
    }

    fn kakao(&self) -> &crate::support::kakao::Kakao {
        &self.nodes.first().expect("a node").kakao
    }

    /// Keeps the session of an answer, if it is one.
    pub fn keep_session(&self, answer: &Response) {
        if answer.status == 200 {
            let session = answer.json();
            let user = session.pointer("/user/id").and_then(Value::as_str);
            let user = user.expect("a session has a user").to_owned();
            let mut users = self.users.lock().expect("nobody panicked");
            if !users.contains(&user) {
                users.push(user);
            }
            drop(users);
            self.sessions.lock().expect("nobody panicked").push(session);
        }
    }

    /// A session that somebody was given, live or not; rather one of the last ones.
    pub fn a_session(&self, pick: u64) -> Option<Value> {
        let sessions = self.sessions.lock().expect("nobody panicked");
        let recent = sessions.len().saturating_sub(12);
        pick_of(sessions.get(recent..)?, pick).cloned()
    }

    pub fn keep_code(&self, code: String) {
        self.codes.lock().expect("nobody panicked").push(code);
    }

    /// A code of ours that somebody was given, spent or not.
    pub fn a_code(&self, pick: u64) -> Option<String> {
        let codes = self.codes.lock().expect("nobody panicked");
        let recent = codes.len().saturating_sub(4);
        pick_of(codes.get(recent..)?, pick).cloned()
    }

    /// A user who was there at some time.
    pub fn a_user(&self, pick: u64) -> Option<String> {
        let users = self.users.lock().expect("nobody panicked");
        pick_of(&users, pick).cloned()
    }

    /// The number of rows of a table.
    pub fn count(&self, table: &str) -> u64 {
        let rows = self.texts(&format!(
            "select cast(count(*) as text) as text from {{auth}}{table}"
        ));
        let rows = rows.first().expect("a count is a row");
        rows.parse().expect("a count is a number")
    }

    /// A query with one column of text; its tables are named `{auth}users`.
    pub fn texts(&self, query: &str) -> Vec<String> {
        let schema = if self.is_postgres() { "auth." } else { "" };
        self.database.texts(&query.replace("{auth}", schema))
    }

    pub fn is_postgres(&self) -> bool {
        self.database.is_postgres()
    }
}

const SETTINGS: &[(&str, &str)] = &[
    ("DAEMUN_JWT_SECRET", SECRET),
    ("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true"),
    ("DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI", CALLBACK),
    ("DAEMUN_EXTERNAL_KAKAO_SECRET", "secret"),
];

fn pick_of<T>(all: &[T], pick: u64) -> Option<&T> {
    let count = u64::try_from(all.len()).ok().filter(|count| *count > 0)?;
    all.get(usize::try_from(pick % count).ok()?)
}

/// The request with an admin's token.
pub fn as_admin(request: Request) -> Request {
    let claims = json!({ "role": "service_role", "exp": 4_000_000_000_i64 });
    request.bearer(&hs256::signed(SECRET, &claims))
}
