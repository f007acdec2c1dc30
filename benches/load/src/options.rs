//! The command line.

use crate::database::Kind;
use crate::work::Mode;
use anyhow::{Result, ensure};
use clap::{Parser, value_parser};
use std::path::PathBuf;

/// Puts a load on daemun and tells what a request costs, beside what the database and the arithmetic cost alone
///
/// It makes its own database and its own Kakao, builds and starts daemun, fills the tables, mints the ID tokens, then starts
/// the clock; all of it is gone when it ends. Everything stays on this machine.
#[derive(Debug, Parser)]
#[command(after_help = EXAMPLES)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
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
    /// How often each run is repeated, in turns with all others; the median by requests per second counts, whole
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// People in the tables; several numbers get a database each, and are measured in turns
    #[arg(long, value_delimiter = ',', default_value = "10000", value_parser = value_parser!(u64).range(1..))]
    pub users: Vec<u64>,
    /// Sessions that are opened before the clock starts and used in turn, for refreshes and GET /user; at least one for each
    /// connection [default: 2000, or one for each of fewer people]
    #[arg(long)]
    pub sessions: Option<u64>,
    /// Most ID tokens that are minted (a run that used them up ends early); minting takes half a millisecond each
    #[arg(long, default_value_t = 80_000)]
    pub tokens: usize,
    /// Leaves the floors out
    #[arg(long)]
    pub no_floors: bool,
    /// Afterwards also signs people in at half of the rate that was reached at the most connections, in an open loop
    #[arg(long)]
    pub half: bool,
    /// Afterwards also asks ten times as much as can be answered, over 1,024 connections, and tells what became of it
    #[arg(long)]
    pub overload: bool,
    /// Processes of daemun on the one PostgreSQL, to which connections are dealt out in turn; several numbers are measured in
    /// turns
    #[arg(long, value_delimiter = ',', default_value = "1", value_parser = value_parser!(u32).range(1..=16))]
    pub nodes: Vec<u32>,
    /// Another server on the same database, measured in turns with daemun, by the same tokens: a script that ends in `exec`
    /// SERVER, and gets `DATABASE_URL`, `PORT`, `KAKAO_CLIENT_ID` and `SSL_CERT_FILE` in its environment. The stand-in Kakao is
    /// then `https://kauth.kakao.com`; benches/load/supabase-auth.sh is one for Supabase Auth
    #[arg(long, value_name = "SCRIPT", conflicts_with = "postgres_url")]
    pub beside: Option<PathBuf>,
    /// Another server that runs already, by a base URL of this machine; measured as with --beside
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
  cargo run --release -p load -- --mode sign-in --users 10000,1000000
  cargo run --release -p load -- --mode sign-in --half --overload --rounds 5
  cargo run --release -p load -- --connections 16,64 --beside benches/load/supabase-auth.sh --rounds 3 --json result.json";

impl Options {
    /// Finds what does not go together, before anything is started.
    pub fn check(&self) -> Result<()> {
        let sqlite = self.database == Kind::Sqlite;
        ensure!(
            self.connections.iter().all(|number| *number > 0),
            "--connections must be 1 or more"
        );
        ensure!(
            self.rate.is_none_or(|rate| rate > 0.0 && rate < 1e6),
            "--rate is a number of requests a second, above 0 and below a million"
        );
        ensure!(self.seconds > 0, "--seconds must be 1 or more");
        ensure!(
            !sqlite || self.nodes.iter().all(|nodes| *nodes == 1),
            "--nodes needs --database postgres: a SQLite file belongs to one process"
        );
        ensure!(
            !sqlite || (self.beside.is_none() && self.postgres_url.is_none()),
            "--beside and --postgres-url need --database postgres"
        );
        ensure!(
            self.postgres_url.is_none() || self.users.len() == 1,
            "--postgres-url is one database, so that --users must be one number"
        );
        ensure!(
            !self.half || (self.mode.contains(&Mode::SignIn) && self.rate.is_none()),
            "--half needs --mode sign-in without --rate, to know the maximum rate"
        );
        Ok(())
    }
}

fn setting(text: &str) -> std::result::Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("not of the form NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Options;
    use clap::Parser as _;

    fn fault(arguments: &str) -> Option<String> {
        let options = Options::parse_from(std::iter::once("load").chain(arguments.split(' ')));
        options.check().err().map(|error| error.to_string())
    }

    #[test]
    fn what_does_not_go_together_is_found_before_anything_starts() {
        for (arguments, word) in [
            ("--database sqlite --nodes 2", "--nodes"),
            ("--database sqlite --beside x", "--beside"),
            ("--mode user --half", "--half"),
            ("--rate 0", "--rate"),
            ("--connections 0", "--connections"),
            (
                "--postgres-url postgres://127.0.0.1/a --users 1,2",
                "--users",
            ),
        ] {
            let fault = fault(arguments).unwrap_or_default();
            assert!(fault.contains(word), "{arguments}: {fault}");
        }
        assert_eq!(fault("--half --overload --nodes 1,2"), None);
    }
}
