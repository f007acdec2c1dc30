//! Both databases behind one door: SQLite in a file, PostgreSQL on a server, the same tables in each.
//!
//! In reading order: [`error`], [`columns`] (how ids, times and JSON look in either), `schema`, [`connection`],
//! [`postgres_url`] and [`dial`] (how a connection is made and set up), [`statement`] (one SQL text for a whole batch),
//! [`columnar`] (the same for what runs all day), [`composed`] and [`like`] (a search), [`transaction`], [`migrations`], a file
//! per table ([`users`], [`identities`], [`sessions`], [`refresh_tokens`], [`audit`], [`flow_states`], [`flow_notes`],
//! [`flows_of_users`], [`signing_keys`], [`secrets`]), [`seen`] (what most sign-ins change of two of them), those tables as
//! admins see and change them ([`admin_users`], [`user_pages`], [`audit_pages`], [`supabase_only`]), [`clean_up`] behind them, what many ask for at once
//! ([`batches`], the [`writer`], the [`reader`]), and the door itself, [`gateway`], with [`stats`].

pub mod admin_users;
pub mod audit;
pub mod audit_pages;
pub mod batches;
pub mod clean_up;
pub mod columnar;
pub mod columns;
pub mod composed;
pub mod connection;
pub mod dial;
pub mod error;
pub mod flow_notes;
pub mod flow_states;
pub mod flows_of_users;
pub mod gateway;
pub mod identities;
pub mod like;
pub mod migrations;
pub mod postgres_url;
pub mod reader;
pub mod refresh_tokens;
mod schema;
pub mod secrets;
pub mod seen;
pub mod sessions;
pub mod signing_keys;
pub mod statement;
pub mod stats;
pub mod supabase_only;
pub mod transaction;
pub mod user_pages;
pub mod users;
pub mod writer;

pub use connection::DbConnection;
pub use diesel::result::QueryResult;
pub use error::StoreError;
pub use gateway::Store;
