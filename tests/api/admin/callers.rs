//! Who is let in: back ends by their role, whatever signs their token.

use super::bench::{Office, SECRET, token};
use crate::gate::{Gate, text};
use crate::support::client::Request;
use crate::support::database::{TestDatabase, both_databases};
use chrono::TimeDelta;
use daemun::config::{Config, Source};
use daemun::token::{Algorithm, SigningKeys, generate};
use serde_json::{Value, json};

const NOT_ADMIN: (u16, &str, &str) = (403, "not_admin", "User not allowed");
const ENDPOINTS: [(&str, &str); 6] = [
    ("GET", "/admin/users"),
    ("POST", "/admin/users"),
    ("GET", "/admin/users/00000000-0000-4000-8000-000000000000"),
    ("PUT", "/admin/users/x"),
    ("DELETE", "/admin/users/x"),
    ("GET", "/admin/audit?page=x"),
];

fn ask(office: &Office, method: &str, target: &str) -> Request {
    office.gate.service.client().request(method, target)
}

fn list_as(office: &Office, claims: &Value) -> Request {
    ask(office, "GET", "/admin/users").bearer(&token(claims))
}

both_databases! {
    fn every_endpoint_asks_who_comes_before_anything_else(database: TestDatabase) {
        let office = Office::new(database);
        let session = office.gate.sign_in(1);
        let bearer = "This endpoint requires a valid Bearer token";
        for (method, target) in ENDPOINTS {
            for prefix in ["", "/auth/v1"] {
                let target = format!("{prefix}{target}");
                let asked = ask(&office, method, &target).body("nonsense");
                office.refuses(&target, asked.clone(), (401, "no_authorization", bearer));
                office.refuses(&target, asked.bearer(text(&session, "/access_token")), NOT_ADMIN);
            }
        }
    }

    fn the_role_alone_lets_in(database: TestDatabase) {
        let office = Office::with(database, &[("DAEMUN_JWT_ADMIN_ROLES", "service_role,root")]);
        for claims in [
            json!({"role": "service_role"}),
            json!({"role": "root", "sub": "", "session_id": ""}),
            json!({"role": "root", "sub": "nobody", "aud": "x", "iss": "x"}),
            json!({"role": "root", "session_id": "00000000-0000-0000-0000-000000000000"}),
        ] {
            list_as(&office, &claims).send().expect(200);
        }
        for role in [json!("anon"), json!("supabase_admin"), json!("SERVICE_ROLE"), json!(""), Value::Null] {
            office.refuses(&role.to_string(), list_as(&office, &json!({ "role": role })), NOT_ADMIN);
        }
    }

    fn an_expired_key_is_none(database: TestDatabase) {
        let office = Office::new(database);
        let opening = "invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired";
        let now = 1_772_355_600;
        list_as(&office, &json!({"role": "service_role", "exp": now + 1})).send().expect(200);
        office.refuses("expired", list_as(&office, &json!({"role": "service_role", "exp": now})), (403, "bad_jwt", opening));
    }

    fn a_token_of_a_session_is_as_good_as_the_session(database: TestDatabase) {
        let office = Office::with(database, &[("DAEMUN_SESSIONS_TIMEBOX", "1h")]);
        let id = office.gate.sign_in(1);
        let (user, session) = (text(&id, "/user/id"), session_of(&office));
        let nobody = "11111111-1111-4111-8111-111111111111";
        let claims = |sub: Value, session: &str| json!({"role": "service_role", "sub": sub, "session_id": session});
        let good = claims(json!(user), &session);
        list_as(&office, &good).send().expect(200);
        for (sub, session_id, refusal) in [
            (Value::Null, session.as_str(), (403, "bad_jwt", "invalid claim: missing sub claim")),
            (json!("x"), &session, (400, "bad_jwt", "invalid claim: sub claim must be a UUID")),
            (json!(nobody), &session, (403, "user_not_found", "User from sub claim in JWT does not exist")),
            (json!(user), "x", (403, "bad_jwt", "invalid claim: session_id claim must be a UUID")),
            (json!(user), nobody, (403, "session_not_found", "Session from session_id claim in JWT does not exist")),
        ] {
            office.refuses(refusal.2, list_as(&office, &claims(sub, session_id)), refusal);
        }
        // A ban is not looked at.
        office.change(user, &json!({"ban_duration": "1h"}));
        list_as(&office, &good).send().expect(200);
        office.gate.service.clock.advance(TimeDelta::seconds(3_601));
        office.refuses("over", list_as(&office, &good), (403, "session_expired", "Session is no longer valid"));
    }

    fn the_audience_is_the_requests_own_or_ours(database: TestDatabase) {
        let office = Office::new(database);
        let aud = |request: Request| text(&request.send().expect(200).json(), "/aud").to_owned();
        let key = || list_as(&office, &json!({"role": "service_role", "aud": "elsewhere"}));
        assert_eq!(aud(key()), "authenticated");
        assert_eq!(aud(key().header("X-JWT-AUD", "other")), "other");
    }
}

/// The id of the one session that there is.
fn session_of(office: &Office) -> String {
    let query = "select cast(id as text) as text from {table}";
    office.gate.texts("sessions", query).remove(0)
}

/// As `daemun keys token` signs it: with the key of our own tokens, which a secret beside it does not replace.
#[test]
fn a_token_of_our_own_key_lets_in_beside_one_of_the_secret() {
    let jwk = generate(Algorithm::Es256, &daemun::clock::SystemChance).expect("a key");
    let variables = [
        (
            "DAEMUN_API_EXTERNAL_URL",
            "https://auth.example.com/auth/v1",
        ),
        ("DAEMUN_JWT_SECRET", SECRET),
        ("DAEMUN_JWT_VALID_METHODS", "ES256,HS256"),
        ("DAEMUN_JWT_KEYS", &format!("[{}]", jwk.expose_json())),
    ];
    let owned = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::load(&Source::new(owned, None))
        .expect("settings")
        .config;
    let keys = SigningKeys::from_config(&config.jwt)
        .expect("good keys")
        .expect("keys");
    let gate = Gate::with(TestDatabase::sqlite(), &variables);
    let list = |token: &str| {
        gate.service
            .client()
            .get("/admin/users")
            .bearer(token)
            .send()
    };
    let signed = |role: &str| {
        keys.sign(&json!({"role": role, "exp": 1_800_000_000}))
            .expect("signed")
    };
    list(&signed("service_role")).expect(200);
    list(&signed("anon")).expect(403);
    list(&token(&json!({"role": "service_role"}))).expect(200);
}
