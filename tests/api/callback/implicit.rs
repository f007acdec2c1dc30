//! The implicit flow: the session stands in the fragment.

use crate::journey::{Journey, TARGET, fragment_of, location};
use crate::support::database::{TestDatabase, both_databases};

both_databases! {
    fn the_session_stands_in_the_fragment_sorted(database: TestDatabase) {
        let journey = Journey::new(database);
        let arrived = journey.arrive(&journey.begin_implicit(), 1).expect(302);
        let location = location(&arrived);
        assert!(location.as_str().starts_with(&format!("{TARGET}#access_token=")), "{location}");
        assert_eq!(arrived.header("cache-control"), Some("no-store"));
        assert_eq!(arrived.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(arrived.header("sb-auth-refresh-token-counter"), Some("0"));
        let fragment = fragment_of(&arrived);
        let names: Vec<&str> = fragment.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["access_token", "expires_at", "expires_in", "provider_refresh_token", "provider_token", "refresh_token", "sb", "token_type"]);
        let value = |name: &str| fragment.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
        assert_eq!((value("expires_in"), value("sb"), value("token_type")), ("3600", "", "bearer"));
        let user = journey.gate.user(value("access_token")).expect(200).json();
        assert_eq!(user["identities"][0]["id"], "1");
        journey.gate.refresh(value("refresh_token")).expect(200);
        assert!(!value("provider_token").is_empty() && !value("provider_refresh_token").is_empty());
        let left = journey.gate.texts("flow_state", "select cast(id as text) as text from {table}");
        assert!(left.is_empty(), "the flow is over");
    }
}

#[test]
fn a_fragment_of_the_target_stays_before_the_session() {
    let journey = Journey::new(TestDatabase::sqlite());
    let began = journey.begin("redirect_to=https%3A%2F%2Fapp.example.com%2F%23top");
    let arrived = journey.arrive(&began, 1).expect(302);
    let location = arrived.header("location").unwrap_or_default();
    assert!(
        location.starts_with("https://app.example.com/#top#access_token="),
        "{location}"
    );
}

#[test]
fn a_configured_target_overrides_every_other() {
    let variables = [("DAEMUN_EXTERNAL_REDIRECTURL", "otherapp://done")];
    let journey = Journey::with(TestDatabase::sqlite(), &variables);
    let arrived = journey.arrive(&journey.begin_implicit(), 1).expect(302);
    assert!(
        location(&arrived)
            .as_str()
            .starts_with("otherapp://done#access_token=")
    );
    let began = journey.begin_implicit();
    let refused = journey
        .get(&format!("/callback?state={}&error=x", began.state()))
        .send()
        .expect(302);
    assert!(
        location(&refused)
            .as_str()
            .starts_with("otherapp://done?error=x&error_code=x")
    );
    let nobody = journey.get("/callback").send().expect(303);
    assert!(
        nobody
            .header("location")
            .is_some_and(|to| to.starts_with("https://app.example.com?error="))
    );
}
