//! What counts where nothing is set.

use crate::loading::{config, load, load_only, warnings};
use daemun::config::database::DatabaseConfig;
use daemun::config::database::DatabaseUrl;
use daemun::config::{Fault, Source, VerificationConfig};
use std::path::PathBuf;
use std::time::Duration;

#[test]
fn the_external_url_alone_is_enough() {
    let loaded = load(&[]).expect("nothing else is required");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
}

#[test]
fn without_the_external_url_nothing_starts() {
    let errors = load_only(&[]).expect_err("it is required");
    let [Fault::Missing { name, example, .. }] = errors.faults() else {
        panic!("{errors}");
    };
    assert_eq!(name, "DAEMUN_API_EXTERNAL_URL");
    assert_eq!(example, "DAEMUN_API_EXTERNAL_URL=https://auth.example.com");
}

#[test]
fn the_service_listens_on_loopback_and_port_8081() {
    let server = config(&[]).server;
    assert_eq!((server.host.as_str(), server.port), ("127.0.0.1", 8081));
    assert_eq!(server.max_request_duration, Duration::from_secs(10));
    assert_eq!(server.shutdown_timeout, Duration::from_secs(10));
    assert_eq!(server.request_id_header, None);
    assert_eq!(server.metrics_listen, None);
    assert!(server.cors_allowed_headers.is_empty());
}

#[test]
fn the_database_is_a_file_in_the_working_directory() {
    let database = config(&[]).database;
    assert_eq!(
        database.url,
        DatabaseUrl::Sqlite(PathBuf::from("daemun.db"))
    );
    assert_eq!(database.max_pool_size, 10);
}

#[test]
fn tokens_are_ours_for_an_hour() {
    let jwt = config(&[("API_EXTERNAL_URL", "https://auth.example.com")]).jwt;
    assert_eq!(jwt.issuer, "https://auth.example.com");
    assert_eq!(jwt.expiry, Duration::from_secs(3600));
    assert_eq!(
        (jwt.audience.as_str(), jwt.default_role.as_str()),
        ("authenticated", "authenticated")
    );
    assert_eq!(jwt.admin_roles, ["service_role", "supabase_admin"]);
    assert_eq!(jwt.admin_group, "admin");
    assert!(
        jwt.secret.is_none()
            && jwt.keys.is_empty()
            && jwt.valid_methods.is_empty()
            && jwt.key_id.is_none()
    );
}

#[test]
fn the_default_issuer_has_no_trailing_slash() {
    let errors_or = |url| {
        load_only(&[("API_EXTERNAL_URL", url)])
            .expect("a base URL")
            .config
            .jwt
            .issuer
    };
    assert_eq!(
        errors_or("https://auth.example.com/"),
        "https://auth.example.com"
    );
    assert_eq!(
        errors_or("https://example.com/auth/v1/"),
        "https://example.com/auth/v1"
    );
}

#[test]
fn kakao_is_off() {
    assert!(config(&[]).kakao.is_none());
}

#[test]
fn kakao_switched_on_has_kakaos_own_issuer_and_lenient_e_mail() {
    let settings = [
        ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
        ("DAEMUN_EXTERNAL_KAKAO_CLIENT_ID", "rest,native"),
    ];
    let kakao = config(&settings).kakao.expect("Kakao is on");
    assert_eq!(kakao.client_ids, ["rest", "native"]);
    assert_eq!(kakao.issuer, "https://kauth.kakao.com");
    assert_eq!(
        kakao.scopes,
        [
            "openid",
            "profile_nickname",
            "profile_image",
            "account_email"
        ]
    );
    assert_eq!(kakao.max_exchanges, 32);
    assert!(kakao.email_optional);
    assert!(
        !kakao.skip_nonce_check && !kakao.require_nonce && !kakao.pkce && !kakao.explain_refusals
    );
    assert!(kakao.url.is_none() && kakao.secret.is_none() && kakao.redirect_uri.is_none());
    assert!(warnings(&settings).is_empty());
}

#[test]
fn id_tokens_get_ten_seconds_of_leeway_and_keys_an_hour() {
    let id_token = config(&[]).id_token;
    assert_eq!(id_token.leeway, Duration::from_secs(10));
    assert_eq!(id_token.max_age, None);
    assert_eq!(id_token.cache_ttl, Duration::from_secs(3600));
}

#[test]
fn refresh_tokens_are_of_the_second_kind_and_rotate() {
    let security = config(&[]).security;
    assert_eq!(
        (security.refresh_token_version, security.upgrade_percentage),
        (2, 100)
    );
    assert_eq!(security.reuse_interval, Duration::from_secs(10));
    assert!(security.rotation && security.manual_linking && !security.allow_reuse);
    assert!(
        security.encryption.encrypt_with.is_none() && security.encryption.decrypt_with.is_empty()
    );
}

#[test]
fn sign_up_sessions_limits_and_redirects_are_as_supabase_auth_has_them() {
    let config = config(&[]);
    let sign_up = config.sign_up;
    assert!(
        !sign_up.disabled
            && !sign_up.autoconfirm
            && !sign_up.allow_unverified
            && !sign_up.anonymous_enabled
    );
    assert_eq!((config.limits.token, config.limits.otp), (150, 30));
    assert!(config.limits.trusted_proxies.is_none());
    assert_eq!(config.limits.header, None);
    assert!(!config.limits.sb_forwarded_for);
    assert!(config.sessions.timebox.is_none() && config.sessions.inactivity_timeout.is_none());
    assert!(!config.sessions.single_per_user && config.sessions.tags.is_empty());
    assert!(config.redirects.site_url.is_none() && config.redirects.allow_list.is_empty());
    assert_eq!(config.redirects.flow_state_expiry, Duration::from_secs(300));
    assert!(config.redirects.implicit_enabled && config.redirects.override_url.is_none());
}

#[test]
fn outgoing_calls_have_five_seconds_and_no_proxy() {
    let outgoing = config(&[]).outgoing;
    assert_eq!(outgoing.timeout, Duration::from_secs(5));
    assert!(outgoing.https_proxy.is_none() && outgoing.http_proxy.is_none());
    assert!(outgoing.no_proxy.is_none() && outgoing.ssl_cert_file.is_none());
}

#[test]
fn the_log_is_at_info_and_the_audit_log_has_rows() {
    let log = config(&[]).log;
    assert_eq!(log.filter, "info");
    assert_eq!(log.format, None);
    assert!(!log.audit_rows_disabled);
}

#[test]
fn a_command_for_the_database_needs_nothing_else() {
    let loaded = DatabaseConfig::load(&Source::new([], None)).expect("every part has a default");
    assert_eq!(
        loaded.config.url,
        DatabaseUrl::Sqlite(PathBuf::from("daemun.db"))
    );
}

#[test]
fn a_command_that_verifies_needs_no_external_url() {
    let loaded =
        VerificationConfig::load(&Source::new([], None)).expect("every part has a default");
    assert!(loaded.config.kakao.is_none());
}
