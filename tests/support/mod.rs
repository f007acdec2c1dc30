//! What the integration suites share. A suite mounts it as `#[cfg(test)] mod support;`, with an expectation of dead code,
//! since each uses its part.
//!
//! In reading order: [`database`] hands a test its own database, [`postgres`] starts the server beneath it from the
//! [`programs`] that are installed, under a [`guard`] that ends it; [`clock`] and [`chance`] are the time and the
//! randomness of a test; [`hs256`] signs tokens with a secret; [`kakao`] stands in for Kakao; [`service`] runs in this process, [`binary`] as its own; [`client`] asks either;
//! [`left_out`] says what could not run, and [`port`] finds one.

pub mod binary;
pub mod chance;
pub mod client;
pub mod clock;
pub mod database;
pub mod guard;
pub mod hs256;
pub mod kakao;
pub mod left_out;
pub mod port;
pub mod postgres;
pub mod programs;
pub mod service;
