//! What each type of value accepts.

use crate::loading::{config, problem};
use daemun::config::database::DatabaseUrl;
use daemun::config::limits::Network;
use daemun::config::log::LogFormat;
use daemun::config::problem::Problem;
use std::path::PathBuf;
use std::time::Duration;

#[test]
fn switches_take_gos_spellings_and_no_other() {
    for value in ["1", "t", "T", "true", "TRUE", "True"] {
        assert!(
            config(&[("GOTRUE_DISABLE_SIGNUP", value)]).sign_up.disabled,
            "{value}"
        );
    }
    for value in ["0", "f", "F", "false", "FALSE", "False"] {
        assert!(
            !config(&[("GOTRUE_DISABLE_SIGNUP", value)]).sign_up.disabled,
            "{value}"
        );
    }
    for value in ["yes", "on", "tRUE", "2", "true false"] {
        assert_eq!(
            problem("GOTRUE_DISABLE_SIGNUP", value),
            Problem::NotASwitch,
            "{value}"
        );
    }
}

#[test]
fn durations_take_gos_notation() {
    let leeway = |value| config(&[("DAEMUN_ID_TOKEN_LEEWAY", value)]).id_token.leeway;
    assert_eq!(leeway("500ms"), Duration::from_millis(500));
    assert_eq!(leeway("2s"), Duration::from_secs(2));
    assert_eq!(leeway("1h30m"), Duration::from_secs(5400));
    assert_eq!(leeway("1.5s"), Duration::from_millis(1500));
    assert_eq!(leeway("+.5m"), Duration::from_secs(30));
    assert_eq!(leeway("1m0.25s"), Duration::from_millis(60_250));
    assert_eq!(leeway("7us"), Duration::from_micros(7));
    assert_eq!(leeway("7µs"), Duration::from_micros(7));
    assert_eq!(leeway("0"), Duration::ZERO);
    assert_eq!(leeway("-0s"), Duration::ZERO);
    assert_eq!(leeway("2562047h"), Duration::from_secs(2_562_047 * 3600));
}

#[test]
fn what_is_no_duration_is_refused() {
    for value in [
        "10", "s", "1", "1 s", "1d", "1.2.3s", ".s", "1h-5m", "-", "1S", "١s",
    ] {
        assert_eq!(
            problem("DAEMUN_ID_TOKEN_LEEWAY", value),
            Problem::NotADuration,
            "{value}"
        );
    }
    assert_eq!(
        problem("DAEMUN_ID_TOKEN_LEEWAY", "-5s"),
        Problem::NegativeDuration
    );
    assert_eq!(
        problem("DAEMUN_ID_TOKEN_LEEWAY", "2562048h"),
        Problem::EndlessDuration
    );
    assert_eq!(
        problem("DAEMUN_ID_TOKEN_LEEWAY", "99999999999999999999999s"),
        Problem::EndlessDuration
    );
}

#[test]
fn a_duration_of_nothing_is_refused_where_it_has_no_meaning() {
    for name in [
        "DAEMUN_ID_TOKEN_MAX_AGE",
        "GOTRUE_SESSIONS_TIMEBOX",
        "GOTRUE_SESSIONS_INACTIVITY_TIMEOUT",
        "GOTRUE_INTERNAL_HTTP_TIMEOUT",
        "GOTRUE_API_MAX_REQUEST_DURATION",
        "GOTRUE_EXTERNAL_OIDC_PROVIDER_CACHE_TTL",
    ] {
        assert_eq!(problem(name, "0s"), Problem::ZeroDuration, "{name}");
    }
    assert_eq!(
        config(&[("DAEMUN_SHUTDOWN_TIMEOUT", "0")])
            .server
            .shutdown_timeout,
        Duration::ZERO
    );
}

#[test]
fn seconds_are_plain_numbers() {
    let jwt = |value| config(&[("GOTRUE_JWT_EXP", value)]).jwt.expiry;
    assert_eq!(jwt("60"), Duration::from_secs(60));
    assert_eq!(jwt("0"), Duration::from_secs(3600));
    let interval = config(&[("GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL", "0")])
        .security
        .reuse_interval;
    assert_eq!(interval, Duration::ZERO);
    for value in ["60s", "-1", "+1", "1.5", "315360001", "1_000"] {
        assert_eq!(
            problem("GOTRUE_JWT_EXP", value),
            Problem::NotANumber {
                least: 0,
                most: 315_360_000
            },
            "{value}"
        );
    }
}

#[test]
fn numbers_have_bounds() {
    assert_eq!(
        problem("PORT", "65536"),
        Problem::NotANumber {
            least: 0,
            most: 65_535
        }
    );
    assert_eq!(config(&[("PORT", "0")]).server.port, 0);
    assert_eq!(
        config(&[("GOTRUE_DB_MAX_POOL_SIZE", "0")])
            .database
            .max_pool_size,
        10
    );
    assert_eq!(
        config(&[("GOTRUE_DB_MAX_POOL_SIZE", "25")])
            .database
            .max_pool_size,
        25
    );
    let name = "GOTRUE_SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE";
    assert_eq!(
        problem(name, "101"),
        Problem::NotANumber {
            least: 0,
            most: 100
        }
    );
    for nothing_to_fill_with in ["0", "-1", "0.5", "1000001"] {
        for name in ["GOTRUE_RATE_LIMIT_OTP", "GOTRUE_RATE_LIMIT_TOKEN_REFRESH"] {
            assert_eq!(
                problem(name, nothing_to_fill_with),
                Problem::NotANumber {
                    least: 1,
                    most: 1_000_000
                }
            );
        }
    }
}

