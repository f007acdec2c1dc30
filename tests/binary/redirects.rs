//! What a redirect leaves in the log, however much is asked for: neither a state nor a code, a token or a word of Kakao's.

use super::support::binary::Binary;
use super::support::client::Response;
use super::support::database::TestDatabase;
use super::support::kakao::Kakao;
use daemun::sandbox::{CodeRequest, StandInUser};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use url::Url;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A browser's way, and everything on it that nobody else may learn.
struct Way<'w> {
    service: &'w Binary,
    kakao: &'w Kakao,
    secrets: Vec<String>,
}

impl Way<'_> {
    /// The parameters, in query or fragment, of where an answer sends the browser; all of them are secrets.
    fn sent_to(&mut self, answer: &Response) -> BTreeMap<String, String> {
        let location = answer.header("location").expect("a location");
        let location: Url = location.parse().expect("a URL");
        let fragment = url::form_urlencoded::parse(location.fragment().unwrap_or("").as_bytes());
        let parameters: BTreeMap<String, String> = location
            .query_pairs()
            .chain(fragment)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let secret = [
            "state",
            "nonce",
            "code",
            "access_token",
            "refresh_token",
            "provider_token",
            "provider_refresh_token",
        ];
        let found = secret.iter().filter_map(|name| parameters.get(*name));
        self.secrets.extend(found.cloned());
        parameters
    }

    /// Begins, consents and comes back.
    fn go(&mut self, query: &str) -> BTreeMap<String, String> {
        let target =
            format!("/authorize?provider=kakao&redirect_to=https://app.example.com/{query}");
        let began = self.service.client().get(&target).send().expect(302);
        let asked = self.sent_to(&began);
        let user = StandInUser {
            email: Some("person@example.com".into()),
            nickname: Some("별명".into()),
            ..StandInUser::new(987_654_321)
        };
        let mut request = CodeRequest::of(user, asked["redirect_uri"].clone());
        request.token.nonce = asked.get("nonce").cloned();
        let code = self.kakao.mint_code(&request);
        let target = format!("/callback?state={}&code={code}", asked["state"]);
        self.secrets.push(code);
        let first = self.service.client().get(&target).send().expect(302);
        self.service.client().get(&target).send().expect(303);
        self.sent_to(&first)
    }
}

#[test]
fn neither_state_nor_code_nor_token_reaches_the_log() {
    let (database, kakao) = (TestDatabase::sqlite(), Kakao::start());
    let service = Binary::serve_with(
        &database,
        &kakao,
        &[
            ("DAEMUN_SITE_URL", "https://app.example.com"),
            ("DAEMUN_EXTERNAL_KAKAO_SECRET", "s3cret-of-the-app"),
            ("DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI", Kakao::REDIRECT_URI),
            ("RUST_LOG", "trace"),
        ],
    );
    let mut way = Way {
        service: &service,
        kakao: &kakao,
        secrets: Vec::new(),
    };
    way.go("");
    let landed = way.go(&format!(
        "&code_challenge={CHALLENGE}&code_challenge_method=s256"
    ));
    let exchange = |verifier: &str| {
        let body = json!({ "auth_code": landed["code"], "code_verifier": verifier });
        service
            .client()
            .post("/token?grant_type=pkce")
            .json(&body)
            .send()
    };
    exchange(CHALLENGE).expect(400);
    let session = exchange(VERIFIER).expect(200).json();
    let began = service
        .client()
        .get("/authorize?provider=kakao&nonce=a-nonce-of-the-apps")
        .send();
    let state = way.sent_to(&began)["state"].clone();
    let refused =
        format!("/callback?state={state}&error=words-of-kakao&error_description=more-words");
    service.client().get(&refused).send().expect(302);
    let mut secrets = way.secrets;
    for member in [
        "access_token",
        "refresh_token",
        "provider_token",
        "provider_refresh_token",
    ] {
        secrets.extend(session[member].as_str().map(str::to_owned));
    }
    let others = [
        VERIFIER,
        CHALLENGE,
        "words-of-kakao",
        "more-words",
        "person@example.com",
        "별명",
        "987654321",
        "s3cret-of-the-app",
    ];
    secrets.extend(others.map(str::to_owned));
    assert!(secrets.len() >= 25, "{secrets:?}");

    let log = whole_log(&service);
    for secret in secrets {
        assert!(!log.contains(&secret), "the log has {secret}:\n{log}");
    }
    let routes: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .collect();
    let callbacks = routes
        .iter()
        .filter(|line| line["route"] == "/callback")
        .count();
    assert_eq!(callbacks, 5, "{log}");
}

/// What has been printed, up to a line that nothing comes after.
fn whole_log(service: &Binary) -> String {
    service.client().get("/health").send().expect(200);
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let log = service.output();
        if log.contains("GET /health answered 200") {
            return log;
        }
        assert!(
            Instant::now() < deadline,
            "the last line is missing:\n{log}"
        );
        std::thread::yield_now();
    }
}
