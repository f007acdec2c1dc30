//! The admin API. [`bench`] is a service with an admin; the other modules mirror its paths, but for [`callers`] (who is
//! let in), [`bans`] (what a ban means elsewhere) and [`clients`] (requests as each client sends them).

mod audit;
mod bans;
mod bench;
mod callers;
mod clients;
mod create;
mod cursors;
mod delete;
mod list;
mod passwords;
mod update;
mod user;
