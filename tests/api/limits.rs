//! How many requests of one client pass, whom that does not concern, and what the others are told.

use crate::gate::{Gate, VERSION, text};
use crate::support::client::{Request, Response};
use crate::support::database::{TestDatabase, both_databases};
use crate::support::hs256;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// This test's own machine is the proxy, which every limited request comes through.
const PROXY: (&str, &str) = ("DAEMUN_TRUSTED_PROXIES", "127.0.0.1/32");
const ONE: &str = "203.0.113.7";
const ANOTHER: &str = "203.0.113.8";
/// What a full bucket holds.
const FULL: usize = 30;

fn behind_proxy(database: TestDatabase, more: &[(&str, &str)]) -> Gate {
    Gate::with(database, &[&[PROXY], more].concat())
}

fn grant(gate: &Gate, name: &str) -> Request {
    let target = format!("/token?grant_type={name}");
    gate.service.client().post(&target).json(&json!({}))
}

fn from(request: Request, client: &str) -> Request {
    request.header("X-Forwarded-For", client)
}

fn is_limited(answer: &Response) -> bool {
    answer.header("x-sb-error-code") == Some("over_request_rate_limit")
}

/// How many of `asked` requests are not refused for their number.
fn passing(asked: usize, request: impl Fn() -> Request) -> usize {
    (0..asked)
        .filter(|_| !is_limited(&request().send()))
        .count()
}

#[track_caller]
fn empty(request: impl Fn() -> Request) {
    assert_eq!(passing(FULL + 5, request), FULL);
}

