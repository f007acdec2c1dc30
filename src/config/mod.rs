//! Every setting of the service, typed and checked once at start.
//!
//! Owns the settings' names, defaults and meaning; refuses to read the environment itself: the command line hands the
//! variables over as a [`Source`]. A file per section: [`server`], [`database`], [`jwt`], [`kakao`], [`id_token`],
//! [`sign_up`], [`redirects`], [`security`], [`sessions`], [`password`], [`limits`], [`outgoing`], [`log`],
//! [`experimental`].
//!
//! The way of a setting: `source` and `file` find it, `reader` has `values` parse it and collects faults and warnings,
//! a section puts the values together, [`load`] the sections. [`reference`](mod@reference) lists every [`Variable`],
//! `notices` looks at the names ([`Variable`]s and those `ignored`), `unsupported` at what we do not have. What is wrong
//! with a value is a [`problem`]; the two kinds of result are [`errors`] and [`warning`]s. [`secret`] hides values,
//! [`jwk`] reads private keys, [`variable`](mod@variable) describes a setting.

pub mod database;
pub mod errors;
pub mod experimental;
mod file;
pub mod id_token;
mod ignored;
pub mod jwk;
pub mod jwt;
pub mod kakao;
pub mod limits;
pub mod load;
pub mod log;
mod notices;
pub mod outgoing;
pub mod password;
pub mod problem;
mod reader;
pub mod redirects;
pub mod reference;
pub mod secret;
pub mod security;
pub mod server;
pub mod sessions;
pub mod sign_up;
pub mod source;
#[cfg(test)]
mod tests;
mod unsupported;
mod values;
pub mod variable;
pub mod warning;

pub use errors::{ConfigErrors, Fault};
pub use load::{Loaded, VerificationConfig};
pub use secret::Secret;
pub use source::{Origin, Source};
pub use variable::Variable;
pub use warning::Warning;

/// The whole configuration, valid by construction.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the service listens and how it calls itself.
    pub server: server::ServerConfig,
    /// The database and its pool.
    pub database: database::DatabaseConfig,
    /// Our own tokens.
    pub jwt: jwt::JwtConfig,
    /// Kakao; `None` where it is switched off.
    pub kakao: Option<kakao::KakaoConfig>,
    /// What is asked of an ID token, whoever issued it.
    pub id_token: id_token::IdTokenConfig,
    /// Who may become a user.
    pub sign_up: sign_up::SignUpConfig,
    /// Where browsers may be sent.
    pub redirects: redirects::RedirectConfig,
    /// Refresh tokens, linking and encryption at rest.
    pub security: security::SecurityConfig,
    /// How long sessions live.
    pub sessions: sessions::SessionsConfig,
    /// Limits per client address, and whose forwarded addresses count.
    pub limits: limits::LimitsConfig,
    /// Calls to identity providers.
    pub outgoing: outgoing::OutgoingConfig,
    /// What is logged, and the audit log.
    pub log: log::LogConfig,
    /// Passwords that admins set.
    pub password: password::PasswordConfig,
    /// Experiments of Supabase Auth's.
    pub experimental: experimental::ExperimentalConfig,
}
