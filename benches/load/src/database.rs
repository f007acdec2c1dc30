//! The databases of a command: on a PostgreSQL server of its own with durable commits, or as SQLite files.

use crate::folder::Folder;
use crate::postgres::{Cluster, Durability};
use crate::programs::Programs;
use anyhow::{Context as _, Result};
use clap::ValueEnum;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_types};
use std::rc::Rc;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A server made for the run
    Postgres,
    /// A file made for the run
    Sqlite,
}

impl Kind {
    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}

/// Where databases are made: all of a command's are on one server, so that they differ in what they hold alone.
pub enum Databases {
    /// On this server.
    Server(Rc<Cluster>),
    /// As files, each in a folder of its own.
    Files,
}

/// A database; a file goes with the value, a server with the last of its databases.
pub struct Database {
    url: String,
    place: Place,
}

enum Place {
    Server(Rc<Cluster>),
    File { _folder: Folder },
    Theirs,
}

#[derive(diesel::QueryableByName)]
struct Pid {
    #[diesel(sql_type = sql_types::Integer)]
    pid: i32,
}

/// What Supabase Auth's migrations expect to be there.
const BEFORE_SUPABASE_AUTH: &str = "
    do $$ declare name text; begin
      foreach name in array array['anon', 'authenticated', 'service_role', 'supabase_admin', 'supabase_auth_admin'] loop
        if not exists (select from pg_roles where rolname = name) then execute format('create role %I', name); end if;
      end loop;
    end $$;
    create schema if not exists auth";

impl Databases {
    /// Starts a server, where one is needed.
    pub fn start(kind: Kind) -> Result<Self> {
        if kind == Kind::Sqlite {
            return Ok(Self::Files);
        }
        let programs = Programs::find().context(
            "PostgreSQL's programs (initdb, pg_ctl, postgres, pgbench) are not installed; Debian: `apt-get install postgresql`. \
             `--database sqlite` needs none",
        )?;
        Ok(Self::Server(Rc::new(Cluster::start(
            programs,
            Durability::Durable,
        ))))
    }

    /// Makes an empty database.
    pub fn make(&self) -> Result<Database> {
        match self {
            Self::Server(cluster) => Ok(Database {
                url: cluster.new_database(),
                place: Place::Server(Rc::clone(cluster)),
            }),
            Self::Files => {
                let folder = Folder::make()?;
                Ok(Database {
                    url: format!("sqlite://{}", folder.path().join("daemun.db").display()),
                    place: Place::File { _folder: folder },
                })
            }
        }
    }
}

impl Database {
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
            Place::Server(cluster) => Some(cluster.programs()),
            Place::File { .. } | Place::Theirs => None,
        }
    }

    /// Makes what Supabase Auth expects of a database before its own migrations.
    pub fn make_ready_for_supabase_auth(&self) -> Result<()> {
        Ok(self.connect()?.batch_execute(BEFORE_SUPABASE_AUTH)?)
    }

    /// The server's first process, whose children do the work; none for a file.
    pub fn postmaster(&self) -> Result<Option<u32>> {
        if self.file().is_some() {
            return Ok(None);
        }
        // Held until its process has been looked at, which ends with it.
        let mut connection = self.connect()?;
        let found: Pid =
            diesel::sql_query("select pg_backend_pid() as pid").get_result(&mut connection)?;
        crate::proc::parent_of(u32::try_from(found.pid)?).map(Some)
    }

    /// A connection to the PostgreSQL server.
    pub fn connect(&self) -> Result<PgConnection> {
        // libpq takes no search_path as a parameter of the URL, which Supabase Auth's URLs have.
        let url = self
            .url
            .split_once('?')
            .map_or(self.url.as_str(), |(before, _)| before);
        Ok(PgConnection::establish(url)?)
    }
}
