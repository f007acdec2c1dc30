//! `daemun migrate`: makes the tables that are missing, apart from serving.

use super::environment::{self, ConfigFile};
use super::exit::Exit;
use super::out;
use crate::app;
use crate::config::Config;
use crate::store::migrations::Migrated;
use clap::Args;
use std::time::Duration;

/// Make the tables that are missing, and nothing else
///
/// Reads the same settings as `serve`. On PostgreSQL only what is missing is made; where the role may not make it, nothing
/// is changed, the statements for the owner are printed and the exit code is 4. Safe to run on every deployment, and by
/// several nodes at once.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(flatten)]
    config: ConfigFile,

    /// How many seconds to wait for a database that is away
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u64,
}

/// Runs the command.
pub fn run(args: &MigrateArgs) -> Result<(), Exit> {
    let loaded = Config::load(&environment::source(&args.config)?)?;
    environment::start_logs_on_stderr(&loaded.config.log)?;
    environment::log_warnings(&loaded.warnings);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (migrated, database) =
        runtime.block_on(app::migrate(&loaded.config, Duration::from_secs(args.wait)))?;
    out::line(&match migrated {
        Migrated::NothingToDo => format!("{database}: everything is there"),
        Migrated::Ran(steps) => format!("{database}: ran {}", steps.join(", ")),
    });
    Ok(())
}
