//! Kakao's own tokens: handed over once, and sealed while they wait.

use crate::journey::{CHALLENGE, Journey, TARGET, VERIFIER, began, text};
use crate::support::database::both_databases;

const KEY: &str = "pwFoiPyybQMqNmYVN0gUnpbfpGQV2sDv9vp0ZAxi_Y4";

fn kept(journey: &Journey) -> Vec<String> {
    journey.gate.texts(
        "flow_state",
        "select provider_access_token || ' ' || provider_refresh_token as text from {table}",
    )
}

both_databases! {
    fn they_are_handed_over_at_the_exchange_and_nowhere_else(database: TestDatabase) {
        let journey = Journey::new(database);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        let session = journey.exchange(&code, VERIFIER).expect(200).json();
        let (access, refresh) = (text(&session, "/provider_token"), text(&session, "/provider_refresh_token"));
        assert!(!access.is_empty() && !refresh.is_empty());
        assert!(kept(&journey).is_empty());
        let refreshed = journey.gate.refresh(text(&session, "/refresh_token")).expect(200).json();
        assert_eq!(refreshed.get("provider_token"), None);
    }

    fn with_encryption_at_rest_whatever_waits_is_sealed(database: TestDatabase) {
        let decryption = format!("k1:{KEY}");
        let journey = Journey::with(database, &[
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "k1"),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", KEY),
            ("DAEMUN_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", &decryption),
        ]);
        let code = journey.code_of(&journey.begin_pkce(), 1);
        let waiting = kept(&journey).concat();
        let session = journey.exchange(&code, VERIFIER).expect(200).json();
        for member in ["/provider_token", "/provider_refresh_token"] {
            assert!(!waiting.contains(text(&session, member)), "{member}");
        }
        assert_eq!(waiting.matches("aes-gcm-hkdf").count(), 2);
        let linking = format!("/user/identities/authorize?provider=kakao&redirect_to={TARGET}&code_challenge={CHALLENGE}&code_challenge_method=s256");
        let began = began(&journey.get(&linking).bearer(text(&session, "/access_token")).send());
        let code = journey.code_of(&began, 1002);
        let people = journey.gate.own_texts("flow_notes", "select person as text from {table}");
        assert!(people.len() == 1 && people[0].contains("aes-gcm-hkdf") && !people[0].contains("1002"), "{people:?}");
        journey.exchange(&code, VERIFIER).expect(200);
        let secrets = journey.gate.own_texts("secrets", "select value as text from {table}");
        assert!(secrets.len() == 1 && secrets[0].contains("aes-gcm-hkdf"));
        let left = journey.gate.own_texts("flow_notes", "select person as text from {table}");
        assert!(left.is_empty());
    }
}
