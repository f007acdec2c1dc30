//! The command line.

use crate::database::Kind;
use crate::work::Mode;
use clap::Parser;
use std::path::PathBuf;

/// Puts a load on daemun and tells what a request costs, beside what the database and the arithmetic cost alone
///
/// It makes its own database and its own Kakao, builds and starts daemun, fills the tables, mints the ID tokens, then starts
/// the clock; all of it is gone when it ends. Everything stays on this machine.
#[derive(Debug, Parser)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// The database that is made for the run
    #[arg(long, value_enum, default_value = "postgres")]
    pub database: Kind,
    /// What is asked for; several are measured one after the other
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "sign-in,refresh,user"
    )]
    pub mode: Vec<Mode>,
    /// Connections that are kept open; several numbers are measured one after the other
    #[arg(long, value_delimiter = ',', default_value = "64")]
    pub connections: Vec<usize>,
    /// Requests a second that are due, whether answered or not (open loop); without it each connection asks again as soon as
    /// it is answered (closed loop)
    #[arg(long)]
    pub rate: Option<f64>,
    /// Seconds of each run
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// How often each run is repeated, in turns with those of other servers; the median counts
    #[arg(long, default_value_t = 1)]
    pub rounds: usize,
    /// People in the tables
    #[arg(long, default_value_t = 10_000)]
    pub users: u64,
    /// Most ID tokens that are minted for one run (a run that used them up ends early)
    #[arg(long, default_value_t = 80_000)]
    pub tokens: usize,
    /// Leaves the floors out
    #[arg(long)]
    pub no_floors: bool,
    /// Also asks ten times as much as was answered, and tells what became of it
    #[arg(long)]
    pub overload: bool,
    /// Another server that speaks the wire, with a base URL of this machine; measured in turns with daemun, by the same tokens
    #[arg(long)]
    pub url: Option<String>,
    /// The process of that server, to count its CPU time and memory
    #[arg(long, requires = "url")]
    pub pid: Option<u32>,
    /// A PostgreSQL database with Supabase Auth's tables to use in place of one made for the run
    #[arg(long)]
    pub postgres_url: Option<String>,
    /// That database holds the people of an earlier run already
    #[arg(long, requires = "postgres_url")]
    pub filled: bool,
    /// The stand-in Kakao is `https://kauth.kakao.com`, on port 443 of this machine; its certificate is written to kakao.pem in
    /// this folder
    #[arg(long, value_name = "FOLDER")]
    pub as_kakao: Option<PathBuf>,
    /// A setting of daemun's, NAME=VALUE; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    pub settings: Vec<(String, String)>,
    /// Writes the result as JSON to this file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  cargo run --release -p load
  cargo run --release -p load -- --database sqlite --mode sign-in --connections 1,16,64
  cargo run --release -p load -- --mode sign-in --rate 3000 --connections 128
  cargo run --release -p load -- --mode sign-in --users 1000000";

fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("not of the form NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
