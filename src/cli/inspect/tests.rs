//! What `inspect` prints of Kakao's genuine token, and what it makes of its arguments.

use super::{InspectArgs, inspect, read_keys, report, time, token};
use crate::config::VerificationConfig;
use crate::config::id_token::IdTokenConfig;
use crate::config::kakao::KakaoConfig;
use crate::config::outgoing::OutgoingConfig;
use crate::oidc::{Explanation, KeySet};
use chrono::{DateTime, Utc};
use clap::Parser;
use std::path::Path;
use std::time::Duration;

const TOKEN: &str = include_str!("../../../fixtures/kakao/id-token.txt");
const THEN: &str = "1697150000";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: InspectArgs,
}

fn args(arguments: &[&str]) -> InspectArgs {
    let line = ["inspect"].iter().chain(arguments);
    Line::try_parse_from(line).unwrap().args
}

fn config() -> VerificationConfig {
    VerificationConfig {
        kakao: Some(KakaoConfig {
            client_ids: vec!["aa6bddf393b54d4e0d42ae0014edfd2f".to_owned()],
            secret: None,
            redirect_uri: None,
            issuer: "https://kauth.kakao.com".to_owned(),
            url: None,
            email_optional: true,
            skip_nonce_check: false,
            require_nonce: false,
            scopes: Vec::new(),
            pkce: false,
            explain_refusals: false,
            max_exchanges: 32,
        }),
        id_token: IdTokenConfig {
            leeway: Duration::from_secs(10),
            max_age: None,
            cache_ttl: Duration::from_secs(3600),
        },
        outgoing: OutgoingConfig {
            timeout: Duration::from_secs(5),
            https_proxy: None,
            http_proxy: None,
            no_proxy: None,
            ssl_cert_file: None,
        },
    }
}

fn keys() -> KeySet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    read_keys(&folder.join("fixtures/kakao/jwks.json")).unwrap()
}

fn then() -> DateTime<Utc> {
    time(THEN).unwrap()
}

fn explained(arguments: &[&str], keys: Option<&KeySet>) -> Explanation {
    let args = args(arguments);
    inspect(TOKEN, keys, &args, &config(), args.at.unwrap())
}

