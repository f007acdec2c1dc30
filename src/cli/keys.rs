//! `daemun keys`: makes a signing key, rotates the one that the service keeps, or signs a key for clients and back ends.
//!
//! What was asked for goes to standard output and nothing else does, so that it can be piped; hints for people go to
//! standard error.

mod client_key;
mod lifetime;
mod rotate;

pub use client_key::{Role, client_key};
pub use lifetime::{LifetimeError, parse_lifetime};

use super::environment::{self, ConfigFile};
use super::exit::Exit;
use super::out;
use crate::app::{self, Startup};
use crate::clock::{Chance, Clock, SystemChance, SystemClock};
use crate::config::Config;
use crate::token::{Algorithm, SigningKeys, TokenError, generate};
use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand, ValueEnum};
use client_key::signed_key;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait for a database that is away.
const WAIT_FOR_DATABASE: Duration = Duration::from_secs(30);

/// Make a signing key, rotate the kept one, or sign a key for clients and back ends
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a signing key and print it as a value for `DAEMUN_JWT_KEYS`
    ///
    /// Without `DAEMUN_JWT_KEYS` the service makes a key for itself and keeps it in its database, so a key of your own is
    /// needed only where it must be known elsewhere, or where another algorithm is wanted.
    Generate(GenerateArgs),
    /// Sign a key for clients (anon) or back ends (`service_role`)
    ///
    /// The key is a JWT of that role, signed with the key that the service signs with: the configured one, or the one in
    /// its database, which is made if there is none yet. Reads the same settings as `serve`.
    Token(TokenArgs),
    /// Replace the signing key that the service keeps in its database
    ///
    /// The new key signs at once, on every node that runs. The old one stays in the JWKS until the last access token that it
    /// signed has expired. Where the keys are configured (`DAEMUN_JWT_KEYS`, `DAEMUN_JWT_SECRET`), they are rotated there.
    /// Reads the same settings as `serve`.
    Rotate(rotate::RotateArgs),
}

/// `daemun keys generate`
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// The algorithm; RS256 is the one that every Supabase client can check by itself
    #[arg(long, value_enum, ignore_case = true, default_value_t = KeyAlgorithm::Es256)]
    alg: KeyAlgorithm,
}

/// `daemun keys token`
#[derive(Debug, Args)]
pub struct TokenArgs {
    #[command(flatten)]
    config: ConfigFile,

    /// Whom the key is for: apps, or back ends that may do everything
    #[arg(long, value_enum)]
    role: Role,

    /// How long the key is valid, e.g. 90m, 12h, 30d, 10y or 1y6h
    #[arg(long, value_name = "DURATION", default_value = "10y", value_parser = parse_lifetime)]
    expires_in: TimeDelta,

    /// Do not make missing tables of the database; stop if there are any
    #[arg(long)]
    no_migrate: bool,
}

/// The algorithms that keys are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeyAlgorithm {
    /// ECDSA on P-256
    #[value(name = "ES256")]
    Es256,
    /// RSA of 2048 bits
    #[value(name = "RS256")]
    Rs256,
    /// Ed25519; no Supabase client can check it
    #[value(name = "EdDSA")]
    EdDsa,
    /// A shared secret; nothing is published in the JWKS
    #[value(name = "HS256")]
    Hs256,
}

/// What a command came to.
struct Answer {
    /// For standard output: one line.
    line: String,
    /// For people.
    hint: String,
}

/// Runs the command.
pub fn run(command: KeysCommand) -> Result<(), Exit> {
    let answer = match command {
        KeysCommand::Generate(args) => generated(args.alg, &SystemChance).map_err(failed)?,
        KeysCommand::Token(args) => {
            let (keys, issuer) = configured(&args)?;
            token(&args, &keys, &issuer, SystemClock.now()).map_err(failed)?
        }
        KeysCommand::Rotate(args) => rotate::run(&args)?,
    };
    out::error(&answer.hint);
    out::line(&answer.line);
    Ok(())
}

/// The keys that the service signs with, and the issuer that it claims.
fn configured(args: &TokenArgs) -> Result<(Arc<SigningKeys>, String), Exit> {
    let loaded = Config::load(&environment::source(&args.config)?)?;
    environment::start_logs_on_stderr(&loaded.config.log)?;
    environment::log_warnings(&loaded.warnings);
    let startup = Startup {
        migrates: !args.no_migrate,
        waits_for_database: WAIT_FOR_DATABASE,
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let chance: Arc<dyn Chance> = Arc::new(SystemChance);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let keys = runtime.block_on(app::signing_keys(&loaded.config, startup, &clock, &chance))?;
    Ok((keys, loaded.config.jwt.issuer))
}

fn generated(algorithm: KeyAlgorithm, chance: &dyn Chance) -> Result<Answer, TokenError> {
    let key = generate(algorithm.algorithm(), chance)?;
    Ok(Answer {
        line: format!("[{}]", key.expose_json()),
        hint: format!(
            "{}Set DAEMUN_JWT_KEYS to the line on standard output, in single quotes. It is a secret. To replace a key \
             that is in use, put the new one beside it and leave the old one only \"key_ops\":[\"verify\"] until its \
             tokens have expired.",
            algorithm.caution()
        ),
    })
}

fn token(
    args: &TokenArgs,
    keys: &SigningKeys,
    issuer: &str,
    now: DateTime<Utc>,
) -> Result<Answer, TokenError> {
    let expires = now + args.expires_in;
    Ok(Answer {
        line: signed_key(keys, issuer, args.role, now, expires)?,
        hint: format!(
            "A key of the role {}, valid until {}; {}.",
            args.role.name(),
            expires.format("%Y-%m-%d %H:%M:%S UTC"),
            args.role.hint()
        ),
    })
}

fn failed(error: TokenError) -> Exit {
    Exit::Failed(Some(error.into()))
}

impl KeyAlgorithm {
    const fn algorithm(self) -> Algorithm {
        match self {
            Self::Es256 => Algorithm::Es256,
            Self::Rs256 => Algorithm::Rs256,
            Self::EdDsa => Algorithm::EdDsa,
            Self::Hs256 => Algorithm::Hs256,
        }
    }

    /// What has to be known before such a key is used, a line or nothing.
    const fn caution(self) -> &'static str {
        match self {
            Self::Es256 | Self::Rs256 => "",
            Self::EdDsa => {
                "Warning: no Supabase client can check EdDSA, and while this key is in the JWKS, even retired, \
                 getClaims of the Python client fails for every token. Prefer ES256 or RS256.\n"
            }
            Self::Hs256 => {
                "Note: a shared secret is not published, so the JWKS is empty unless there are other keys: clients ask \
                 GET /user, and whoever can check a token can also forge one.\n"
            }
        }
    }
}

#[cfg(test)]
mod tests;
