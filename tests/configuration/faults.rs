//! What keeps the service from starting, and how it is told.

use crate::loading::{config, fault, load, load_only, problem, warnings};
use daemun::config::problem::{DatabaseProblem, Problem};
use daemun::config::{Fault, Warning};
use std::time::Duration;

const KAKAO_ON: [(&str, &str); 2] = [
    ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
    ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", "rest"),
];

fn kakao_problem(name: &str, value: &str) -> Problem {
    let [on, client] = KAKAO_ON;
    let (culprit, problem) = fault(&[on, client, (name, value)]);
    assert_eq!(culprit, name);
    problem
}

#[test]
fn all_faults_come_together_each_by_its_name_with_an_example() {
    let errors = load_only(&[
        ("GOTRUE_JWT_EXP", "1h"),
        ("PORT", "http"),
        ("DAEMUN_DISABLE_SIGNUP", "yes"),
    ])
    .expect_err("four settings are at fault");
    insta::assert_snapshot!(errors, @r"
    the configuration has 4 faults:
      - DAEMUN_API_EXTERNAL_URL is not set, but clients and tokens need the service's own address. Example: DAEMUN_API_EXTERNAL_URL=https://auth.example.com
      - PORT must be a whole number from 0 to 65535. Example: PORT=8081
      - GOTRUE_JWT_EXP must be a whole number from 0 to 315360000. Example: GOTRUE_JWT_EXP=3600
      - DAEMUN_DISABLE_SIGNUP must be true or false. Example: DAEMUN_DISABLE_SIGNUP=true
    ");
}

#[test]
fn every_kind_of_database_but_two_is_refused() {
    for url in [
        "mysql://localhost/x",
        "daemun.db",
        "sqlite:daemun.db",
        "file:daemun.db",
        "POSTGRES:localhost",
        ":memory:",
    ] {
        assert_eq!(
            problem("DATABASE_URL", url),
            DatabaseProblem::Scheme.into(),
            "{url}"
        );
    }
    assert_eq!(
        problem("DATABASE_URL", "sqlite://:memory:"),
        DatabaseProblem::InMemory.into()
    );
    assert_eq!(
        problem("DATABASE_URL", "sqlite://"),
        DatabaseProblem::NoFile.into()
    );
    assert_eq!(
        problem("DATABASE_URL", "sqlite:///srv/"),
        DatabaseProblem::NoFile.into()
    );
    assert_eq!(
        problem("DATABASE_URL", "sqlite://file:x?mode=memory"),
        DatabaseProblem::NotAPath.into()
    );
    assert_eq!(
        problem("DATABASE_URL", "sqlite://daemun.db?mode=ro"),
        DatabaseProblem::NotAPath.into()
    );
    assert_eq!(
        problem("DATABASE_URL", "postgres://"),
        DatabaseProblem::NoServer.into()
    );
    assert_eq!(
        problem("DATABASE_URL", "postgres://user:a b@localhost/x"),
        DatabaseProblem::Blank.into()
    );
}

#[test]
fn the_external_url_is_a_base_and_nothing_more() {
    let problem = |url| match load_only(&[("API_EXTERNAL_URL", url)])
        .expect_err("no base URL")
        .faults()
    {
        [Fault::Refused { problem, .. }] => problem.clone(),
        others => panic!("{others:?}"),
    };
    assert_eq!(problem("auth.example.com"), Problem::NotAUrl);
    assert_eq!(problem("localhost:9999"), Problem::NotAUrl);
    assert_eq!(
        problem("ftp://example.com"),
        Problem::Scheme {
            schemes: "http:// or https://"
        }
    );
    assert_eq!(
        problem("https://example.com/?a=b"),
        Problem::UrlPart { part: "a query" }
    );
    assert_eq!(
        problem("https://example.com/#a"),
        Problem::UrlPart { part: "a fragment" }
    );
    assert_eq!(
        problem("https://u:p@example.com"),
        Problem::UrlPart {
            part: "a user name or a password"
        }
    );
}

#[test]
fn kakao_switched_on_needs_a_client_id() {
    let errors = load(&[("GOTRUE_EXTERNAL_KAKAO_ENABLED", "true")]).expect_err("it is missing");
    assert_eq!(
        errors.faults()[0].name(),
        Some("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID")
    );
    assert_eq!(errors.faults().len(), 1);
    let name = "GOTRUE_EXTERNAL_KAKAO_CLIENT_ID";
    let (culprit, problem) = fault(&[("GOTRUE_EXTERNAL_KAKAO_ENABLED", "true"), (name, " , ")]);
    assert_eq!((culprit.as_str(), problem), (name, Problem::EmptyList));
}

#[test]
fn kakao_switched_off_is_not_checked() {
    let settings = [
        ("GOTRUE_EXTERNAL_KAKAO_ENABLED", "false"),
        ("GOTRUE_EXTERNAL_KAKAO_URL", "nonsense"),
    ];
    assert!(config(&settings).kakao.is_none());
}

#[test]
fn another_kakao_must_be_https_or_on_this_machine() {
    let name = "DAEMUN_EXTERNAL_KAKAO_URL";
    assert_eq!(
        kakao_problem(name, "http://kakao.example.com"),
        Problem::PlainHttp
    );
    assert_eq!(
        kakao_problem(name, "http://127.0.0.1.example.com"),
        Problem::PlainHttp
    );
    assert_eq!(kakao_problem(name, "http://10.0.0.1"), Problem::PlainHttp);
    for url in [
        "https://kakao.example.com/",
        "http://127.0.0.1:9000/",
        "http://[::1]:9000",
        "http://localhost:9000",
    ] {
        let [on, client] = KAKAO_ON;
        let kakao = config(&[on, client, (name, url)])
            .kakao
            .expect("Kakao is on");
        assert_eq!(kakao.issuer, url.trim_end_matches('/'));
        assert!(kakao.url.is_some());
    }
}

#[test]
fn another_kakao_is_a_warning() {
    let [on, client] = KAKAO_ON;
    let warnings = warnings(&[
        on,
        client,
        ("DAEMUN_EXTERNAL_KAKAO_URL", "http://127.0.0.1:9000"),
    ]);
    assert!(
        matches!(warnings.as_slice(), [Warning::KakaoElsewhere { .. }]),
        "{warnings:?}"
    );
    assert!(
        warnings[0]
            .to_string()
            .contains("who holds that URL signs in as anyone")
    );
}

#[test]
fn a_client_id_without_the_switch_is_a_warning() {
    let found = warnings(&[("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", "rest")]);
    assert!(
        matches!(found.as_slice(), [Warning::KakaoOff { .. }]),
        "{found:?}"
    );
    let off = ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "false");
    assert!(warnings(&[off, ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", "rest")]).is_empty());
}

#[test]
fn a_nonce_cannot_be_required_and_not_checked() {
    let [on, client] = KAKAO_ON;
    let skip = ("GOTRUE_EXTERNAL_KAKAO_SKIP_NONCE_CHECK", "true");
    let (culprit, problem) = fault(&[
        on,
        client,
        skip,
        ("DAEMUN_EXTERNAL_KAKAO_REQUIRE_NONCE", "true"),
    ]);
    assert_eq!(culprit, "DAEMUN_EXTERNAL_KAKAO_REQUIRE_NONCE");
    assert_eq!(
        problem,
        Problem::Excludes {
            other: "EXTERNAL_KAKAO_SKIP_NONCE_CHECK"
        }
    );
}

#[test]
fn scopes_without_openid_and_explained_refusals_are_warnings() {
    let [on, client] = KAKAO_ON;
    let scopes = (
        "DAEMUN_EXTERNAL_KAKAO_SCOPES",
        "profile_nickname,account_email",
    );
    let explain = ("DAEMUN_EXTERNAL_KAKAO_EXPLAIN_REFUSALS", "true");
    let found = warnings(&[on, client, scopes, explain]);
    let [
        Warning::RefusalsExplained { .. },
        Warning::NoOpenIdScope { .. },
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
}

#[test]
fn e_mails_cannot_be_taken_as_verified_and_unverified_at_once() {
    let confirm = ("GOTRUE_MAILER_AUTOCONFIRM", "true");
    let (culprit, problem) = fault(&[
        confirm,
        ("GOTRUE_MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS", "t"),
    ]);
    assert_eq!(culprit, "GOTRUE_MAILER_AUTOCONFIRM");
    assert_eq!(
        problem,
        Problem::Excludes {
            other: "MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS"
        }
    );
}

#[test]
fn a_flow_may_not_be_shorter_than_five_minutes() {
    let settings = [("GOTRUE_EXTERNAL_FLOW_STATE_EXPIRY_DURATION", "10s")];
    assert_eq!(
        config(&settings).redirects.flow_state_expiry,
        Duration::from_secs(300)
    );
    assert!(matches!(
        warnings(&settings).as_slice(),
        [Warning::FlowStateTooShort { .. }]
    ));
}

#[test]
fn a_pattern_with_an_open_bracket_is_refused_by_its_place() {
    let allowed = "https://*.example.com/**,myapp://callback,https://[a-z].example.com";
    assert_eq!(
        config(&[("GOTRUE_URI_ALLOW_LIST", allowed)])
            .redirects
            .allow_list
            .len(),
        3
    );
    let open = "https://example.com, https://[a.example.com";
    assert_eq!(
        problem("GOTRUE_URI_ALLOW_LIST", open),
        Problem::NotAPattern { entry: 2 }
    );
}

#[test]
fn headers_have_header_names() {
    assert_eq!(
        problem("GOTRUE_CORS_ALLOWED_HEADERS", "X-Good, X Bad"),
        Problem::NotAHeader
    );
    assert_eq!(problem("REQUEST_ID_HEADER", "X-Id:"), Problem::NotAHeader);
}

#[test]
fn a_log_filter_and_a_log_format_are_checked() {
    assert_eq!(problem("RUST_LOG", "daemun=loud"), Problem::NotAFilter);
    assert_eq!(
        problem("DAEMUN_LOG_FORMAT", "xml"),
        Problem::NotAWord {
            words: "text, json"
        }
    );
    let words = "trace, debug, info, warn, error";
    assert_eq!(problem("LOG_LEVEL", "loud"), Problem::NotAWord { words });
}

#[test]
fn a_long_leeway_and_old_refresh_tokens_are_warnings() {
    assert!(matches!(
        warnings(&[("DAEMUN_ID_TOKEN_LEEWAY", "1h")]).as_slice(),
        [Warning::LongLeeway { .. }]
    ));
    let version = "GOTRUE_SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION";
    for value in ["0", "1"] {
        assert_eq!(
            config(&[(version, value)]).security.refresh_token_version,
            1
        );
        let found = warnings(&[(version, value)]);
        assert!(
            matches!(found.as_slice(), [Warning::FirstKindOfRefreshTokens { .. }]),
            "{found:?}"
        );
    }
    assert_eq!(
        problem(version, "3"),
        Problem::NotANumber { least: 0, most: 2 }
    );
}
