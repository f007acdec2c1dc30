//! `daemun dev`: everything on one machine, offline: a stand-in Kakao, SQLite, a signing key and the service, with a
//! sample user signed in to show that it works.
//!
//! It listens on 127.0.0.1 alone, answers only to a loopback Host, and reads none of `serve`'s settings: who holds the
//! stand-in signs in as anyone, so none of it may come near a real database.

mod calls;
mod demo;
mod parts;
mod show;
mod tour;

use super::environment;
use super::exit::Exit;
use super::out;
use crate::config::{Config, Source};
use crate::telemetry;
use clap::Args;
use parts::Parts;
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// Try everything on this machine: a stand-in Kakao, a database, a signed-in user
///
/// Starts a stand-in for Kakao and the service beside it, makes a database and a signing key, signs a sample user in by ID
/// token and by code through the service's own port, and shows each step. Then it stays up, for curl, for a Supabase
/// client and for your app. It needs no setting, no network and no Kakao app.
#[derive(Debug, Clone, Args)]
pub struct DevArgs {
    /// End after the sign-in: 0 if it worked
    #[arg(long)]
    once: bool,

    /// The service's port on 127.0.0.1; 8081, or if that is taken any free one
    #[arg(long)]
    port: Option<u16>,

    /// The stand-in Kakao's port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    kakao_port: u16,

    /// The folder of the database; without it, a temporary one that goes when the command ends
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,

    /// The issuer that the stand-in claims to be, e.g. Kakao's own; its host must lead to 127.0.0.1
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,

    /// A certificate (PEM) for the stand-in, which then speaks https; the service trusts it
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,

    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: DevArgs) -> Result<(), Exit> {
    name_ignored_settings()?;
    actix_web::rt::System::new().block_on(show_and_stay(args))
}

async fn show_and_stay(args: DevArgs) -> Result<(), Exit> {
    let parts = Parts::start(&args).await?;
    show::started(&parts);
    tour::sign_in_twice(&parts).await?;
    show::how_to_go_on(&parts)?;
    if args.once {
        return parts.stop().await;
    }
    out::line(&format!(
        "\nOpen {}{} in a browser. It stays up until Ctrl-C. Requests are logged below.\n",
        parts.url,
        demo::PATH
    ));
    let _logs = telemetry::init(&parts.context.config.log, std::io::stderr().is_terminal())
        .map_err(|error| Exit::Failed(Some(error.into())))?;
    parts.run_until_told().await
}

/// A setting that seems to be in force and is not would be a trap.
fn name_ignored_settings() -> Result<(), Exit> {
    let names: Vec<String> = Source::new(environment::variables()?, None)
        .recognised()
        .iter()
        .map(ToString::to_string)
        .collect();
    if !names.is_empty() {
        out::error(&format!(
            "daemun dev reads no settings; ignored: {}",
            names.join(", ")
        ));
    }
    Ok(())
}

/// Settings as `serve` would read them, from a list of our own.
fn config_of(settings: &[(&str, String)]) -> Result<Config, Exit> {
    let settings = settings
        .iter()
        .map(|(name, value)| (format!("DAEMUN_{name}"), value.clone()));
    Ok(Config::load(&Source::new(settings, None))?.config)
}
