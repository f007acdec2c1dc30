//! A database as Supabase Auth left it, with its users: daemun takes it over, as its owner or as a role that may only read
//! and write rows, and nothing of theirs is lost.
//!
//! [`loaded`] loads the fixture, [`taking_over`] migrates and serves it, [`kept`] tells which cells that changes, [`tables`]
//! compares the tables that either makes, [`rows`] looks at what we write, [`sealed`] at keys at rest, [`switching`] at who is
//! signed in meanwhile, [`handing_over`] at the way back, [`administered`] at what admins do to these users.

#[cfg(test)]
#[path = "supabase_auth/administered.rs"]
mod administered;
#[cfg(test)]
#[path = "supabase_auth/handing_over.rs"]
mod handing_over;
#[cfg(test)]
#[path = "supabase_auth/kept.rs"]
mod kept;
#[cfg(test)]
#[path = "supabase_auth/loaded.rs"]
mod loaded;
#[cfg(test)]
#[path = "supabase_auth/rows.rs"]
mod rows;
#[cfg(test)]
#[path = "supabase_auth/sealed.rs"]
mod sealed;
#[cfg(test)]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each suite uses its part of the support"
)]
mod support;
#[cfg(test)]
#[path = "supabase_auth/switching.rs"]
mod switching;
#[cfg(test)]
#[path = "supabase_auth/tables.rs"]
mod tables;
#[cfg(test)]
#[path = "supabase_auth/taking_over.rs"]
mod taking_over;
