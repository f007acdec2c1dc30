//! No value that is secret, and no value at all that is at fault, is ever shown.

use crate::loading::{load, load_with_file};
use daemun::config::reference;

/// A text that no message contains by itself.
const CANARY: &str = "canary7f3a";

#[test]
fn a_configuration_shows_none_of_its_secrets() {
    let key = format!("{}AAA", CANARY.repeat(4));
    let pair = format!("a:{key}");
    let long = CANARY.repeat(6);
    let jwk = format!(r#"[{{"kty":"oct","alg":"HS256","key_ops":["sign"],"k":"{long}"}}]"#);
    let settings = [
        ("DATABASE_URL", "postgres://u:canary7f3a@h/d"),
        (
            "GOTRUE_JWT_SECRET",
            "canary7f3a and more than thirty-two bytes",
        ),
        ("GOTRUE_JWT_KEYS", &jwk),
        ("GOTRUE_EXTERNAL_KAKAO_ENABLED", "true"),
        ("GOTRUE_EXTERNAL_KAKAO_CLIENT_ID", "rest"),
        ("GOTRUE_EXTERNAL_KAKAO_SECRET", CANARY),
        ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPT", "true"),
        ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "a"),
        ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", &key),
        ("GOTRUE_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", &pair),
        ("HTTPS_PROXY", "http://u:canary7f3a@proxy:3128"),
        ("http_proxy", "u:canary7f3a@proxy:3128"),
    ];
    let loaded = load(&settings).expect("the settings are all right");
    let shown = format!("{loaded:?} {loaded:#?}");
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn a_fault_shows_nothing_of_the_value() {
    for variable in reference::variables() {
        let name = variable.preferred_name().replace('*', "X");
        for value in [
            format!("{CANARY} \u{1}"),
            format!("x://{CANARY}"),
            format!("[\"{CANARY}\"]"),
            format!("[{{\"kty\":\"{CANARY}\"}}]"),
        ] {
            let kakao = [
                ("GOTRUE_EXTERNAL_KAKAO_ENABLED", "true"),
                ("GOTRUE_EXTERNAL_KAKAO_CLIENT_ID", "rest"),
            ];
            let encryption = ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPT", "true");
            let shown = match load(&[kakao[0], kakao[1], encryption, (&name, &value)]) {
                Ok(loaded) => format!("{:?}", loaded.warnings),
                Err(errors) => format!("{errors} {errors:?}"),
            };
            assert!(!shown.contains(CANARY), "{name}: {shown}");
        }
    }
}

#[test]
fn two_values_that_differ_are_not_shown() {
    for variable in reference::variables() {
        let Some((last, others)) = variable
            .full_names()
            .split_last()
            .map(|(last, rest)| (last.clone(), rest.to_vec()))
        else {
            continue;
        };
        let file = format!("{last}='{CANARY}1'\n");
        let settings: Vec<_> = others
            .iter()
            .map(|name| (name.as_str(), "canary7f3a2"))
            .collect();
        let shown = match load_with_file(&settings, &file) {
            Ok(loaded) => format!("{:?}", loaded.warnings),
            Err(errors) => format!("{errors} {errors:?}"),
        };
        assert!(!shown.contains(CANARY), "{last}: {shown}");
    }
}

#[test]
fn a_line_that_cannot_be_read_is_not_shown() {
    let errors = load_with_file(&[], "DAEMUN_JWT_SECRET='canary7f3a\ncanary7f3a\n")
        .expect_err("neither can be read");
    assert_eq!(errors.faults().len(), 2);
    assert!(!format!("{errors} {errors:?}").contains(CANARY));
}
