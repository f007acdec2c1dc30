//! The database of a run: a PostgreSQL server of its own with durable commits, or a SQLite file; filled with people.

use crate::postgres::{Cluster, Durability};
use crate::programs::Programs;
use anyhow::{Context as _, Result};
use clap::ValueEnum;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection, sql_types};
use tempfile::TempDir;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A server made for the run.
    Postgres,
    /// A file made for the run.
    Sqlite,
}

/// The database of a run; it goes with the value.
pub struct Database {
    url: String,
    place: Place,
}

enum Place {
    Server { cluster: Cluster },
    File { _folder: TempDir },
    Theirs,
}

#[derive(diesel::QueryableByName)]
struct Pid {
    #[diesel(sql_type = sql_types::Integer)]
    pid: i32,
}

impl Database {
    /// Makes an empty one.
    pub fn make(kind: Kind) -> Result<Self> {
        match kind {
            Kind::Postgres => {
                let programs = Programs::find().context(
                    "PostgreSQL's programs (initdb, pg_ctl, postgres) are not installed; Debian: postgresql",
                )?;
                let cluster = Cluster::start(programs, Durability::Durable);
                Ok(Self {
                    url: cluster.new_database(),
                    place: Place::Server { cluster },
                })
            }
            Kind::Sqlite => {
                let folder = tempfile::Builder::new().prefix("daemun-load-").tempdir()?;
                Ok(Self {
                    url: format!("sqlite://{}", folder.path().join("daemun.db").display()),
                    place: Place::File { _folder: folder },
                })
            }
        }
    }

    /// One that somebody else made, with Supabase Auth's tables in it.
    pub fn theirs(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            place: Place::Theirs,
        }
    }

    /// As `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path of the file, where it is one.
    pub fn file(&self) -> Option<&str> {
        self.url.strip_prefix("sqlite://")
    }

    /// PostgreSQL's programs, where a server was made of them.
    pub fn programs(&self) -> Option<&Programs> {
        match &self.place {
            Place::Server { cluster } => Some(cluster.programs()),
            Place::File { .. } | Place::Theirs => None,
        }
    }

    /// Fills the tables, which must be there and empty, with `users` people.
    pub fn seed(&self, users: u64) -> Result<()> {
        eprintln!("filling the tables with {users} users");
        let fill = |text: &str| text.replace("{users}", &users.to_string());
        if let Some(path) = self.file() {
            let mut sqlite = SqliteConnection::establish(path)?;
            sqlite.batch_execute("pragma busy_timeout = 60000")?;
            sqlite.batch_execute(&fill(include_str!("../sql/seed.sqlite.sql")))?;
        } else {
            let mut postgres = self.connect()?;
            // One statement at a time: vacuum runs in no transaction.
            let script = fill(include_str!("../sql/seed.postgres.sql"));
            for statement in script.split(";\n").filter(|text| !text.trim().is_empty()) {
                postgres.batch_execute(statement)?;
            }
            postgres.batch_execute("checkpoint")?;
        }
        Ok(())
    }

    /// The server's first process, whose children do the work; none for a file.
    pub fn postmaster(&self) -> Result<Option<u32>> {
        if self.file().is_some() {
            return Ok(None);
        }
        let found: Pid =
            diesel::sql_query("select pg_backend_pid() as pid").get_result(&mut self.connect()?)?;
        crate::proc::parent_of(u32::try_from(found.pid)?).map(Some)
    }

    fn connect(&self) -> Result<PgConnection> {
        // libpq takes no search_path as a parameter of the URL, which Supabase Auth's URLs have.
        let url = self
            .url
            .split_once('?')
            .map_or(self.url.as_str(), |(before, _)| before);
        Ok(PgConnection::establish(url)?)
    }
}
