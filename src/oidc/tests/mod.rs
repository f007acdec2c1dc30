//! Tests of the verification: each forges a token that is right but for one thing.

pub(crate) mod forge;

mod claims;
mod explain;
mod form;
mod genuine;
mod header;
mod keys;
mod nonce;
mod signature;
mod times;
