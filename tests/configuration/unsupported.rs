//! Settings of Supabase Auth's that protect somebody and that we do not have.

use crate::loading::{fault, load, load_with_file, problem, warning_lines};
use daemun::config::Warning;
use daemun::config::problem::Problem;

const IGNORE: (&str, &str) = ("DAEMUN_IGNORE_UNSUPPORTED", "true");

/// Each with a value that asks for something.
const ASKING: [(&str, &str); 9] = [
    ("GOTRUE_HOOK_CUSTOM_ACCESS_TOKEN_ENABLED", "true"),
    ("GOTRUE_HOOK_BEFORE_USER_CREATED_ENABLED", "1"),
    ("GOTRUE_HOOK_ONE_THAT_IS_NOT_INVENTED_YET_ENABLED", "T"),
    ("DAEMUN_HOOK_SEND_SMS_ENABLED", "true"),
    ("GOTRUE_SECURITY_CAPTCHA_ENABLED", "true"),
    ("GOTRUE_SESSIONS_ALLOW_LOW_AAL", "15m"),
    (
        "GOTRUE_EXPERIMENTAL_PROVIDER_LINKING_DOMAINS",
        "kakao=social",
    ),
    (
        "GOTRUE_EXPERIMENTAL_PROVIDERS_WITH_OWN_LINKING_DOMAIN",
        "kakao",
    ),
    ("DB_NAMESPACE", "gotrue"),
];

#[test]
fn each_of_them_stops_the_start_by_its_name() {
    for (name, value) in ASKING {
        assert!(
            matches!(problem(name, value), Problem::Unsupported { .. }),
            "{name}"
        );
    }
}

#[test]
fn each_of_them_is_a_warning_once_the_operator_says_so() {
    for setting in ASKING {
        let loaded = load(&[IGNORE, setting]).expect("it is ignored");
        let [Warning::Unsupported { origin, .. }] = loaded.warnings.as_slice() else {
            panic!("{setting:?}: {:?}", loaded.warnings);
        };
        assert_eq!(origin.name, setting.0);
    }
}

#[test]
fn switched_off_they_are_nothing_to_notice() {
    let off = [
        ("GOTRUE_HOOK_CUSTOM_ACCESS_TOKEN_ENABLED", "false"),
        ("GOTRUE_SECURITY_CAPTCHA_ENABLED", "false"),
        ("GOTRUE_SESSIONS_ALLOW_LOW_AAL", ""),
        ("GOTRUE_EXPERIMENTAL_PROVIDER_LINKING_DOMAINS", ""),
        ("DB_NAMESPACE", "auth"),
    ];
    assert_eq!(warning_lines(&off), [""; 0]);
}

#[test]
fn the_words_say_what_would_follow_and_what_to_do() {
    let errors =
        load(&[("GOTRUE_SECURITY_CAPTCHA_ENABLED", "true")]).expect_err("it is unsupported");
    insta::assert_snapshot!(errors, @"
    the configuration has 1 fault:
      - GOTRUE_SECURITY_CAPTCHA_ENABLED asks for captchas, which are not supported: nobody would be asked for one. Switch it off, or set DAEMUN_IGNORE_UNSUPPORTED=true to start without it. Example: GOTRUE_SECURITY_CAPTCHA_ENABLED=false
    ");
}

#[test]
fn our_name_of_a_hook_beats_supabase_auths() {
    let theirs = ("GOTRUE_HOOK_SEND_SMS_ENABLED", "true");
    assert!(load(&[("DAEMUN_HOOK_SEND_SMS_ENABLED", "false"), theirs]).is_ok());
    let (culprit, _) = fault(&[
        ("DAEMUN_HOOK_SEND_SMS_ENABLED", "true"),
        ("GOTRUE_HOOK_SEND_SMS_ENABLED", "false"),
    ]);
    assert_eq!(culprit, "DAEMUN_HOOK_SEND_SMS_ENABLED");
}

#[test]
fn a_hook_in_the_file_counts_too() {
    let errors =
        load_with_file(&[], "GOTRUE_HOOK_SEND_SMS_ENABLED=true\n").expect_err("it is unsupported");
    assert!(
        errors
            .to_string()
            .contains("GOTRUE_HOOK_SEND_SMS_ENABLED (line 1 of daemun.env)"),
        "{errors}"
    );
}

#[test]
fn a_switch_that_is_neither_on_nor_off_is_at_fault_once() {
    assert_eq!(
        problem("GOTRUE_HOOK_SEND_SMS_ENABLED", "maybe"),
        Problem::NotASwitch
    );
    assert_eq!(
        problem("GOTRUE_SECURITY_CAPTCHA_ENABLED", "maybe"),
        Problem::NotASwitch
    );
}
