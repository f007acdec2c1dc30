//! What runs stand on: a database with its people, the servers on it, the ID tokens, and the floors beside them.

use crate::beside::Beside;
use crate::database::{Database, Kind};
use crate::floors::{self, Script};
use crate::kakao::Kakao;
use crate::options::Options;
use crate::report::{Floor, Start, What};
use crate::server::Server;
use crate::service::{self, Service};
use crate::{people, seed};
use anyhow::Result;
use std::cell::OnceCell;
use std::path::Path;
use std::rc::Rc;

/// More sign-ins a second than one core verifies tokens.
const MOST_PER_SECOND: u64 = 16_000;

/// A database with its people, and all that stands on it.
pub struct Ground<'o> {
    /// The command line.
    pub options: &'o Options,
    /// The stand-in Kakao.
    pub kakao: &'o Kakao,
    /// People in the tables.
    pub users: u64,
    /// PostgreSQL's first process.
    pub postmaster: Option<u32>,
    /// Under test on it, daemun first.
    pub servers: Vec<Server>,
    /// How long the service takes to start on it.
    pub start: Start,
    tokens: OnceCell<Rc<Vec<String>>>,
    database: Database,
}

impl<'o> Ground<'o> {
    /// Fills `database`, and starts the servers on it.
    pub fn prepare(
        options: &'o Options,
        program: &Path,
        database: Database,
        kakao: &'o Kakao,
        users: u64,
    ) -> Result<Self> {
        let mut others = Vec::new();
        if let Some(script) = &options.beside {
            database.make_ready_for_supabase_auth()?;
            let name = script.file_stem().unwrap_or(script.as_os_str());
            let beside = Beside::start(script, &database, kakao)?;
            others.push(Server::beside(&name.to_string_lossy(), beside)?);
        }
        service::migrate(program, &database)?;
        if !options.filled {
            seed::fill(&database, users, kakao.issuer())?;
        }
        let start = Start {
            database: options.database.name(),
            users,
            ms: service::start_time(program, &database, kakao)?.as_secs_f64() * 1_000.0,
        };
        let mut servers = Vec::new();
        for nodes in &options.nodes {
            let services = (0..*nodes)
                .map(|_| Service::start(program, &database, kakao, &options.settings))
                .collect::<Result<_>>()?;
            servers.push(Server::nodes(services)?);
        }
        if let Some(url) = &options.url {
            others.push(Server::theirs(url, options.pid)?);
        }
        servers.extend(others);
        Ok(Self {
            options,
            kakao,
            users,
            postmaster: database.postmaster()?,
            servers,
            start,
            tokens: OnceCell::new(),
            database,
        })
    }

    /// ID tokens of returning users. Minted once, each is used once in a run.
    pub fn tokens(&self) -> Result<Rc<Vec<String>>> {
        if let Some(tokens) = self.tokens.get() {
            return Ok(Rc::clone(tokens));
        }
        let minted = people::known(self.kakao, self.users, self.tokens_needed())?;
        Ok(Rc::clone(self.tokens.get_or_init(|| Rc::new(minted))))
    }

    /// How many ID tokens a run may need.
    pub fn tokens_needed(&self) -> usize {
        let needed = usize::try_from(self.options.seconds.saturating_mul(MOST_PER_SECOND));
        self.options.tokens.min(needed.unwrap_or(usize::MAX))
    }

    /// What this costs without the service.
    pub fn floors(&self) -> Result<Vec<Floor>> {
        let (users, database) = (self.users, &self.database);
        let mut floors = Vec::new();
        let mut tell = |what, clients, name: String, value, unit| {
            floors.push(Floor {
                what,
                users,
                clients,
                name,
                value,
                unit,
            });
        };
        let micros = floors::arithmetic(self.kakao)?.as_secs_f64() * 1e6;
        let name = "verification and one signature".to_owned();
        tell(What::Arithmetic, None, name, micros, "µs");
        if self.options.database == Kind::Sqlite {
            let rate = floors::batches(database, users)?;
            let name = "SQLite alone, batches of 64".to_owned();
            tell(What::SqliteSignIns, None, name, rate, "sign-ins/s");
            let micros = floors::alone(database, users)?.as_secs_f64() * 1e6;
            let name = "SQLite alone, one sign-in to a transaction".to_owned();
            tell(What::SqliteAlone, None, name, micros, "µs");
        } else if database.programs().is_some() {
            let (rate, clients) = floors::pgbench(database, Script::SignIn, users, None)?;
            let name = format!("PostgreSQL alone, seven statements each, {clients} clients");
            tell(
                What::PostgresSignIns,
                Some(clients),
                name,
                rate,
                "sign-ins/s",
            );
            for connections in &self.options.connections {
                let clients = u32::try_from(*connections)?;
                let (rate, clients) =
                    floors::pgbench(database, Script::User, users, Some(clients))?;
                let name = format!("PostgreSQL alone, one select by key, {clients} clients");
                tell(
                    What::PostgresSelects,
                    Some(clients),
                    name,
                    rate,
                    "selects/s",
                );
            }
        }
        Ok(floors)
    }
}
