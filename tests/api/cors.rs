//! Browsers of any origin may ask, and may read what clients need of an answer.

use crate::gate::Gate;
use crate::support::client::Response;
use crate::support::database::TestDatabase;

const ORIGIN: (&str, &str) = ("Origin", "https://app.example.com");

fn preflight(gate: &Gate, method: &str, headers: &str) -> Response {
    gate.service
        .client()
        .request("OPTIONS", "/auth/v1/token")
        .header(ORIGIN.0, ORIGIN.1)
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", headers)
        .send()
        .expect(204)
}

#[test]
fn a_preflight_allows_what_clients_send_in_any_case_and_order() {
    let gate = Gate::new(TestDatabase::sqlite());
    let headers = [
        "apikey,authorization,content-type,x-client-info,x-supabase-api-version",
        "X-Client-Info, Authorization, apikey",
        "x-supabase-client-platform,x-supabase-client-runtime",
        "x-jwt-aud",
    ];
    for asked in headers {
        let answer = preflight(&gate, "POST", asked);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{asked}"
        );
        assert_eq!(
            answer.header("access-control-allow-methods"),
            Some("POST"),
            "{asked}"
        );
        assert!(
            answer.header("access-control-allow-headers").is_some(),
            "{asked}"
        );
    }
}

#[test]
fn a_preflight_for_anything_else_allows_nothing() {
    let gate = Gate::new(TestDatabase::sqlite());
    for (method, headers) in [
        ("POST", "x-evil"),
        ("POST", "apikey,x-evil"),
        ("TRACE", "apikey"),
    ] {
        let answer = preflight(&gate, method, headers);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{method} {headers}"
        );
        assert_eq!(
            answer.header("access-control-allow-headers"),
            None,
            "{method} {headers}"
        );
    }
}

#[test]
fn more_headers_can_be_allowed() {
    let gate = Gate::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_CORS_ALLOWED_HEADERS", "X-Own")],
    );
    assert!(
        preflight(&gate, "POST", "x-own")
            .header("access-control-allow-headers")
            .is_some()
    );
}

#[test]
fn every_answer_to_a_browser_can_be_read_by_it() {
    let gate = Gate::new(TestDatabase::sqlite());
    let client = gate.service.client();
    for (path, status) in [("/settings", 200), ("/user", 401), ("/nothing", 404)] {
        let answer = client
            .get(path)
            .header(ORIGIN.0, ORIGIN.1)
            .send()
            .expect(status);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
        let exposed = answer
            .header("access-control-expose-headers")
            .unwrap_or("")
            .to_lowercase();
        for name in ["x-total-count", "link", "x-supabase-api-version"] {
            assert!(exposed.contains(name), "{path}: {exposed}");
        }
        assert!(
            answer
                .header("vary")
                .is_some_and(|vary| vary.contains("Origin")),
            "{path}"
        );
    }
}
