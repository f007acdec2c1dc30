//! `daemun inspect`: says which check would refuse an ID token, and what to do about it.
//!
//! Nobody is called unless `--fetch` asks for it, and nothing that is printed lets anybody in: only the service signs
//! users in.

mod report;
#[cfg(test)]
mod tests;

use super::environment::{self, ConfigFile};
use super::exit::Exit;
use super::out;
use crate::clock::{Clock as _, SystemClock};
use crate::config::VerificationConfig;
use crate::config::kakao::KAKAO_ISSUER;
use crate::oidc::{Expected, Explanation, KeySet, NonceRule, explain};
use crate::provider::Provider;
use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Longest that is read from standard input: more than any token that is accepted.
const LONGEST_INPUT: u64 = 64 * 1024;

/// Check an ID token against the configuration and say which check would refuse it
///
/// Prints the header, the claims and every check with its section, and what to do where one fails. Without --jwks or
/// --fetch the signature is not checked; without --nonce the nonce is not. Exits with 0 if every check that was made
/// passed and with 1 if one failed.
#[derive(Args)]
pub struct InspectArgs {
    #[command(flatten)]
    config: ConfigFile,

    /// The ID token; without it, or as -, it is read from standard input
    #[arg(value_name = "TOKEN", default_value = "-", hide_default_value = true)]
    token: String,

    /// The raw nonce that the client sends along with the token
    #[arg(long, value_name = "RAW")]
    nonce: Option<String>,

    /// The access token of the same answer of Kakao's, of which the ID token may hold a hash
    #[arg(long, value_name = "TOKEN")]
    access_token: Option<String>,

    /// Check as of this time, in Unix seconds or RFC 3339, instead of now
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<DateTime<Utc>>,

    /// Check the signature with the key set in this file
    #[arg(long, value_name = "FILE", conflicts_with = "fetch")]
    jwks: Option<PathBuf>,

    /// Check the signature with the keys that Kakao publishes now
    #[arg(long)]
    fetch: bool,
}

/// Runs the command.
pub fn run(args: &InspectArgs) -> Result<(), Exit> {
    let loaded = VerificationConfig::load(&environment::source(&args.config)?)?;
    for warning in &loaded.warnings {
        out::error(&format!("warning: {warning}"));
    }
    if loaded.config.kakao.is_none() {
        out::error(
            "warning: Kakao is switched off, so that every token is refused: set \
             DAEMUN_EXTERNAL_KAKAO_ENABLED=true and DAEMUN_EXTERNAL_KAKAO_CLIENT_ID",
        );
    }
    let token = token(&args.token)?;
    let keys = keys(args, &loaded.config)?;
    let now = args.at.unwrap_or_else(|| SystemClock.now());
    let explanation = inspect(&token, keys.as_ref(), args, &loaded.config, now);
    out::line(&report::render(&explanation, now));
    if explanation.is_acceptable() {
        return Ok(());
    }
    Err(Exit::Failed(None))
}

/// Checks `token` as the service would.
fn inspect(
    token: &str,
    keys: Option<&KeySet>,
    args: &InspectArgs,
    config: &VerificationConfig,
    now: DateTime<Utc>,
) -> Explanation {
    let kakao = config.kakao.as_ref();
    let expected = Expected {
        issuer: kakao.map_or(KAKAO_ISSUER, |kakao| &kakao.issuer),
        audiences: kakao.map_or(&[], |kakao| &kakao.client_ids),
        leeway: delta(config.id_token.leeway),
        max_age: config.id_token.max_age.map(delta),
        nonce: nonce_rule(args, config),
        access_token: args.access_token.as_deref(),
    };
    explain(token, keys, &expected, now)
}

/// Without `--nonce` there is nothing to compare with: that a token has one is then no fault of the token.
fn nonce_rule<'a>(args: &'a InspectArgs, config: &VerificationConfig) -> NonceRule<'a> {
    let Some(raw) = &args.nonce else {
        return NonceRule::Skip;
    };
    match &config.kakao {
        Some(kakao) if kakao.skip_nonce_check => NonceRule::Skip,
        kakao => NonceRule::Hashed {
            raw: Some(raw),
            required: kakao.as_ref().is_some_and(|kakao| kakao.require_nonce),
        },
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// The token of the argument, or of standard input, where white space around it is the terminal's.
fn token(argument: &str) -> Result<String, Exit> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut input = String::new();
    std::io::stdin()
        .take(LONGEST_INPUT)
        .read_to_string(&mut input)
        .map_err(|error| Exit::Usage(format!("standard input: {error}")))?;
    match input.trim() {
        "" => Err(Exit::Usage(
            "no token: give it as an argument or on standard input".to_owned(),
        )),
        token => Ok(token.to_owned()),
    }
}

fn keys(args: &InspectArgs, config: &VerificationConfig) -> Result<Option<KeySet>, Exit> {
    match &args.jwks {
        Some(file) => read_keys(file).map(Some),
        None if args.fetch => fetch_keys(config).map(Some),
        None => Ok(None),
    }
}

fn read_keys(file: &Path) -> Result<KeySet, Exit> {
    let wrong = |error: &dyn std::fmt::Display| Exit::Usage(format!("{}: {error}", file.display()));
    let document = std::fs::read(file).map_err(|error| wrong(&error))?;
    let keys = KeySet::parse(&document).map_err(|error| wrong(&error))?;
    for skipped in keys.skipped() {
        let kid = skipped.kid.as_deref().unwrap_or_default();
        let reason = &skipped.reason;
        out::error(&format!("warning: key {kid:?} cannot be used: {reason}"));
    }
    Ok(keys)
}

fn fetch_keys(config: &VerificationConfig) -> Result<KeySet, Exit> {
    let Some(kakao) = &config.kakao else {
        return Err(Exit::Usage(
            "--fetch needs to know whom to ask: switch Kakao on".to_owned(),
        ));
    };
    let clock = Arc::new(SystemClock);
    let provider = Provider::kakao(kakao, &config.id_token, &config.outgoing, clock)
        .map_err(|error| Exit::Config(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let keys = runtime
        .block_on(provider.keys(config.outgoing.timeout))
        .map_err(|unavailable| Exit::Failed(Some(unavailable.into())))?;
    Ok(KeySet::clone(&keys))
}

/// A time as people and tokens write it.
fn time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(seconds) = text.parse() {
        return DateTime::from_timestamp(seconds, 0).ok_or_else(|| "out of range".to_owned());
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => Ok(time.to_utc()),
        Err(error) => Err(format!(
            "neither Unix seconds nor RFC 3339, such as 2026-09-21T12:00:00Z ({error})"
        )),
    }
}