#[test]
fn lists_are_trimmed_and_lose_what_is_empty() {
    assert_eq!(
        config(&[("GOTRUE_SESSIONS_TAGS", " web , ,mobile,")])
            .sessions
            .tags,
        ["web", "mobile"]
    );
    let headers = config(&[("GOTRUE_CORS_ALLOWED_HEADERS", "X-A, X-B")])
        .server
        .cors_allowed_headers;
    assert_eq!(headers, ["X-A", "X-B"]);
}

#[test]
fn networks_are_cidr_or_single_addresses() {
    let settings = [(
        "DAEMUN_TRUSTED_PROXIES",
        "10.0.0.0/8, 192.0.2.7,fd00::/8,2001:db8::1, 0.0.0.0/0",
    )];
    let networks = config(&settings)
        .limits
        .trusted_proxies
        .expect("they are set");
    let network = |address: &str, prefix| Network {
        address: address.parse().expect("an address"),
        prefix,
    };
    let expected = [
        network("10.0.0.0", 8),
        network("192.0.2.7", 32),
        network("fd00::", 8),
        network("2001:db8::1", 128),
        network("0.0.0.0", 0),
    ];
    assert_eq!(networks, expected);
}

#[test]
fn what_is_no_network_is_refused_by_its_place() {
    for value in [
        "10.0.0.0/8,10.0.0.0/33",
        "::1,::/129",
        "127.0.0.1,localhost",
        "::1,10.0.0.0/",
        "::1,10/8",
    ] {
        assert_eq!(
            problem("DAEMUN_TRUSTED_PROXIES", value),
            Problem::NotANetwork { entry: 2 },
            "{value}"
        );
    }
}

#[test]
fn sqlite_paths_are_relative_or_absolute() {
    let path = |url| match config(&[("DATABASE_URL", url)]).database.url {
        DatabaseUrl::Sqlite(path) => path,
        DatabaseUrl::Postgres(_) => panic!("{url} is SQLite's"),
    };
    assert_eq!(
        path("sqlite://data/daemun.db"),
        PathBuf::from("data/daemun.db")
    );
    assert_eq!(
        path("sqlite:///srv/daemun.db"),
        PathBuf::from("/srv/daemun.db")
    );
}

#[test]
fn postgres_urls_lose_search_path_and_nothing_else() {
    let url = |url| match config(&[("DATABASE_URL", url)]).database.url {
        DatabaseUrl::Postgres(url) => url.expose().to_owned(),
        DatabaseUrl::Sqlite(_) => panic!("{url} is PostgreSQL's"),
    };
    assert_eq!(
        url("postgres://u:p@h:5432/d?search_path=auth"),
        "postgres://u:p@h:5432/d"
    );
    assert_eq!(
        url("postgresql://u@h/d?sslmode=require&search_path=auth"),
        "postgresql://u@h/d?sslmode=require"
    );
    assert_eq!(
        url("postgres://h/d?search_path=auth&a=b&c=d"),
        "postgres://h/d?a=b&c=d"
    );
    assert_eq!(
        url("postgres://a:1,b:2/d?target_session_attrs=any"),
        "postgres://a:1,b:2/d?target_session_attrs=any"
    );
    assert_eq!(
        url("postgres://u:p?search_path=x@h/d"),
        "postgres://u:p?search_path=x@h/d"
    );
    assert_eq!(
        url("postgres:///d?host=/run/postgresql"),
        "postgres:///d?host=/run/postgresql"
    );
    assert_eq!(
        url("postgres://h/d?application_name=search_path"),
        "postgres://h/d?application_name=search_path"
    );
}

#[test]
fn hosts_are_addresses_or_names() {
    let host = |value| config(&[("GOTRUE_API_HOST", value)]).server.host;
    assert_eq!(host("0.0.0.0"), "0.0.0.0");
    assert_eq!(host("[::]"), "::");
    assert_eq!(host("localhost"), "localhost");
    for value in [
        "*",
        "256.1.1.1",
        "http://localhost",
        "localhost:80",
        "a..b",
        "-a",
    ] {
        assert_eq!(
            problem("GOTRUE_API_HOST", value),
            Problem::NotAHost,
            "{value}"
        );
    }
    assert_eq!(
        problem("DAEMUN_METRICS_LISTEN", "9100"),
        Problem::NotASocketAddress
    );
}

#[test]
fn a_site_may_have_an_apps_own_scheme() {
    let site = |value| config(&[("GOTRUE_SITE_URL", value)]).redirects.site_url;
    assert_eq!(
        site("myapp://callback").as_deref(),
        Some("myapp://callback")
    );
    // Neither a port that the scheme implies nor a missing slash is mended.
    let written = "https://app.example.com:443";
    assert_eq!(site(written).as_deref(), Some(written));
    assert_eq!(
        problem("GOTRUE_SITE_URL", "app.example.com"),
        Problem::NotAUrl
    );
    assert_eq!(
        problem("GOTRUE_SITE_URL", "javascript:alert(1)"),
        Problem::NotAUrl
    );
}

#[test]
fn formats_are_text_and_json() {
    assert_eq!(
        config(&[("DAEMUN_LOG_FORMAT", "json")]).log.format,
        Some(LogFormat::Json)
    );
    assert_eq!(
        config(&[("DAEMUN_LOG_FORMAT", "text")]).log.format,
        Some(LogFormat::Text)
    );
}
