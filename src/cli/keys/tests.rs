//! What each command prints, and where.

use super::{KeysCommand, generated, token};
use crate::clock::SystemChance;
use crate::config::jwk::PrivateJwk;
use crate::token::{Algorithm, SigningKeys, VerifiedToken, generate, verify_access_token};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use clap::Parser as _;

#[derive(clap::Parser)]
struct Cli {
    #[command(subcommand)]
    command: KeysCommand,
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn keys() -> SigningKeys {
    let key = generate(Algorithm::Es256, &SystemChance).unwrap();
    SigningKeys::from_jwks(&[key]).unwrap()
}

/// What the command prints on standard output and standard error.
fn run(keys: &SigningKeys, arguments: &[&str]) -> (String, String) {
    let arguments = [&["keys"], arguments].concat();
    let answer = match Cli::try_parse_from(arguments).unwrap().command {
        KeysCommand::Generate(args) => generated(args.alg, &SystemChance),
        KeysCommand::Token(args) => token(&args, keys, "https://auth.example.com", now()),
        KeysCommand::Rotate(_) => panic!("it needs a database"),
    }
    .unwrap();
    (answer.line, answer.hint)
}

fn verify(keys: &SigningKeys, token: &str, seconds: i64) -> Option<VerifiedToken> {
    let at = DateTime::from_timestamp(seconds, 0).unwrap();
    verify_access_token(keys, token, at).ok()
}

#[test]
fn a_generated_key_is_one_line_that_the_setting_takes() {
    for (alg, algorithm) in [
        ("ES256", Algorithm::Es256),
        ("rs256", Algorithm::Rs256),
        ("EdDSA", Algorithm::EdDsa),
        ("HS256", Algorithm::Hs256),
    ] {
        let (out, _) = run(&keys(), &["generate", "--alg", alg]);

        assert_eq!(out.lines().count(), 1);
        let made = PrivateJwk::parse_list(&out).unwrap();
        assert_eq!(
            SigningKeys::from_jwks(&made).unwrap().algorithm(),
            algorithm
        );
    }
}

#[test]
fn es256_is_the_default_and_is_called_a_secret() {
    let (out, hints) = run(&keys(), &["generate"]);

    assert!(out.contains(r#""alg":"ES256""#));
    assert!(hints.contains("It is a secret."));
}

#[test]
fn eddsa_and_hs256_come_with_a_caution() {
    let hints = |alg| run(&keys(), &["generate", "--alg", alg]).1;

    assert!(hints("EdDSA").starts_with("Warning: no Supabase client can check EdDSA"));
    assert!(hints("HS256").contains("the JWKS is empty"));
    assert!(hints("RS256").starts_with("Set DAEMUN_JWT_KEYS"));
}

#[test]
fn a_key_has_the_claims_of_supabases_own() {
    let (token, _) = run(&keys(), &["token", "--role", "anon"]);

    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap());

    assert_eq!(
        String::from_utf8(payload.unwrap()).unwrap(),
        r#"{"iss":"https://auth.example.com","role":"anon","iat":1790000000,"exp":2105360000}"#
    );
}

#[test]
fn a_key_is_valid_for_as_long_as_was_asked() {
    let keys = keys();
    let asked = ["token", "--role", "service_role", "--expires-in", "1h30m"];

    let (token, hints) = run(&keys, &asked);

    let verified = verify(&keys, &token, 1_790_005_399).unwrap();
    assert_eq!(verified.role.as_deref(), Some("service_role"));
    assert_eq!(verify(&keys, &token, 1_790_005_400), None);
    assert!(hints.contains("valid until 2026-09-21 15:43:20 UTC; it may do everything"));
}

#[test]
fn unknown_roles_algorithms_and_lifetimes_are_refused() {
    for arguments in [
        ["keys", "token", "--role", "authenticated"].as_slice(),
        &["keys", "token"],
        &["keys", "token", "--role", "anon", "--expires-in", "10"],
        &["keys", "generate", "--alg", "ES512"],
    ] {
        assert!(Cli::try_parse_from(arguments).is_err(), "{arguments:?}");
    }
}
