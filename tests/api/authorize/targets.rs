//! Where the browser goes in the end: what it was asked for, if that is allowed, else where it came from, else the site.

use crate::journey::{Journey, began};
use crate::support::client::Request;
use crate::support::database::TestDatabase;

fn journey() -> Journey {
    let list = "myapp://callback,https://*.example.org/**,http://localhost:3000/**";
    Journey::with(TestDatabase::sqlite(), &[("DAEMUN_URI_ALLOW_LIST", list)])
}

/// The target that the flow of this request keeps.
#[track_caller]
fn target_of(journey: &Journey, request: Request) -> String {
    let began = began(&request.send());
    let rows = journey.gate.texts(
        "flow_state",
        &format!(
            "select referrer as text from {{table}} where cast(id as text) = '{}'",
            began.state()
        ),
    );
    rows.concat()
}

fn asking(journey: &Journey, redirect_to: &str) -> Request {
    let escaped: String = url::form_urlencoded::byte_serialize(redirect_to.as_bytes()).collect();
    journey.get(&format!("/authorize?provider=kakao&redirect_to={escaped}"))
}

#[test]
fn an_allowed_target_is_kept_as_it_is_written() {
    let journey = journey();
    for target in [
        "https://app.example.com",
        "https://app.example.com/a?b=c&d=%20#e",
        "myapp://callback",
        "https://x.example.org/a/b?sb_flow_id=1",
        "http://localhost:3000/x",
        "http://127.0.0.1:4321/x",
    ] {
        assert_eq!(target_of(&journey, asking(&journey, target)), target);
    }
}

#[test]
fn any_other_target_is_the_site_and_no_error() {
    let journey = journey();
    for target in [
        "",
        "null",
        "https://evil.example",
        "https://app.example.com.evil.example/",
        "https://app.example.com@evil.example/",
        "https://app.example.com:8443/",
        "http://app.example.com/",
        "//evil.example/",
        "/\\evil.example",
        "https:\\\\app.example.com",
        "javascript:alert(1)",
        "https://app.example.com/\r\nSet-Cookie: a=b",
        "https://0x7f000001/",
        "https://x.y.example.org/",
    ] {
        assert_eq!(
            target_of(&journey, asking(&journey, target)),
            "https://app.example.com",
            "{target:?}"
        );
    }
}

#[test]
fn the_header_beats_the_parameter_even_where_it_is_not_allowed() {
    let journey = journey();
    let asked = || asking(&journey, "https://app.example.com/parameter");
    let header = asked().header("redirect_to", "https://app.example.com/header");
    assert_eq!(
        target_of(&journey, header),
        "https://app.example.com/header"
    );
    let refused = asked().header("redirect_to", "https://evil.example/");
    assert_eq!(target_of(&journey, refused), "https://app.example.com");
    let empty = asked().header("redirect_to", "");
    assert_eq!(
        target_of(&journey, empty),
        "https://app.example.com/parameter"
    );
}

#[test]
fn the_page_that_the_browser_comes_from_is_the_next_best() {
    let journey = journey();
    let from = |page: &str| asking(&journey, "https://evil.example/").header("Referer", page);
    assert_eq!(
        target_of(&journey, from("https://app.example.com/page")),
        "https://app.example.com/page"
    );
    assert_eq!(
        target_of(&journey, from("https://evil.example/page")),
        "https://app.example.com"
    );
}

#[test]
fn the_site_is_told_as_it_is_written() {
    let site = "https://app.example.com:443";
    let journey = Journey::with(TestDatabase::sqlite(), &[("DAEMUN_SITE_URL", site)]);
    assert_eq!(target_of(&journey, asking(&journey, "")), site);
    assert_eq!(
        target_of(&journey, asking(&journey, "https://app.example.com/x")),
        site
    );
    let with_port = "https://app.example.com:443/x";
    assert_eq!(target_of(&journey, asking(&journey, with_port)), with_port);
}
