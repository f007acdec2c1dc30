//! Running `daemun keys`: which keys sign, and where the result goes.

use super::{KeysCommand, TokenCommand, run_generate, run_token};
use crate::app::{self, Startup};
use crate::cli::environment;
use crate::cli::exit::Exit;
use crate::clock::{Chance, Clock, SystemChance, SystemClock};
use crate::config::Config;
use std::io::{stderr, stdout};
use std::sync::Arc;
use std::time::Duration;

/// Runs the command.
pub fn run(command: &KeysCommand) -> Result<(), Exit> {
    match command {
        KeysCommand::Generate(args) => {
            run_generate(args, &SystemChance, &mut stdout(), &mut stderr())?;
            Ok(())
        }
        KeysCommand::Token(args) => token(args),
    }
}

/// Signs with the configured key, else with the kept one, which is made if there is none yet.
fn token(command: &TokenCommand) -> Result<(), Exit> {
    let config = Config::load(&environment::source(&command.config)?)?.config;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let chance: Arc<dyn Chance> = Arc::new(SystemChance);
    let startup = Startup {
        migrates: true,
        waits_for_database: Duration::ZERO,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let keys = runtime.block_on(app::signing_keys(&config, startup, &clock, &chance))?;
    run_token(&command.args, &keys, &config.jwt.issuer, clock.now(), &mut stdout(), &mut stderr())?;
    Ok(())
}
