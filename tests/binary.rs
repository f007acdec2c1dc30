//! The built binary as its operator meets it: exit codes, what it prints, and what it never does.
//!
//! [`audit`] reads the audit log's lines, [`redirects`] the log of redirects; [`keys`] rotates the signing key of a service that runs.

#[cfg(test)]
#[path = "binary/audit.rs"]
mod audit;
#[cfg(test)]
#[path = "binary/keys.rs"]
mod keys;
#[cfg(test)]
#[path = "binary/metrics.rs"]
mod metrics;
#[cfg(test)]
#[path = "binary/redirects.rs"]
mod redirects;
#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
mod support;

#[cfg(test)]
#[path = "binary/demo.rs"]
mod demo;

use daemun::sandbox::{CodeRequest, StandInUser, TokenRequest, hashed_nonce};
use serde_json::{Value, json};
use std::process::{Command, Output};
use support::binary::Binary;
use support::client::Response;
use support::database::both_databases;
use support::kakao::Kakao;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/kakao");

/// Runs a command that ends by itself, with these variables and no others.
#[cfg(test)]
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    Command::new(env!("CARGO_BIN_EXE_daemun"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(folder.path())
        .output()
        .expect("the binary runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

both_databases! {
    fn nothing_secret_reaches_the_log_however_much_is_logged(database: TestDatabase) {
        let kakao = Kakao::start();
        let secret = "a-client-secret-of-the-operators";
        let service = Binary::serve_with(&database, &kakao, &[
            ("RUST_LOG", "trace"),
            ("DAEMUN_SITE_URL", "https://app.example.com"),
            ("DAEMUN_EXTERNAL_KAKAO_SECRET", secret),
        ]);
        let user = StandInUser { email: Some("person@example.com".into()), nickname: Some("별명".into()), ..StandInUser::new(987_654_321) };
        let ask = |grant: &str, body: &Value| -> Response {
            service.client().post(&format!("/token?grant_type={grant}")).json(body).send()
        };
        let minted = kakao.mint(&TokenRequest { nonce: Some(hashed_nonce("raw-nonce")), ..TokenRequest::of(user.clone()) });
        let session = ask("id_token", &json!({ "provider": "kakao", "id_token": minted.id_token, "nonce": "raw-nonce",
            "access_token": minted.access_token })).expect(200).json();
        let redirect_uri = "https://app.example.com/kakao";
        let code = kakao.mint_code(&CodeRequest::of(user, redirect_uri));
        let grant = json!({ "provider": "kakao", "code": code, "redirect_uri": redirect_uri });
        let by_code = ask("id_token", &grant).expect(200).json();
        ask("id_token", &grant).expect(400);
        let texts = |session: &Value, names: &[&str]| -> Vec<String> {
            names.iter().filter_map(|name| session[*name].as_str()).map(str::to_owned).collect()
        };
        let mut secrets = texts(&session, &["access_token", "refresh_token"]);
        secrets.extend(texts(&by_code, &["access_token", "refresh_token", "provider_token", "provider_refresh_token"]));
        assert_eq!(secrets.len(), 6);
        let refreshed = ask("refresh_token", &json!({ "refresh_token": secrets[1] })).expect(200).json();
        secrets.extend(texts(&refreshed, &["access_token", "refresh_token"]));
        service.client().get("/user").bearer(&secrets[0]).send().expect(200);
        secrets.extend([minted.id_token, minted.access_token, code].map(|text| text.clone()));
        secrets.extend([secret, "raw-nonce", "person@example.com", "별명", "987654321"].map(str::to_owned));

        let log = service.whole_output();
        assert!(log.contains("answered 200") && log.contains("answered 400"), "nothing was logged:\n{log}");
        for secret in secrets {
            assert!(!log.contains(&secret), "the log holds {secret}:\n{log}");
        }
    }

    fn it_stops_when_it_is_told_to_and_starts_again_with_everything(database: TestDatabase) {
        let kakao = Kakao::start();
        let sign_in = |service: &Binary| {
            let body = json!({ "provider": "kakao", "id_token": kakao.id_token_of(1) });
            service.client().post("/token?grant_type=id_token").json(&body).send().expect(200).json()
        };
        let first = Binary::serve_with(&database, &kakao, &[]);
        let session = sign_in(&first);
        assert_eq!(first.terminate().code(), Some(0));

        let second = Binary::serve_with(&database, &kakao, &[]);
        let token = session["access_token"].as_str().expect("a token");
        second.client().get("/user").bearer(token).send().expect(200);
        assert_eq!(sign_in(&second)["user"]["id"], session["user"]["id"]);
    }
}

#[test]
fn every_fault_of_the_configuration_is_named_at_once_and_no_secret() {
    let refused = run(
        &["serve"],
        &[
            ("DAEMUN_DATABASE_URL", "mysql://u:hidden-password@h/d"),
            ("DAEMUN_PORT", "none"),
            ("DAEMUN_JWT_KEYS", "[hidden-key]"),
            ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
        ],
    );
    assert_eq!(refused.status.code(), Some(3));
    let said = err(&refused);
    for name in [
        "DATABASE_URL",
        "PORT",
        "JWT_KEYS",
        "API_EXTERNAL_URL",
        "EXTERNAL_KAKAO_CLIENT_ID",
    ] {
        assert!(said.contains(name), "{name} is not named:\n{said}");
    }
    assert!(!said.contains("hidden"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_setting_that_is_not_utf_8_is_no_setting_left_out() {
    use std::os::unix::ffi::OsStrExt as _;
    let refused = Command::new(env!("CARGO_BIN_EXE_daemun"))
        .arg("serve")
        .env_clear()
        .env("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com")
        .env(
            "DAEMUN_JWT_SECRET",
            std::ffi::OsStr::from_bytes(b"secret-\xff"),
        )
        .output()
        .expect("the binary runs");
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        err(&refused).contains("DAEMUN_JWT_SECRET is not UTF-8"),
        "{}",
        err(&refused)
    );
}

#[test]
fn what_protects_and_is_not_there_stops_the_start() {
    let base = ("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com");
    let refused = run(
        &["serve"],
        &[base, ("GOTRUE_SECURITY_CAPTCHA_ENABLED", "true")],
    );
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        err(&refused).contains("GOTRUE_SECURITY_CAPTCHA_ENABLED"),
        "{}",
        err(&refused)
    );
}

#[test]
fn missing_tables_stop_a_start_that_may_not_make_them() {
    let base = ("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com");
    let refused = run(&["serve", "--no-migrate"], &[base]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(
        err(&refused).contains("daemun migrate"),
        "{}",
        err(&refused)
    );
    let migrated = run(&["migrate"], &[base]);
    assert_eq!(migrated.status.code(), Some(0));
    assert!(out(&migrated).contains("SQLite"), "{}", out(&migrated));
}

#[test]
fn dev_signs_a_sample_user_in_and_reads_no_setting() {
    let shown = run(
        &["dev", "--once", "--port", "0"],
        &[
            ("DAEMUN_DATABASE_URL", "postgres://nowhere/x"),
            ("GOTRUE_SITE_URL", "x"),
        ],
    );
    assert_eq!(shown.status.code(), Some(0), "{}", err(&shown));
    for name in ["DAEMUN_DATABASE_URL", "GOTRUE_SITE_URL"] {
        assert!(err(&shown).contains(name), "{}", err(&shown));
    }
    let text = out(&shown);
    for part in [
        "a session",
        "the same user",
        "curl",
        "createClient(",
        "anon",
        "service_role",
        "http://127.0.0.1:",
    ] {
        assert!(text.contains(part), "no {part} in:\n{text}");
    }
}

#[test]
fn a_key_that_was_made_signs_keys_for_clients() {
    let made = run(&["keys", "generate", "--alg", "RS256"], &[]);
    assert_eq!(made.status.code(), Some(0));
    let keys = out(&made);
    let variables = [
        ("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com"),
        ("DAEMUN_JWT_KEYS", keys.trim()),
    ];
    let signed = run(
        &["keys", "token", "--role", "anon", "--expires-in", "30d"],
        &variables,
    );
    assert_eq!(signed.status.code(), Some(0), "{}", err(&signed));
    assert_eq!(out(&signed).trim().split('.').count(), 3);
    assert!(
        !err(&made).contains("\"d\""),
        "a private key among the hints"
    );
}

#[test]
fn inspect_accepts_kakaos_own_token_at_its_time_and_names_what_refuses_it_now() {
    let token = std::fs::read_to_string(format!("{FIXTURES}/id-token.txt")).expect("the fixture");
    let jwks = format!("{FIXTURES}/jwks.json");
    let variables = [
        ("DAEMUN_EXTERNAL_KAKAO_ENABLED", "true"),
        (
            "DAEMUN_EXTERNAL_KAKAO_CLIENT_ID",
            "aa6bddf393b54d4e0d42ae0014edfd2f",
        ),
    ];
    let inspect = |more: &[&str]| {
        run(
            &[&["inspect", token.trim(), "--jwks", &jwks], more].concat(),
            &variables,
        )
    };
    let then = inspect(&["--at", "1697150000"]);
    assert_eq!(then.status.code(), Some(0), "{}{}", out(&then), err(&then));
    let now = inspect(&[]);
    assert_eq!(now.status.code(), Some(1));
    assert!(out(&now).contains("exp"), "{}", out(&now));
}

#[test]
fn help_teaches_and_a_wrong_word_is_a_usage_error() {
    let help = run(&["--help"], &[]);
    assert_eq!(help.status.code(), Some(0));
    for word in ["serve", "dev", "migrate", "keys", "inspect", "Exit codes"] {
        assert!(out(&help).contains(word), "{word}");
    }
    assert_eq!(run(&["sreve"], &[]).status.code(), Some(2));
    assert!(out(&run(&["--version"], &[])).starts_with("daemun "));
}
