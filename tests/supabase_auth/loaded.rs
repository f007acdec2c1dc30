//! The fixture in a database of its own, with an owner and a role for the service.

use crate::support::database::TestDatabase;
use crate::support::service::Service;
use daemun::config::Secret;
use daemun::config::database::{DatabaseConfig, DatabaseUrl};
use daemun::store::Store;
use std::collections::BTreeSet;

const FIXTURE: &str = include_str!("../../fixtures/supabase-auth.sql");

/// A moment after the fixture was made, and before the ban in it ends.
pub const NOW: &str = "2026-11-23T03:00:00Z";

/// The fixture's tables, as three roles see them.
pub struct Loaded {
    /// The server's superuser, for looking.
    pub admin: TestDatabase,
    /// Who owns the tables.
    pub owner: TestDatabase,
    /// Who may only read and write rows.
    pub service: TestDatabase,
}

impl Loaded {
    /// Loads the fixture; `None` where there is no PostgreSQL.
    pub fn new(test: &str) -> Option<Self> {
        let admin = TestDatabase::postgres(test)?;
        let (_, name) = admin.url().rsplit_once('/').expect("a database's name");
        let (owner, service) = (format!("owner_of_{name}"), format!("service_of_{name}"));
        admin.execute(&format!(
            "create role {owner} login; create role {service} login; grant create on database {name} to {owner}"
        ));
        let loaded = Self {
            owner: admin.as_role(&owner),
            service: admin.as_role(&service),
            admin,
        };
        loaded.owner.execute(FIXTURE);
        loaded.owner.execute(&format!(
            "grant usage on schema auth to {service}; \
             grant select, insert, update, delete on all tables in schema auth to {service}"
        ));
        Some(loaded)
    }

    /// What every table of theirs holds, as one text per table.
    pub fn contents(&self) -> Vec<String> {
        self.tables()
            .iter()
            .flat_map(|table| {
                self.admin.texts(&format!(
                    "select '{table}: ' || coalesce(string_agg(t::text, e'\\n' order by t::text), '') as text \
                     from auth.{table} t"
                ))
            })
            .collect()
    }

    /// Every value of every row of theirs, at its place: table, row and column.
    pub fn cells(&self) -> BTreeSet<(String, String)> {
        let tables = self.tables();
        let found = tables.iter().flat_map(|table| {
            self.admin.texts(&format!(
                "select '{table} ' || coalesce(row ->> 'id', row ->> 'version') || ' ' || key || e'\t' \
                   || coalesce(value, 'null') as text \
                 from auth.{table} t, to_jsonb(t) as row, jsonb_each_text(row)"
            ))
        });
        let cells = found.map(|cell| {
            let (place, value) = cell.split_once('\t').expect("a tab between them");
            (place.to_owned(), value.to_owned())
        });
        cells.collect()
    }

    fn tables(&self) -> Vec<String> {
        self.admin.texts(
            "select tablename::text as text from pg_tables where schemaname = 'auth' order by 1",
        )
    }
}

/// The service on a database, at a time when the fixture is fresh.
pub fn serve(database: &TestDatabase, variables: &[(&str, &str)]) -> Service {
    let service = Service::start_with(database, variables);
    service.clock.set(NOW.parse().expect("an instant"));
    service
}

/// The store of a database, for migrating it.
pub fn store(database: &TestDatabase) -> Store {
    let config = DatabaseConfig {
        url: DatabaseUrl::Postgres(Secret::new(database.url())),
        max_pool_size: 2,
        cleans_up: false,
    };
    Store::open(&config, None)
}
