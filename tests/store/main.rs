//! The store's contract: one suite, run on SQLite and on PostgreSQL.
//!
//! [`sign_ins`] and [`refreshes`] speak to the writer, [`durability`] to what a commit means, [`migrations`] to how the
//! tables come about, [`keys`] to the kept signing key, [`tally`] to what it
//! counts. [`bench`] builds what they need.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod refreshes;
#[cfg(test)]
mod sign_ins;
#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod tally;
