//! The command line: a file per command, and the only reader of the environment.
//!
//! [`environment`] hands the variables over as a map; [`exit`] says what an exit code means; [`out`] prints. The commands:
//! [`serve`], [`migrate`], [`dev`], [`keys`], [`inspect`].

pub mod dev;
pub mod environment;
pub mod exit;
//pub mod inspect;
pub mod keys;
pub mod migrate;
pub mod out;
pub mod serve;

use clap::{Parser, Subcommand};

use std::process::ExitCode;

const EXIT_CODES: &str = "Exit codes:\n  \
     0  done\n  \
     1  it did not work: a token was refused, a sign-in failed, the service broke\n  \
     2  the arguments are wrong\n  \
     3  the configuration is wrong; every fault is named\n  \
     4  the database cannot be reached, or its tables are not as they must be\n\n\
     Try it without any setting: daemun dev";

/// Signs users in with OIDC ID tokens, Kakao's first, and speaks Supabase Auth's protocol.
///
/// Settings are environment variables with Supabase Auth's names and the prefix DAEMUN_ (GOTRUE_ is read too); see
/// docs/configuration.md. Point a Supabase client at the service's URL and sign in with a Kakao ID token.
#[derive(Parser)]
#[command(name = "daemun", version, after_help = EXIT_CODES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::ServeArgs),
    Dev(dev::DevArgs),
    Migrate(migrate::MigrateArgs),
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    //Inspect(inspect::InspectArgs),
}

/// Parses the arguments, runs the command and tells how it went.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Dev(args) => dev::run(args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Keys(command) => keys::run(command),
        //Command::Inspect(args) => inspect::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(),
    }
}