#[test]
fn kakaos_token_is_accepted_at_its_time() {
    let explanation = explained(&["--at", THEN], Some(&keys()));
    assert!(explanation.is_acceptable());
    insta::assert_snapshot!(report::render(&explanation, then()), @r#"
    Header
      alg  "RS256"
      kid  "9f252dadd5f233f93d2fa528d12fea"
      typ  "JWT"

    Claims
      aud        "aa6bddf393b54d4e0d42ae0014edfd2f"
      auth_time  1697146022 = 2023-10-12T21:27:02Z
      exp        1697167622 = 2023-10-13T03:27:02Z
      iat        1697146022 = 2023-10-12T21:27:02Z
      iss        "https://kauth.kakao.com"
      nonce      "hTPpgF7XAKbW37rEUS6pEVZqmoI"
      sub        "3095134389"

    Checks at 2023-10-12T22:33:20Z
      passed   form: three parts in base64url (RFC 7515, 5.2 and 7.1)
      passed   type: "JWT" (RFC 7519, 5.1)
      passed   algorithm: "RS256" (OpenID Connect Core 3.1.3.7, step 7)
      passed   critical extensions: none (RFC 7515, 4.1.11)
      passed   encoded payload: encoded (RFC 7797, 3)
      passed   embedded key: none (RFC 8725, 3.10)
      passed   key id: "9f252dadd5f233f93d2fa528d12fea" (OpenID Connect Core 10.1)
      passed   signature: made by the provider's key (OpenID Connect Core 3.1.3.7, step 6)
      passed   payload: an object whose claims are of their types (RFC 7519, 4)
      passed   no events: none (RFC 8417, 4.1)
      passed   issuer: https://kauth.kakao.com (OpenID Connect Core 3.1.3.7, step 2)
      passed   expiry: 2023-10-13T03:27:02Z (OpenID Connect Core 3.1.3.7, step 9)
      skipped  not before: the token does not say (RFC 7519, 4.1.5)
      passed   issued at: 2023-10-12T21:27:02Z (OpenID Connect Core 3.1.3.7, step 10)
      skipped  age: ID_TOKEN_MAX_AGE is not set (OpenID Connect Core 3.1.3.7, step 10)
      skipped  access token: no access token came along, or the token has no at_hash (OpenID Connect Core 3.1.3.8)
      passed   subject's form: at most 255 characters (OpenID Connect Core 2)
      passed   subject: there (OpenID Connect Core 2)
      passed   audience: aa6bddf393b54d4e0d42ae0014edfd2f (OpenID Connect Core 3.1.3.7, step 3)
      skipped  authorized party: the token does not say (OpenID Connect Core 3.1.3.7, steps 4 and 5)
      skipped  nonce: there is none to compare with, or the check is switched off (OpenID Connect Core 3.1.3.7, step 11)

    Accepted by every check that was made.
    The nonce was not checked: give --nonce RAW (EXTERNAL_KAKAO_SKIP_NONCE_CHECK switches it off).
    "#);
}

#[test]
fn every_failed_check_is_told_with_what_to_do() {
    let mut config = config();
    config.kakao = None;
    let args = args(&["--nonce", "raw"]);
    let now = time("2026-01-01T00:00:00Z").unwrap();
    let explanation = inspect(TOKEN, None, &args, &config, now);
    assert!(!explanation.is_acceptable());
    insta::assert_snapshot!(report::render(&explanation, now), @r#"
    Header
      alg  "RS256"
      kid  "9f252dadd5f233f93d2fa528d12fea"
      typ  "JWT"

    Claims
      aud        "aa6bddf393b54d4e0d42ae0014edfd2f"
      auth_time  1697146022 = 2023-10-12T21:27:02Z
      exp        1697167622 = 2023-10-13T03:27:02Z
      iat        1697146022 = 2023-10-12T21:27:02Z
      iss        "https://kauth.kakao.com"
      nonce      "hTPpgF7XAKbW37rEUS6pEVZqmoI"
      sub        "3095134389"

    Checks at 2026-01-01T00:00:00Z
      passed   form: three parts in base64url (RFC 7515, 5.2 and 7.1)
      passed   type: "JWT" (RFC 7519, 5.1)
      passed   algorithm: "RS256" (OpenID Connect Core 3.1.3.7, step 7)
      passed   critical extensions: none (RFC 7515, 4.1.11)
      passed   encoded payload: encoded (RFC 7797, 3)
      passed   embedded key: none (RFC 8725, 3.10)
      passed   key id: "9f252dadd5f233f93d2fa528d12fea" (OpenID Connect Core 10.1)
      skipped  signature: no keys were given (OpenID Connect Core 3.1.3.7, step 6)
      passed   payload: an object whose claims are of their types (RFC 7519, 4)
      passed   no events: none (RFC 8417, 4.1)
      passed   issuer: https://kauth.kakao.com (OpenID Connect Core 3.1.3.7, step 2)
      FAILED   expiry: the token has expired (OpenID Connect Core 3.1.3.7, step 9)
               Sign in at Kakao again and send the new token; compare this machine's clock if it is a new one.
      skipped  not before: the token does not say (RFC 7519, 4.1.5)
      passed   issued at: 2023-10-12T21:27:02Z (OpenID Connect Core 3.1.3.7, step 10)
      skipped  age: ID_TOKEN_MAX_AGE is not set (OpenID Connect Core 3.1.3.7, step 10)
      skipped  access token: no access token came along, or the token has no at_hash (OpenID Connect Core 3.1.3.8)
      passed   subject's form: at most 255 characters (OpenID Connect Core 2)
      passed   subject: there (OpenID Connect Core 2)
      FAILED   audience: the token was issued to another client (OpenID Connect Core 3.1.3.7, step 3)
               Add the app key that the client signs in with (REST, native or JavaScript) to EXTERNAL_KAKAO_CLIENT_ID.
      skipped  authorized party: the token does not say (OpenID Connect Core 3.1.3.7, steps 4 and 5)
      FAILED   nonce: the nonces do not match (OpenID Connect Core 3.1.3.7, step 11)
               Give Kakao the lower-case hex SHA-256 of the nonce, and the nonce itself to this service; some SDK versions drop it.

    Refused: the token has expired [expired].
    The signature was not checked: give --jwks FILE or --fetch.
    "#);
}

#[test]
fn a_token_is_taken_from_the_argument_as_it_is() {
    assert_eq!(token(" a.b.c").ok().as_deref(), Some(" a.b.c"));
}

#[test]
fn a_strangers_text_moves_no_cursor_and_makes_no_line() {
    // {"alg":"\u001b[2J\u202e","a\n  passed":1} and {}
    let token = "eyJhbGciOiJcdTAwMWJbMkpcdTIwMmUiLCJhXG4gIHBhc3NlZCI6MX0.e30.";
    let explanation = inspect(token, None, &args(&[]), &config(), then());
    let report = report::render(&explanation, then());
    for escaped in [r"\u{202e}", r"a\u{a}  passed"] {
        assert!(report.contains(escaped), "{report}");
    }
    assert!(!report.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_nonce_that_the_settings_skip_is_not_checked() {
    let mut config = config();
    config.kakao.as_mut().unwrap().skip_nonce_check = true;
    let args = args(&["--nonce", "raw"]);
    assert!(inspect(TOKEN, None, &args, &config, then()).is_acceptable());
}

#[test]
fn a_time_is_unix_seconds_or_rfc_3339() {
    assert_eq!(time("2023-10-13T07:33:20+09:00"), Ok(then()));
    for text in ["", "yesterday", "2023-10-13", "99999999999999"] {
        assert!(time(text).is_err(), "{text}");
    }
}

#[test]
fn a_key_set_is_read_from_a_file_or_fetched_but_not_both() {
    let line = ["inspect", "--jwks", "keys.json", "--fetch"];
    let error = Line::try_parse_from(line).err().unwrap();
    assert_eq!(error.kind(), clap::error::ErrorKind::ArgumentConflict);
}
