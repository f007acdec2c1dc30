//! Tests of the network edge, over real HTTP on this machine, with a clock that the tests set.

mod cache;
mod client;
mod discovery;
mod exchange;
mod freshness;
mod profile;
mod scene;
mod server;
mod tally;
