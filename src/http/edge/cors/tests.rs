//! What a browser is told before it asks, and what its page may read of an answer.

use super::*;
use actix_web::test::TestRequest;

fn answer_to(headers: &[(&'static str, &'static str)], further: &[&str]) -> Option<HttpResponse> {
    let further: Vec<String> = further.iter().map(|name| (*name).to_owned()).collect();
    let allowed = AllowedHeaders::with(&further).expect("names of headers");
    let request = headers.iter().fold(
        TestRequest::default().method(Method::OPTIONS),
        TestRequest::append_header_pair,
    );
    preflight(request.to_srv_request().head(), &allowed)
}

/// `append_header` in the form that `fold` takes.
trait AppendPair {
    fn append_header_pair(self, pair: &(&'static str, &'static str)) -> Self;
}

impl AppendPair for TestRequest {
    fn append_header_pair(self, pair: &(&'static str, &'static str)) -> Self {
        self.append_header(*pair)
    }
}

fn shown(answer: Option<HttpResponse>) -> String {
    let answer = answer.expect("a preflight");
    let mut lines: Vec<String> = answer
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    lines.sort();
    format!("{}\n{}", answer.status().as_u16(), lines.join("\n"))
}

const ALLOWED: &str = "204\naccess-control-allow-credentials: true\naccess-control-allow-headers: ";
const REFUSED: &str =
    "204\nvary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

#[test]
fn what_supabase_js_asks_for_is_allowed() {
    let answer = answer_to(
        &[
            ("Origin", "https://app.example"),
            ("Access-Control-Request-Method", "POST"),
            (
                "Access-Control-Request-Headers",
                "apikey,authorization,content-type,x-client-info,x-supabase-api-version",
            ),
        ],
        &[],
    );
    insta::assert_snapshot!(shown(answer), @r"
    204
    access-control-allow-credentials: true
    access-control-allow-headers: apikey,authorization,content-type,x-client-info,x-supabase-api-version
    access-control-allow-methods: POST
    access-control-allow-origin: *
    vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers
    ");
}

fn headers_asked(names: &'static str, further: &[&str]) -> String {
    let asked = [
        ("Origin", "https://app.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", names),
    ];
    shown(answer_to(&asked, further))
}

#[test]
fn names_are_taken_in_any_case_and_order() {
    assert!(headers_asked("X-Client-Info, Authorization ,APIKEY", &[]).starts_with(ALLOWED));
}

#[test]
fn headers_of_the_clients_own_are_allowed() {
    assert!(headers_asked("x-supabase-client-platform", &[]).starts_with(ALLOWED));
}

#[test]
fn an_unknown_header_refuses_all() {
    assert_eq!(headers_asked("authorization,x-other", &[]), REFUSED);
}

#[test]
fn a_configured_header_is_allowed_in_any_case() {
    assert!(headers_asked("x-other,authorization", &["X-Other"]).starts_with(ALLOWED));
}

#[test]
fn a_configured_star_allows_any_header() {
    assert!(headers_asked("x-whatever", &["*"]).starts_with(ALLOWED));
}

#[test]
fn no_requested_header_is_fine() {
    let asked = [
        ("Origin", "null"),
        ("Access-Control-Request-Method", "DELETE"),
    ];
    assert!(shown(answer_to(&asked, &[])).contains("access-control-allow-methods: DELETE"));
}

#[test]
fn several_lines_of_requested_headers_are_all_looked_at() {
    let asked = [
        ("Origin", "https://app.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "apikey"),
        ("Access-Control-Request-Headers", "x-other"),
    ];
    assert_eq!(shown(answer_to(&asked, &[])), REFUSED);
}

#[test]
fn an_unknown_method_is_refused() {
    for method in ["TRACE", "get", ""] {
        let asked = [
            ("Origin", "https://app.example"),
            ("Access-Control-Request-Method", method),
        ];
        assert_eq!(shown(answer_to(&asked, &[])), REFUSED, "{method}");
    }
}

#[test]
fn without_an_origin_nothing_is_allowed() {
    assert_eq!(
        shown(answer_to(&[("Access-Control-Request-Method", "GET")], &[])),
        REFUSED
    );
}

#[test]
fn another_request_is_no_preflight() {
    assert!(answer_to(&[("Origin", "https://app.example")], &[]).is_none());
    let get = TestRequest::get()
        .insert_header(("Access-Control-Request-Method", "GET"))
        .to_srv_request();
    let allowed = AllowedHeaders::with(&[]).expect("no names");
    assert!(preflight(get.head(), &allowed).is_none());
}

#[test]
fn a_configured_name_that_no_header_can_have_is_refused() {
    let refused = AllowedHeaders::with(&["x y".to_owned()]).expect_err("no header");
    assert_eq!(refused.variable, "CORS_ALLOWED_HEADERS");
}

#[test]
fn the_answer_to_a_page_is_marked_and_exposes_what_clients_read() {
    let mut headers = HeaderMap::new();
    mark(&mut headers, true);
    let get = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    assert_eq!(get("access-control-allow-origin"), Some("*"));
    assert_eq!(get("access-control-allow-credentials"), Some("true"));
    assert_eq!(
        get("access-control-expose-headers"),
        Some("X-Total-Count, Link, X-Supabase-Api-Version")
    );
    assert_eq!(get("vary"), Some("Origin"));
}

#[test]
fn the_answer_to_anyone_else_only_varies() {
    let mut headers = HeaderMap::new();
    mark(&mut headers, false);
    assert_eq!(headers.len(), 1);
    assert!(headers.contains_key("vary"));
}
