//! `daemun keys rotate`: replaces the signing key that the service keeps in its database, and tells what to expect.

use super::{Answer, WAIT_FOR_DATABASE};
use crate::app::{App, Startup};
use crate::cli::environment::{self, ConfigFile};
use crate::cli::exit::Exit;
use crate::clock::{SystemChance, SystemClock};
use crate::config::Config;
use crate::flows::rotate_keys::{Rotated, RotationError, rotate};
use crate::token::Algorithm;
use clap::{Args, ValueEnum};
use std::sync::Arc;

/// `daemun keys rotate`
#[derive(Debug, Args)]
pub struct RotateArgs {
    #[command(flatten)]
    config: ConfigFile,

    /// The algorithm of the new key; RS256 is the one that every Supabase client can check by itself
    #[arg(long, alias = "alg", value_enum, ignore_case = true, default_value_t = RotateTo::Es256)]
    algorithm: RotateTo,

    /// Do not make missing tables of the database; stop if there are any
    #[arg(long)]
    no_migrate: bool,
}

/// The algorithms that a kept key may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RotateTo {
    /// ECDSA on P-256
    #[value(name = "ES256")]
    Es256,
    /// RSA of 2048 bits
    #[value(name = "RS256")]
    Rs256,
}

/// Rotates; the answer's line is the name of the new key.
pub(super) fn run(args: &RotateArgs) -> Result<Answer, Exit> {
    let loaded = Config::load(&environment::source(&args.config)?)?;
    environment::start_logs_on_stderr(&loaded.config.log)?;
    environment::log_warnings(&loaded.warnings);
    let startup = Startup {
        migrates: !args.no_migrate,
        waits_for_database: WAIT_FOR_DATABASE,
    };
    let algorithm = match args.algorithm {
        RotateTo::Es256 => Algorithm::Es256,
        RotateTo::Rs256 => Algorithm::Rs256,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let rotated = runtime.block_on(async {
        let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
        let app = App::build(loaded.config, startup, clock, chance).await?;
        rotate(&app.context, algorithm).await.map_err(refused)
    })?;
    Ok(answer(&rotated, algorithm))
}

fn answer(rotated: &Rotated, algorithm: Algorithm) -> Answer {
    let Rotated {
        kid,
        retired_kid,
        accepted_until,
    } = rotated;
    let until = accepted_until.format("%Y-%m-%d %H:%M:%S UTC");
    Answer {
        line: kid.clone(),
        hint: format!(
            "The key {kid} ({algorithm}) signs now, on every node within a second.\n\
             The key {retired_kid} stays in the JWKS and is accepted until {until}: by then the last access token that it \
             signed has expired.\n\
             Keys that `daemun keys token` made stop working then, however long they were to be valid: make new ones.\n\
             Who caches the JWKS (for 10 minutes, as its Cache-Control allows) learns of the new key when that is over, or \
             when it asks again for a key that it does not know, as Supabase's clients do."
        ),
    }
}

fn refused(error: RotationError) -> Exit {
    let words = error.to_string();
    match error {
        RotationError::Configured => Exit::Config(
            "DAEMUN_JWT_KEYS or DAEMUN_JWT_SECRET is set, so that the database keeps no key to rotate. Put a new key (daemun \
             keys generate) beside the old one in DAEMUN_JWT_KEYS, leave the old one \"key_ops\":[\"verify\"] alone until its \
             tokens have expired, and restart the nodes"
                .to_owned(),
        ),
        RotationError::Store(_) => Exit::Database(words),
        RotationError::NotAccepted(_) | RotationError::Encryption(_) => Exit::Config(words),
        RotationError::NoKey
        | RotationError::NotPublishable
        | RotationError::Malformed(_)
        | RotationError::NewKey(_) => Exit::Failed(Some(error.into())),
    }
}
