//! Under which names a setting is found, which one counts, and what is said about the others.

use crate::loading::{config, load_only, load_with_file, warning_lines, warnings};
use daemun::config::{Origin, Source, Warning};

#[test]
fn our_name_beats_supabase_auths_which_beats_the_bare_one_which_beats_the_file() {
    let file = "DAEMUN_PORT=4";
    let port = |settings: &[(&str, &str)]| {
        load_with_file(settings, file)
            .expect("ports are all right")
            .config
            .server
            .port
    };
    assert_eq!(
        port(&[("DAEMUN_PORT", "1"), ("GOTRUE_PORT", "2"), ("PORT", "3")]),
        1
    );
    assert_eq!(port(&[("GOTRUE_PORT", "2"), ("PORT", "3")]), 2);
    assert_eq!(port(&[("PORT", "3")]), 3);
    assert_eq!(port(&[]), 4);
}

#[test]
fn the_same_order_holds_inside_the_file() {
    let loaded =
        load_with_file(&[], "PORT=3\nGOTRUE_PORT=2\nDAEMUN_PORT=1\n").expect("ports are all right");
    assert_eq!(loaded.config.server.port, 1);
}

#[test]
fn supabase_auths_other_names_of_the_unprefixed_ones_are_read() {
    assert_eq!(config(&[("GOTRUE_API_PORT", "9")]).server.port, 9);
    let header = config(&[("GOTRUE_API_REQUEST_ID_HEADER", "X-Id")])
        .server
        .request_id_header;
    assert_eq!(header.as_deref(), Some("X-Id"));
    let loaded = load_only(&[
        ("API_EXTERNAL_URL", "http://localhost:9999"),
        ("LOG_LEVEL", "debug"),
    ]);
    assert_eq!(loaded.expect("both are read").config.log.filter, "debug");
}

#[test]
fn a_setting_that_only_we_have_is_not_read_under_supabase_auths_prefix() {
    let name = "GOTRUE_ID_TOKEN_MAX_AGE";
    assert_eq!(config(&[(name, "1h")]).id_token.max_age, None);
    assert_eq!(
        warning_lines(&[(name, "1h")]),
        ["GOTRUE_ID_TOKEN_MAX_AGE is not a setting; did you mean DAEMUN_ID_TOKEN_MAX_AGE?"]
    );
}

#[test]
fn a_name_without_prefix_is_not_read_where_supabase_auth_has_none() {
    assert!(
        config(&[("SITE_URL", "https://app.example.com")])
            .redirects
            .site_url
            .is_none()
    );
    assert!(warnings(&[("SITE_URL", "https://app.example.com")]).is_empty());
}

#[test]
fn an_empty_value_counts_as_not_set() {
    assert_eq!(config(&[("DAEMUN_PORT", ""), ("PORT", "3")]).server.port, 3);
    assert_eq!(
        config(&[("DAEMUN_JWT_AUD", " ")]).jwt.audience,
        "authenticated"
    );
    assert!(
        config(&[("DAEMUN_JWT_SECRET", ""), ("DAEMUN_JWT_KEYS", "")])
            .jwt
            .secret
            .is_none()
    );
    assert!(warnings(&[("DAEMUN_PORT", ""), ("PORT", "3"), ("DAEMUN_NONSENSE", "")]).is_empty());
}

#[test]
fn two_values_of_one_setting_are_a_warning_that_names_both() {
    let settings = [
        (
            "DAEMUN_JWT_SECRET",
            "a secret of ours, with thirty-two bytes",
        ),
        ("GOTRUE_JWT_SECRET", "hunter2"),
    ];
    let lines = warning_lines(&settings);
    assert_eq!(
        lines,
        ["DAEMUN_JWT_SECRET and GOTRUE_JWT_SECRET differ; DAEMUN_JWT_SECRET counts"]
    );
}

#[test]
fn two_names_with_one_value_are_nothing_to_notice() {
    assert!(warnings(&[("DAEMUN_PORT", "3"), ("PORT", "3")]).is_empty());
}

#[test]
fn a_value_of_the_file_that_the_environment_overrules_is_named_with_its_line() {
    let loaded =
        load_with_file(&[("PORT", "3")], "# ports\nDAEMUN_PORT=4\n").expect("ports are all right");
    let lines: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["PORT and DAEMUN_PORT (line 2 of daemun.env) differ; PORT counts"]
    );
}

