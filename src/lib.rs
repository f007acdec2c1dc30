//! daemun (대문, "front gate") signs users in with OIDC ID tokens, Kakao's first, and speaks the wire protocol of
//! Supabase Auth, so that its clients work unmodified.
//!
//! The map, in the order in which names may point (always down this list, never up):
//!
//! - [`cli`]: one file per command; the only reader of the environment.
//! - [`app`]: the composition root, built once and handed to every worker.
//! - [`http`]: the routes, the wire types, the error table. [`sandbox`]: a stand-in Kakao over real HTTP.
//! - [`flows`]: the use cases, a file each.
//! - [`store`]: both databases and the writer. [`provider`]: the network edge to identity providers.
//! - [`oidc`]: verification of ID tokens, pure. [`token`]: our access and refresh tokens.
//! - [`domain`]: users, identities, the linking decision, the session's rules, pure.
//! - [`config`]: every setting, typed. [`clock`]: time and chance. [`telemetry`]: logs and metrics.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod flows;
pub mod http;
pub mod oidc;
pub mod provider;
pub mod sandbox;
pub mod store;
pub mod telemetry;
pub mod token;