both_databases! {
    fn a_client_that_asks_too_often_is_told_when_to_come_back(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        let ask = || from(grant(&gate, "id_token"), ONE);
        empty(ask);
        let legacy = ask().send();
        assert_eq!(legacy.header("retry-after"), Some("2"));
        assert_eq!(legacy.to_string(), r#"429 {"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}"#);
        let dated = ask().header(VERSION.0, VERSION.1).send();
        assert_eq!(dated.header("retry-after"), Some("2"));
        assert_eq!(dated.to_string(), r#"429 {"code":"over_request_rate_limit","message":"Request rate limit reached"}"#);
        assert!(gate.rows().iter().all(|count| count == "0"));

        gate.service.clock.advance(TimeDelta::milliseconds(1999));
        assert_eq!(ask().send().header("retry-after"), Some("1"));
        gate.service.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(passing(2, ask), 1);
        gate.service.clock.advance(TimeDelta::minutes(5));
        empty(ask);
    }

    fn a_refresh_too_many_is_unavailable_and_signs_nobody_out(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        let session = gate.sign_in(1);
        let token = text(&session, "/refresh_token");
        let ask = || {
            let body = json!({ "refresh_token": token });
            let request = gate.service.client().post("/token?grant_type=refresh_token");
            from(request.json(&body), ONE)
        };
        empty(ask);
        let legacy = ask().send();
        assert_eq!((legacy.status, legacy.header("retry-after")), (503, Some("2")));
        let mut body = legacy.json();
        let id = body.as_object_mut().and_then(|members| members.remove("error_id"));
        assert!(id.is_some(), "{legacy}");
        assert_eq!(body, json!({ "code": 503, "error_code": "over_request_rate_limit", "msg": "Request rate limit reached" }));
        let dated = ask().header(VERSION.0, VERSION.1).send();
        assert_eq!((dated.status, dated.header("retry-after")), (503, Some("2")));
        assert_eq!(dated.to_string(), r#"503 {"code":"over_request_rate_limit","message":"Request rate limit reached"}"#);
        gate.service.clock.advance(TimeDelta::seconds(2));
        ask().send().expect(200);
    }

    fn no_other_grant_and_no_other_client_takes_away_from_refreshes(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        empty(|| from(grant(&gate, "id_token"), ONE));
        empty(|| from(grant(&gate, "refresh_token"), ANOTHER));
        empty(|| from(grant(&gate, "refresh_token"), ONE));
        empty(|| from(grant(&gate, "id_token"), ANOTHER));
    }

    fn the_limit_comes_after_the_choice_of_a_grant_and_before_the_body(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        empty(|| from(grant(&gate, "id_token"), ONE));
        for (name, status) in [("nothing", 400), ("password", 400), ("web3", 422)] {
            let asked = from(grant(&gate, name), ONE).send();
            assert_eq!((asked.status, is_limited(&asked)), (status, false), "{name}");
        }
        let request = gate.service.client().post("/token?grant_type=id_token").body("no JSON");
        assert!(is_limited(&from(request, ONE).send()));
    }

    fn what_is_not_named_is_not_limited(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        let client = gate.service.client();
        for (method, path) in [("GET", "/user"), ("POST", "/logout"), ("GET", "/settings"), ("GET", "/health")] {
            let asked = passing(FULL + 10, || from(client.request(method, path), ONE));
            assert_eq!(asked, FULL + 10, "{method} {path}");
        }
    }

    fn sign_ups_are_limited_by_a_size_of_their_own(database: TestDatabase) {
        let gate = behind_proxy(database, &[("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true")]);
        let ask = || from(gate.service.client().post("/signup"), ONE);
        empty(ask);
        let answer = ask().send();
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("10")));
        assert_eq!(gate.rows()[0], FULL.to_string());
        let with_email = ask().json(&json!({ "email": "person@example.com" })).send();
        assert_eq!((with_email.status, is_limited(&with_email)), (400, false));
        empty(|| from(gate.service.client().post("/signup"), ANOTHER));
    }

    fn changes_of_a_user_are_limited_once_the_bearer_is_known(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        let session = gate.sign_in(1);
        let put = || from(gate.service.client().request("PUT", "/user"), ONE);
        let ask = || put().bearer(text(&session, "/access_token")).json(&json!({ "data": {} }));
        empty(ask);
        let answer = ask().send();
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("10")));
        assert_eq!(put().send().status, 401);
        gate.user(text(&session, "/access_token")).expect(200);
    }

    fn every_grant_has_its_bucket(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        for (name, status) in [("id_token", 429), ("pkce", 429), ("refresh_token", 503)] {
            empty(|| from(grant(&gate, name), ONE));
            assert_eq!(from(grant(&gate, name), ONE).send().status, status, "{name}");
        }
    }

    fn a_network_of_ipv6_is_one_client(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        let asked = (0..FULL + 10).filter(|host| {
            let client = format!("2001:db8:1:2::{host:x}");
            !is_limited(&from(grant(&gate, "id_token"), &client).send())
        });
        assert_eq!(asked.count(), FULL);
        empty(|| from(grant(&gate, "id_token"), "2001:db8:1:3::1"));
    }

    fn a_forwarded_address_that_cannot_be_read_is_the_proxys_own_and_limited(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        empty(|| from(grant(&gate, "id_token"), "203.0.113.7, unknown"));
        assert!(is_limited(&from(grant(&gate, "id_token"), "").send()));
    }

    fn a_proxy_that_forwards_nobody_is_a_back_end(database: TestDatabase) {
        let gate = behind_proxy(database, &[]);
        assert_eq!(passing(FULL + 10, || grant(&gate, "id_token")), FULL + 10);
    }

    fn a_private_peer_is_not_limited_while_no_proxy_is_named(database: TestDatabase) {
        let gate = Gate::new(database);
        let asked = passing(FULL + 10, || from(grant(&gate, "id_token"), ONE));
        assert_eq!(asked, FULL + 10);
    }

    fn a_peer_that_is_no_proxy_is_limited_whatever_it_forwards(database: TestDatabase) {
        let gate = Gate::with(database, &[("DAEMUN_TRUSTED_PROXIES", "10.0.0.0/8"), ("DAEMUN_RATE_LIMIT_HEADER", "X-Who")]);
        let asked = (0..FULL + 10).filter(|host| {
            let request = from(grant(&gate, "id_token"), &format!("203.0.113.{host}"));
            !is_limited(&request.header("X-Who", &host.to_string()).send())
        });
        assert_eq!(asked.count(), FULL);
    }

    fn a_proxy_may_name_whom_to_count(database: TestDatabase) {
        let gate = behind_proxy(database, &[("GOTRUE_RATE_LIMIT_HEADER", "X-Who")]);
        let named = |who| move |request: Request| from(request, ONE).header("X-Who", who);
        empty(|| named("app-7, 1")(grant(&gate, "id_token")));
        assert!(is_limited(&named("app-7, 2")(grant(&gate, "id_token")).send()));
        empty(|| named("app-8")(grant(&gate, "id_token")));
        empty(|| from(grant(&gate, "id_token"), ONE));
    }

    fn sizes_are_settings(database: TestDatabase) {
        let gate = behind_proxy(database, &[("GOTRUE_RATE_LIMIT_TOKEN_REFRESH", "30")]);
        let ask = || from(grant(&gate, "id_token"), ONE);
        empty(ask);
        assert_eq!(ask().send().header("retry-after"), Some("10"));
    }

    fn an_administrators_token_is_a_back_ends_wherever_it_is(database: TestDatabase) {
        let gate = behind_proxy(database, &[("DAEMUN_JWT_SECRET", SECRET)]);
        let admin = signed(&json!({ "role": "service_role" }));
        let ask = || from(grant(&gate, "id_token"), ONE);
        empty(ask);
        for _ in 0..FULL {
            assert!(!is_limited(&ask().header("apikey", &admin).send()));
            assert!(!is_limited(&ask().bearer(&admin).send()));
            assert!(!is_limited(&ask().header("apikey", &admin).bearer("something-else").send()));
        }
        let stale = signed(&json!({ "role": "service_role", "exp": 1 }));
        let anon = signed(&json!({ "role": "anon" }));
        let forged = crate::gate::forged(&admin);
        for token in [stale.as_str(), &anon, &forged, "service_role", ""] {
            assert!(is_limited(&ask().header("apikey", token).send()), "{token}");
            assert!(is_limited(&ask().bearer(token).send()), "{token}");
        }
    }
}

const SECRET: &str = "a-secret-that-is-shared-with-back-ends";

/// A token of the shared secret.
fn signed(claims: &Value) -> String {
    hs256::signed(SECRET, claims)
}