#[test]
fn an_unknown_name_of_our_prefix_is_a_warning_with_the_nearest_one() {
    let suggestion = |name: &str| match warnings(&[(name, "x")]).as_slice() {
        [Warning::Unknown { suggestion, .. }] => suggestion.clone(),
        others => panic!("{others:?}"),
    };
    assert_eq!(
        suggestion("DAEMUN_JWT_SECERT").as_deref(),
        Some("DAEMUN_JWT_SECRET")
    );
    assert_eq!(
        suggestion("DAEMUN_SITEURL").as_deref(),
        Some("DAEMUN_SITE_URL")
    );
    assert_eq!(
        suggestion("DAEMUN_KAKAO_CLIENT_ID").as_deref(),
        Some("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID")
    );
    assert_eq!(
        suggestion("DAEMUN_HTTPS_PROXY").as_deref(),
        Some("HTTPS_PROXY")
    );
    assert_eq!(
        suggestion("DAEMUN_EXTERNAL_REDIRECT_URL").as_deref(),
        Some("DAEMUN_EXTERNAL_REDIRECTURL")
    );
    assert_eq!(suggestion("DAEMUN_SMTP_ADMIN_EMAIL_ADDRESS_LIST"), None);
}

#[test]
fn a_missing_setting_comes_with_the_misspelt_one_that_may_explain_it() {
    let errors = load_only(&[("DAEMUN_API_EXTERNL_URL", "https://auth.example.com")])
        .expect_err("it is missing");
    let text = errors.to_string();
    assert!(
        text.contains("DAEMUN_API_EXTERNAL_URL is not set"),
        "{text}"
    );
    assert!(
        text.contains("did you mean DAEMUN_API_EXTERNAL_URL?"),
        "{text}"
    );
}

#[test]
fn supabase_auths_settings_that_we_have_no_use_for_are_accepted_in_silence() {
    let settings = [
        ("GOTRUE_DB_DRIVER", "postgres"),
        ("DB_NAMESPACE", "auth"),
        ("GOTRUE_SMTP_HOST", "mail.example.com"),
        ("GOTRUE_MAILER_SUBJECTS_INVITE", "Come in"),
        ("GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID", "x"),
        ("GOTRUE_EXTERNAL_EMAIL_ENABLED", "true"),
        ("GOTRUE_RATE_LIMIT_SSO", "30"),
        ("GOTRUE_RATE_LIMIT_HEADER", "X-Forwarded-For"),
        ("GOTRUE_SAML_ENABLED", "false"),
        ("GOTRUE_HOOK_SEND_EMAIL_URI", "https://example.com"),
    ];
    assert_eq!(warning_lines(&settings), [""; 0]);
}

#[test]
fn a_slip_in_supabase_auths_prefix_is_noticed() {
    assert_eq!(
        warning_lines(&[("GOTRUE_DISABLE_SIGNUPS", "true")]),
        ["GOTRUE_DISABLE_SIGNUPS is not a setting; did you mean GOTRUE_DISABLE_SIGNUP?"]
    );
}

#[test]
fn a_name_in_the_file_that_lacks_its_prefix_is_noticed() {
    let loaded = load_with_file(&[], "JWT_EXP=60\nPOSTGRES_PASSWORD=x\n").expect("neither is read");
    let lines: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["JWT_EXP (line 1 of daemun.env) is not a setting; did you mean DAEMUN_JWT_EXP?"]
    );
}

#[test]
fn a_command_can_name_the_settings_that_it_does_not_read() {
    let names = [
        "DAEMUN_PORT",
        "GOTRUE_HOOK_SEND_SMS_ENABLED",
        "HOME",
        "https_proxy",
        "DAEMUN_NONSENSE",
    ];
    let env = names.map(|name| (name.to_owned(), "x".to_owned()));
    let recognised = Source::new(env, None).recognised();
    let recognised: Vec<_> = recognised
        .iter()
        .map(|Origin { name, .. }| name.as_str())
        .collect();
    assert_eq!(
        recognised,
        ["DAEMUN_PORT", "GOTRUE_HOOK_SEND_SMS_ENABLED", "https_proxy"]
    );
}

#[test]
fn proxies_are_read_under_the_names_that_every_program_reads() {
    let outgoing = config(&[
        ("https_proxy", "proxy:3128"),
        ("NO_PROXY", "a, b"),
        ("SSL_CERT_FILE", "/ca.pem"),
    ])
    .outgoing;
    assert_eq!(
        outgoing.https_proxy.expect("it is set").expose(),
        "http://proxy:3128"
    );
    assert_eq!(outgoing.no_proxy.as_deref(), Some("a, b"));
    assert_eq!(
        outgoing.ssl_cert_file.as_deref(),
        Some(std::path::Path::new("/ca.pem"))
    );
}

#[test]
fn rust_log_beats_the_log_level() {
    let log = config(&[
        ("RUST_LOG", "warn,daemun=debug"),
        ("GOTRUE_LOG_LEVEL", "error"),
    ])
    .log;
    assert_eq!(log.filter, "warn,daemun=debug");
    assert_eq!(config(&[("GOTRUE_LOG_LEVEL", "fatal")]).log.filter, "error");
}
