//! What Kakao is asked for.

use crate::journey::{CALLBACK, CHALLENGE, Journey, TARGET, location};
use crate::support::client::Client;
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::Kakao;
use daemun::sandbox::paths;

both_databases! {
    fn a_browser_is_sent_to_kakao_with_sorted_parameters(database: TestDatabase) {
        let journey = Journey::new(database);
        let answer = journey.authorize(&format!("redirect_to={TARGET}")).expect(302);
        let location = location(&answer);
        assert!(location.as_str().starts_with(&format!("{}{}?client_id=", journey.gate.service.kakao.url(), paths::AUTHORIZE)));
        let pairs: Vec<(String, String)> = location.query_pairs().into_owned().collect();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["client_id", "nonce", "redirect_uri", "response_type", "scope", "state"]);
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("client_id"), Some(Kakao::APP_KEY));
        assert_eq!(value("redirect_uri"), Some(CALLBACK));
        assert_eq!(value("response_type"), Some("code"));
        assert_eq!(value("scope"), Some("openid profile_nickname profile_image account_email"));
        assert_eq!(value("nonce").map(str::len), Some(43));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let state = value("state").unwrap_or_default();
        let rows = journey.gate.texts("flow_state", "select cast(id as text) as text from {table}");
        assert_eq!(rows, [state], "a row is made for the implicit flow too");
    }

    fn a_row_is_as_supabase_auth_would_read_it(database: TestDatabase) {
        let journey = Journey::new(database);
        journey.begin_pkce();
        let row = journey.gate.texts("flow_state", "select cast(code_challenge_method as text) || ' ' || code_challenge \
            || ' ' || provider_type || ' ' || authentication_method || ' ' || referrer || ' [' || provider_access_token \
            || provider_refresh_token || '] ' || cast(length(auth_code) as text) as text from {table} \
            where user_id is null and auth_code_issued_at is null and created_at is not null and updated_at is not null");
        assert_eq!(row, [format!("s256 {CHALLENGE} kakao oauth {TARGET} [] 36")]);
    }
}

#[test]
fn scopes_are_added_each_once_separated_by_blanks_or_commas() {
    let variables = [("DAEMUN_EXTERNAL_KAKAO_SCOPES", "openid,profile_nickname")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    for (scopes, expected) in [
        ("", "openid profile_nickname"),
        ("openid", "openid profile_nickname"),
        (
            "age_range,gender",
            "openid profile_nickname age_range gender",
        ),
        (
            "age_range+gender",
            "openid profile_nickname age_range gender",
        ),
        (
            "age_range,+,gender,,openid",
            "openid profile_nickname age_range gender",
        ),
    ] {
        let began = journey.begin(&format!("scopes={scopes}"));
        assert_eq!(began.asked["scope"], expected, "{scopes}");
    }
}

#[test]
fn only_what_kakao_knows_is_passed_on() {
    let journey = Journey::new(TestDatabase::sqlite());
    let passed = "prompt=login&login_hint=a%26b&service_terms=t&channel_public_id=c&lang=ko";
    let dropped = "flow_type=pkce&skip_http_redirect=true&sb_flow_id=1&client_id=x&client_secret=x&redirect_uri=x&\
                   response_type=x&state=x&STATE=x&code_verifier=x&jwt=x&scope=x";
    let began = journey.begin(&format!("{passed}&{dropped}"));
    for (name, value) in [
        ("prompt", "login"),
        ("login_hint", "a&b"),
        ("service_terms", "t"),
        ("channel_public_id", "c"),
        ("lang", "ko"),
    ] {
        assert_eq!(began.asked[name], value);
    }
    assert_eq!(began.asked.len(), 11, "{began:?}");
    assert_ne!(began.asked["state"], "x");
}

#[test]
fn a_nonce_of_the_clients_takes_the_place_of_ours() {
    let journey = Journey::new(TestDatabase::sqlite());
    assert_eq!(journey.begin("nonce=theirs").asked["nonce"], "theirs");
    assert_ne!(
        journey.begin("").asked["nonce"],
        journey.begin("").asked["nonce"]
    );
}

#[test]
fn a_challenge_goes_to_kakao_only_where_the_setting_says_so_and_is_never_the_clients() {
    let journey = Journey::new(TestDatabase::sqlite());
    assert_eq!(journey.begin_pkce().asked.get("code_challenge"), None);
    let journey = Journey::with(
        TestDatabase::sqlite(),
        &[("DAEMUN_EXTERNAL_KAKAO_PKCE", "true")],
    );
    let asked = journey.begin_pkce().asked;
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["code_challenge"].len(), 43);
    assert_ne!(asked["code_challenge"], CHALLENGE);
    assert_ne!(asked["code_challenge"], asked["nonce"]);
}

#[test]
fn the_provider_is_named_in_any_case_and_the_path_prefixed_or_not() {
    let journey = Journey::new(TestDatabase::sqlite());
    journey
        .get("/auth/v1/authorize?provider=KAKAO")
        .send()
        .expect(302);
}

#[test]
fn browsers_are_sent_to_kakao_itself_without_asking_where_it_is() {
    let variables = [("DAEMUN_EXTERNAL_KAKAO_URL", "")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let location = location(&journey.authorize("").expect(302));
    assert!(
        location
            .as_str()
            .starts_with("https://kauth.kakao.com/oauth/authorize?client_id="),
        "{location}"
    );
}

#[test]
fn without_its_discovery_document_another_issuer_is_unavailable() {
    use daemun::sandbox::Fault;
    let journey = Journey::new(TestDatabase::sqlite());
    let faults = journey.gate.service.kakao.faults();
    faults.always(paths::DISCOVERY, Fault::NotJson);
    let refused = journey.authorize("").expect(503);
    assert_eq!(refused.json()["error_code"], "provider_unavailable");
    assert!(refused.header("retry-after").is_some());
    let flows = journey
        .gate
        .texts("flow_state", "select cast(id as text) as text from {table}");
    assert!(flows.is_empty(), "a flow that nobody can take is not kept");
}

#[test]
fn kakao_takes_what_it_is_asked_for() {
    let loopback = (
        "DAEMUN_EXTERNAL_KAKAO_REDIRECT_URI",
        "http://127.0.0.1:1/callback",
    );
    for more in ["", "nonce=theirs&prompt=login&lang=ko"] {
        let variables = [loopback, ("DAEMUN_EXTERNAL_KAKAO_PKCE", "true")];
        let journey = Journey::with(TestDatabase::sqlite(), &variables);
        let location = location(&journey.authorize(more).expect(302));
        let address = location.socket_addrs(|| None).expect("an address")[0];
        let target = &location[url::Position::BeforePath..];
        let page = Client::new(address).get(target).send().expect(200);
        assert_eq!(
            page.header("content-type")
                .map(|kind| kind.starts_with("text/html")),
            Some(true)
        );
    }
}
