//! A browser's journey: to `/authorize`, through Kakao's consent, back to `/callback`, and on to the app.

use crate::gate::Gate;
use crate::support::client::{Request, Response};
use crate::support::database::TestDatabase;
use daemun::sandbox::{CodeRequest, StandInUser};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use url::Url;

/// Of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Its challenge.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Where Kakao sends browsers back to.
pub const CALLBACK: &str = "https://auth.example.com/auth/v1/callback";
/// An app's page under `SITE_URL`.
pub const TARGET: &str = "https://app.example.com/welcome";

/// The settings without which no browser is sent anywhere.
const NEEDED: [(&str, &str); 2] = [
    ("DAEMUN_EXTERNAL_KAKAO_SECRET", "s3cret"),
    ("DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI", CALLBACK),
];

/// A service that sends browsers to its Kakao.
pub struct Journey {
    pub gate: Gate,
}

/// A browser on its way to Kakao.
#[derive(Debug, Clone)]
pub struct Began {
    /// The parameters that Kakao is asked with.
    pub asked: BTreeMap<String, String>,
}

impl Began {
    pub fn state(&self) -> &str {
        &self.asked["state"]
    }
}

impl Journey {
    pub fn new(database: TestDatabase) -> Self {
        Self::with(database, &[])
    }

    pub fn with(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self {
            gate: Gate::with(database, &[&NEEDED, variables].concat()),
        }
    }

    /// Another node, which has its own randomness and this one's Kakao.
    pub fn another(&self, database: TestDatabase) -> Self {
        let same_kakao = [("DAEMUN_EXTERNAL_KAKAO_URL", self.gate.service.kakao.url())];
        Self {
            gate: Gate::another(database, &[&NEEDED, &same_kakao[..]].concat()),
        }
    }

    /// The node started again, with other randomness than before.
    pub fn restarted(self) -> Self {
        Self {
            gate: self.gate.restarted_with(&NEEDED, 4),
        }
    }

    pub fn get(&self, target: &str) -> Request {
        self.gate.service.client().get(target)
    }

    /// `/authorize` with this query behind the provider.
    pub fn authorize(&self, query: &str) -> Response {
        self.get(&format!("/authorize?provider=kakao&{query}"))
            .send()
    }

    /// A flow that begins.
    pub fn begin(&self, query: &str) -> Began {
        began(&self.authorize(query))
    }

    pub fn begin_pkce(&self) -> Began {
        self.begin(&format!(
            "redirect_to={TARGET}&code_challenge={CHALLENGE}&code_challenge_method=s256"
        ))
    }

    pub fn begin_implicit(&self) -> Began {
        self.begin(&format!("redirect_to={TARGET}"))
    }

    /// The code that Kakao gives to a person who consents.
    pub fn consent(&self, began: &Began, person: u64) -> String {
        self.consent_of(began, StandInUser::new(person))
    }

    pub fn consent_of(&self, began: &Began, user: StandInUser) -> String {
        let mut request = CodeRequest::of(user, began.asked["redirect_uri"].clone());
        request.token.nonce = began.asked.get("nonce").cloned();
        request.code_challenge = began.asked.get("code_challenge").cloned();
        self.gate.service.kakao.mint_code(&request)
    }

    /// `/callback` with a state and a code.
    pub fn come_back(&self, state: &str, code: &str) -> Response {
        self.get(&format!("/callback?state={state}&code={code}"))
            .send()
    }

    /// The whole way of a person, up to what the app sees.
    pub fn arrive(&self, began: &Began, person: u64) -> Response {
        let code = self.consent(began, person);
        self.come_back(began.state(), &code)
    }

    /// A code for the exchange.
    pub fn code_of(&self, began: &Began, person: u64) -> String {
        let arrived = self.arrive(began, person).expect(302);
        query_of(&arrived)["code"].clone()
    }

    pub fn exchange(&self, code: &str, verifier: &str) -> Response {
        let body = json!({ "auth_code": code, "code_verifier": verifier });
        self.gate.grant("pkce", &body)
    }

    /// Asserts that `request` is refused with this status, code and text, in both forms, and that nothing is written.
    #[track_caller]
    pub fn refuses(&self, request: &Request, status: u16, code: &str, text: &str) {
        let before = self.gate.rows();
        let legacy = request.clone().send().expect(status);
        let expected = json!({ "code": status, "error_code": code, "msg": text });
        assert_eq!(legacy.json(), expected);
        assert_eq!(legacy.header("x-sb-error-code"), Some(code));
        let (name, value) = crate::gate::VERSION;
        let dated = request.clone().header(name, value).send().expect(status);
        assert_eq!(dated.json(), json!({ "code": code, "message": text }));
        assert_eq!(self.gate.rows(), before, "something was written");
    }
}

/// Reads where `/authorize` sends a browser.
#[track_caller]
pub fn began(answer: &Response) -> Began {
    assert_eq!(answer.status, 302, "{answer}");
    Began {
        asked: query_of(answer),
    }
}

#[track_caller]
pub fn location(answer: &Response) -> Url {
    let location = answer.header("location");
    let location = location.unwrap_or_else(|| panic!("no Location in {answer}"));
    location.parse().expect("a URL")
}

/// The query of where the browser is sent.
#[track_caller]
pub fn query_of(answer: &Response) -> BTreeMap<String, String> {
    location(answer).query_pairs().into_owned().collect()
}

/// The fragment of where the browser is sent, in order.
#[track_caller]
pub fn fragment_of(answer: &Response) -> Vec<(String, String)> {
    let location = location(answer);
    let fragment = location.fragment().unwrap_or("").to_owned();
    url::form_urlencoded::parse(fragment.as_bytes())
        .into_owned()
        .collect()
}

/// Asserts that the app is told of this error, in query and fragment alike.
#[track_caller]
pub fn tells_app(answer: &Response, error: &str, code: &str, text: &str) {
    assert_eq!(answer.status, 302, "{answer}");
    let query = query_of(answer);
    let told = (
        query["error"].as_str(),
        query["error_code"].as_str(),
        query["error_description"].as_str(),
    );
    assert_eq!(told, (error, code, text));
    let expected = [
        ("error", error),
        ("error_code", code),
        ("error_description", text),
        ("sb", ""),
    ];
    let expected: Vec<(String, String)> = expected
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(fragment_of(answer), expected);
    keeps_to_itself(answer);
}

/// Asserts that the site is told of this error, in the query alone, and whoever does not follow in the body.
#[track_caller]
pub fn tells_site(answer: &Response, error: &str, code: &str, text: &str, status: u16) {
    assert_eq!(answer.status, 303, "{answer}");
    let location = location(answer);
    assert_eq!(
        (location.host_str(), location.fragment()),
        (Some("app.example.com"), None)
    );
    let query = query_of(answer);
    let told = (
        query["error"].as_str(),
        query["error_code"].as_str(),
        query["error_description"].as_str(),
    );
    assert_eq!(told, (error, code, text));
    assert_eq!(
        answer.json(),
        json!({ "code": status, "error_code": code, "msg": text })
    );
    keeps_to_itself(answer);
}

#[track_caller]
fn keeps_to_itself(answer: &Response) {
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
}

/// A member of a session that is a text.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    crate::gate::text(value, pointer)
}
