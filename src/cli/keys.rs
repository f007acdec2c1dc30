//! `daemun keys`: makes a signing key, or signs a key for clients and back ends.
//!
//! What was asked for goes to `out` and nothing else does, so that it can be piped; hints for people go to `hints`.

mod lifetime;

pub use lifetime::{LifetimeError, parse_lifetime};

use crate::clock::Chance;
use crate::token::{Algorithm, SigningKeys, generate};
use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use std::io::Write;

/// What `daemun keys` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum KeysCommand {
    /// Make a signing key and print it as a value for `DAEMUN_JWT_KEYS`
    ///
    /// Without `DAEMUN_JWT_KEYS` the service makes a key for itself and keeps it in its database, so a key of your own
    /// is needed only where it must be known elsewhere, or where another algorithm is wanted.
    Generate(GenerateArgs),
    /// Sign a key for clients (anon) or back ends (`service_role`)
    ///
    /// The key is a JWT of that role, signed with the key that the service signs with.
    Token(TokenArgs),
}

/// `daemun keys generate`
#[derive(Debug, Clone, Args)]
pub struct GenerateArgs {
    /// The algorithm; RS256 is the one that every Supabase client can check by itself
    #[arg(long, value_enum, ignore_case = true, default_value_t = KeyAlgorithm::Es256)]
    pub alg: KeyAlgorithm,
}

/// `daemun keys token`
#[derive(Debug, Clone, Args)]
pub struct TokenArgs {
    /// Whom the key is for: apps, or back ends that may do everything
    #[arg(long, value_enum)]
    pub role: KeyRole,
    /// How long the key is valid, e.g. 90m, 12h, 30d, 10y or 1y6h
    #[arg(long, value_name = "DURATION", default_value = "10y", value_parser = parse_lifetime)]
    pub expires_in: TimeDelta,
}

/// The algorithms that keys are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyAlgorithm {
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

/// The roles that a key can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyRole {
    /// For apps: as public as the app
    #[value(name = "anon")]
    Anon,
    /// For back ends: may do everything
    #[value(name = "service_role")]
    ServiceRole,
}

/// The claims of a key, as Supabase's own keys have them.
#[derive(Serialize)]
struct KeyClaims<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    iss: &'a str,
    role: &'static str,
    iat: i64,
    exp: i64,
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

    /// What has to be known before such a key is used.
    const fn caution(self) -> Option<&'static str> {
        match self {
            Self::Es256 | Self::Rs256 => None,
            Self::EdDsa => Some(
                "Warning: no Supabase client can check EdDSA, and while this key is in the JWKS, even retired, \
                 getClaims of the Python client fails for every token. Prefer ES256 or RS256.",
            ),
            Self::Hs256 => Some(
                "Note: a shared secret is not published, so the JWKS is empty unless there are other keys: clients \
                 ask GET /user, and whoever can check a token can also forge one.",
            ),
        }
    }
}

impl KeyRole {
    const fn name(self) -> &'static str {
        match self {
            Self::Anon => "anon",
            Self::ServiceRole => "service_role",
        }
    }

    const fn hint(self) -> &'static str {
        match self {
            Self::Anon => "it may be shipped with an app",
            Self::ServiceRole => "it may do everything: keep it on back ends, never in an app",
        }
    }
}

/// Makes a key: the value of `DAEMUN_JWT_KEYS` on `out`, what to do with it on `hints`.
pub fn run_generate(
    args: &GenerateArgs,
    chance: &dyn Chance,
    out: &mut dyn Write,
    hints: &mut dyn Write,
) -> anyhow::Result<()> {
    let key = generate(args.alg.algorithm(), chance)?;
    if let Some(caution) = args.alg.caution() {
        writeln!(hints, "{caution}")?;
    }
    writeln!(
        hints,
        "Set DAEMUN_JWT_KEYS to the line on standard output, in single quotes. It is a secret. To replace a key that \
         is in use, put the new one beside it and leave the old one only \"key_ops\":[\"verify\"] until its tokens \
         have expired."
    )?;
    writeln!(out, "[{}]", key.expose_json())?;
    Ok(())
}

/// Signs a key with `keys`, the configured or the kept ones: the token on `out`, what it is good for on `hints`.
pub fn run_token(
    args: &TokenArgs,
    keys: &SigningKeys,
    issuer: &str,
    now: DateTime<Utc>,
    out: &mut dyn Write,
    hints: &mut dyn Write,
) -> anyhow::Result<()> {
    let expires = now + args.expires_in;
    let token = signed_key(keys, issuer, args.role, now, expires)?;
    writeln!(
        hints,
        "A key of the role {}, valid until {}; {}.",
        args.role.name(),
        expires.format("%Y-%m-%d %H:%M:%S UTC"),
        args.role.hint()
    )?;
    writeln!(out, "{token}")?;
    Ok(())
}

/// A key for clients or back ends, valid from `now` until `expires`.
pub fn signed_key(
    keys: &SigningKeys,
    issuer: &str,
    role: KeyRole,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> Result<String, crate::token::TokenError> {
    keys.sign(&KeyClaims {
        iss: issuer,
        role: role.name(),
        iat: now.timestamp(),
        exp: expires.timestamp(),
    })
}

#[cfg(test)]
mod tests;
