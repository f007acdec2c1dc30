//! The demo page: `daemun dev` serves it, under a policy that lets nothing else in, and `daemun serve` does not.

use super::support::binary::Binary;
use super::support::client::Response;

/// The page, and all that it loads.
const FILES: [(&str, &str); 4] = [
    ("/demo", "text/html; charset=utf-8"),
    ("/demo/demo.js", "text/javascript; charset=utf-8"),
    ("/demo/demo.css", "text/css; charset=utf-8"),
    ("/demo/icon.svg", "image/svg+xml"),
];

fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).expect("UTF-8")
}

#[test]
fn dev_serves_a_demo_page_that_loads_nothing_from_elsewhere() {
    let dev = Binary::dev();
    for (path, kind) in FILES {
        let answer = dev.client().get(path).send().expect(200);
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let policy = answer.header("content-security-policy").expect("a policy");
        assert_eq!(
            policy,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'"
        );
        let namespace = "http://www.w3.org/2000/svg";
        let text = text(&answer).replace(namespace, "");
        for elsewhere in [
            "http://",
            "https://",
            "innerHTML",
            "@import",
            " style=",
            "onclick=",
        ] {
            assert!(!text.contains(elsewhere), "{path} has {elsewhere}");
        }
    }
    let page = text(&dev.client().get("/demo").send());
    for (path, _) in FILES {
        assert!(page.contains(&format!("\"{path}\"")), "{path}");
    }
    let root = dev.client().get("/").send().expect(302);
    assert_eq!(root.header("location"), Some("/demo"));
}

#[test]
fn dev_answers_for_the_demo_page_to_this_machines_names_alone() {
    let dev = Binary::dev();
    let foreign = dev.client().get("/demo").header("Host", "evil.example");
    let answer = foreign.send();
    assert!(answer.status >= 400, "{}", answer.status);
    assert!(!text(&answer).contains("<html"));
}

#[test]
fn dev_offers_what_the_demo_page_needs() {
    let dev = Binary::dev();
    let settings = dev
        .client()
        .get("/auth/v1/settings")
        .send()
        .expect(200)
        .json();
    assert_eq!(settings["external"]["kakao"], true);
    assert_eq!(settings["external"]["anonymous_users"], true);
}

#[test]
fn serve_has_no_demo_page() {
    let service = Binary::serve(&[("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com")]);
    for path in FILES.map(|(path, _)| path).into_iter().chain(["/"]) {
        service.client().get(path).send().expect(404);
        let prefixed = format!("/auth/v1{path}");
        service.client().get(&prefixed).send().expect(404);
    }
}

/// Every mark that the script looks for is on the page, and every label is there in both languages.
#[test]
fn the_page_and_its_script_fit() {
    let page = include_str!("../../src/cli/dev/demo/page.html");
    let script = include_str!("../../src/cli/dev/demo/demo.js");
    for call in ["$('", "on('"] {
        for rest in script.split(call).skip(1) {
            let id = rest.split('\'').next().expect("an end");
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
    let count = |language: &str| page.matches(&format!("<span lang=\"{language}\">")).count();
    assert_eq!(count("ko"), count("en"));
}
