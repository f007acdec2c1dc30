//! A running service with its database, tokens of its Kakao to send, and a count of what it has written.

use super::refusal::{BAD_ID_TOKEN, Refusal};
use crate::support::client::{Request, Response};
use crate::support::database::TestDatabase;
use crate::support::kakao::Kakao;
use crate::support::service::Service;
use daemun::clock::Clock as _;
use daemun::sandbox::{KeyChoice, Scheme};
use diesel::sql_types::BigInt;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};
use serde_json::{Value, json};

/// Where the grant is asked for.
pub const GRANT: &str = "/token?grant_type=id_token";

/// The `error` of nearly every refusal of this grant, with Supabase Auth's blank.
pub const BAD: &str = "invalid request";

/// The service and everything around it. The service goes first, then its database.
pub struct Bench {
    pub service: Service,
    /// The same with `EXTERNAL_KAKAO_EXPLAIN_REFUSALS`, on the same database and trusting the same Kakao.
    explaining: Option<Service>,
    pub database: TestDatabase,
}

/// How many rows there are of what a sign-in writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Rows {
    #[diesel(sql_type = BigInt)]
    pub users: i64,
    #[diesel(sql_type = BigInt)]
    pub identities: i64,
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    #[diesel(sql_type = BigInt)]
    pub audit_entries: i64,
}

impl Bench {
    /// With the settings that a project would have.
    pub fn new(database: TestDatabase) -> Self {
        Self::with(database, &[])
    }

    /// With these variables in addition or instead.
    pub fn with(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        let service = Service::start_with(&database, variables);
        let same_kakao = ("DAEMUN_EXTERNAL_KAKAO_URL", service.kakao.url());
        let explains = ("DAEMUN_EXTERNAL_KAKAO_EXPLAIN_REFUSALS", "true");
        let more = [variables, &[same_kakao, explains]].concat();
        let explaining = Some(Service::start_with(&database, &more));
        Self {
            service,
            explaining,
            database,
        }
    }

    /// The same without the service that explains, for a Kakao that the stand-in is not.
    pub fn alone(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self {
            service: Service::start_with(&database, variables),
            explaining: None,
            database,
        }
    }

    /// The Kakao that is trusted.
    pub fn kakao(&self) -> &Kakao {
        &self.service.kakao
    }

    /// The time that everybody goes by, in whole seconds since 1970.
    pub fn now(&self) -> i64 {
        self.service.clock.now().timestamp()
    }

    /// Moves every clock by so many seconds.
    pub fn advance(&self, seconds: i64) {
        let span = chrono::TimeDelta::seconds(seconds);
        self.service.clock.advance(span);
        if let Some(explaining) = &self.explaining {
            explaining.clock.advance(span);
        }
    }

    /// The header that Kakao would write.
    pub fn header(&self) -> Value {
        let kid = self.kakao().kid(KeyChoice::Signing).expect("a key");
        json!({"alg": "RS256", "kid": kid, "typ": "JWT"})
    }

    /// The claims of somebody who shares nothing, in order.
    pub fn claims(&self) -> Value {
        json!({
            "iss": self.kakao().issuer(),
            "aud": Kakao::APP_KEY,
            "sub": "1001",
            "iat": self.now(),
            "exp": self.now() + 21_600,
        })
    }

    /// The same claims but for some, of which `null` takes one away.
    pub fn claims_but(&self, changes: Value) -> Value {
        changed(self.claims(), changes)
    }

    /// A token of these claims, signed by the key that Kakao signs with.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_raw(self.header().to_string(), claims.to_string())
    }

    /// A token with this header and payload, whatever they are, signed by the key that Kakao signs with.
    pub fn sign_raw(&self, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        self.kakao()
            .sign(KeyChoice::Signing, Scheme::Rs256, header, payload)
            .expect("the stand-in signs")
    }

    /// A token that has nothing wrong.
    pub fn token(&self) -> String {
        self.sign(&self.claims())
    }

    /// The grant with this body.
    pub fn ask(&self, body: &Value) -> Request {
        self.service.client().post(GRANT).json(body)
    }

    /// Signs in with a token.
    pub fn sign_in(&self, token: &str) -> Response {
        self.ask(&with_token(token)).send()
    }

    /// The session of whoever has these claims.
    #[track_caller]
    pub fn session(&self, claims: &Value) -> Value {
        self.sign_in(&self.sign(claims)).expect(200).json()
    }

    /// What is written by now.
    pub fn rows(&self) -> Rows {
        count(&self.database)
    }

    /// Asserts that `request` gets this refusal in both forms, and that nothing comes of it.
    #[track_caller]
    pub fn refuses(&self, case: &str, request: Request, refusal: Refusal<'_>) {
        let before = self.rows();
        refusal.is(case, &request.clone().send(), false);
        let dated = request.header("X-Supabase-Api-Version", "2024-01-01");
        refusal.is(case, &dated.send(), true);
        assert_eq!(self.rows(), before, "{case}: something was written");
    }

    /// Asserts that a token is refused: in public with the words for every bad token, to a developer with the reason.
    #[track_caller]
    pub fn refuses_token(&self, case: &str, token: &str, reason: &str) {
        self.refuses_body(case, &with_token(token), reason);
    }

    /// The same, with more in the body than the token.
    #[track_caller]
    pub fn refuses_body(&self, case: &str, body: &Value, reason: &str) {
        self.refuses(case, self.ask(body), BAD_ID_TOKEN);
        let explained = format!("Bad ID token: {reason}");
        let explaining = self.explaining.as_ref().expect("one that explains");
        let answer = explaining.client().post(GRANT).json(body).send();
        Refusal::OAuth("invalid request", &explained).is(case, &answer, false);
    }
}

/// The smallest body with a token.
pub fn with_token(token: &str) -> Value {
    json!({"provider": "kakao", "id_token": token})
}

/// `members` with `changes` made, of which `null` takes a member away.
pub fn changed(mut members: Value, changes: Value) -> Value {
    let object = members.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
    members
}

/// The rows, and the rows that belong to each session.
#[derive(QueryableByName)]
struct Counted {
    #[diesel(embed)]
    rows: Rows,
    #[diesel(sql_type = BigInt)]
    amr_claims: i64,
}

fn count(database: &TestDatabase) -> Rows {
    let schema = if database.is_postgres() { "auth." } else { "" };
    let query = diesel::sql_query(format!(
        "select (select count(*) from {schema}users) as users, \
         (select count(*) from {schema}identities) as identities, \
         (select count(*) from {schema}sessions) as sessions, \
         (select count(*) from {schema}audit_log_entries) as audit_entries, \
         (select count(*) from {schema}mfa_amr_claims) as amr_claims"
    ));
    let counted = match database.url().strip_prefix("sqlite://") {
        Some(path) => query.get_result(&mut SqliteConnection::establish(path).expect("it opens")),
        None => query.get_result(&mut PgConnection::establish(database.url()).expect("it opens")),
    };
    let Counted { rows, amr_claims } = counted.expect("the tables can be counted");
    assert_eq!(amr_claims, rows.sessions, "a session says how it began");
    rows
}
