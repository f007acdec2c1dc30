//! The objects of the wire (`session`, `user`, `identity`), with the names and the order that clients see.
//!
//! They borrow from the domain and are written straight into the answer's body. [`admin`] has the lists of those who
//! administer; [`json`] is the one encoder of every body, [`time`] the one form of every time.

pub mod admin;
pub mod identity;
pub mod json;
pub mod session;
pub mod time;
pub mod user;

#[cfg(test)]
mod tests;
