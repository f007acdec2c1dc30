//! A stand-in Kakao over real HTTP, for `daemun dev` and for tests.
//!
//! It answers as Kakao does: discovery, keys, consent page, code exchange, user information, with Kakao's errors; and it
//! mints ID tokens and codes for whoever asks. That makes it a key to every account of a service that trusts it. So it holds
//! no secret of anybody's, listens on 127.0.0.1 and nowhere else, and answers only to a loopback `Host` (and to the
//! issuer's, where one was set): a page on another site cannot reach it by DNS rebinding, nor another machine at all.
//!
//! The parts, in reading order:
//!
//! - [`StandInOptions`], [`StandInUser`] (`options`): what it is told at the start; `error`: why it does not start.
//! - [`TokenRequest`], [`CodeRequest`] (`requests`): what it is asked to mint.
//! - [`StandIn`] (`stand_in`): it runs (`server`), in a thread of its own; `tls` lets it speak https.
//! - `state`: what it knows; `accounts`: people, signed in and agreeing, to `items`; `keys` and `claims`: how it signs;
//!   `shelf`: what it handed out, until it expires.
//! - `gate`: the guard before every route: the host (`hosts`), the counting, the [`Faults`] (`faults`).
//! - The routes, at `paths`, taking a `form`: `discovery`, `authorize` (the consent page), `exchange` (with Kakao's errors in
//!   `refusal`), `people`, `endings` (log-out, unlinking), and `admin` for testers.

mod accounts;
mod admin;
mod authorize;
mod claims;
mod discovery;
mod endings;
mod error;
mod exchange;
mod faults;
mod form;
mod gate;
mod hosts;
mod items;
mod keys;
mod options;
pub mod paths;
mod people;
mod refusal;
mod requests;
mod server;
mod shelf;
mod stand_in;
mod state;
mod tls;

#[cfg(test)]
mod tests;

pub use actix_web::http::StatusCode;

pub use error::SandboxError;
pub use faults::{Fault, Faults, TokenRefusal};
pub use keys::{KeyChoice, Scheme, StandInKeys};
pub use options::{StandInOptions, StandInUser, TlsFiles};
pub use requests::{CodeRequest, MintedToken, TokenRequest, hashed_nonce};
pub use stand_in::StandIn;
