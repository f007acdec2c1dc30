//! A key for clients or back ends: a JWT of a role and nobody's in particular, with the claims of Supabase's own.

use super::Exit;
use crate::flows::Context;
use crate::token::{SigningKeys, TokenError};
use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;
use serde::Serialize;

/// How long the keys are valid that `daemun dev` shows.
const LONG: TimeDelta = TimeDelta::days(3_650);

/// The roles that a key can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// For apps: as public as the app
    #[value(name = "anon")]
    Anon,
    /// For back ends: may do everything
    #[value(name = "service_role")]
    ServiceRole,
}

#[derive(Serialize)]
struct KeyClaims<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    iss: &'a str,
    role: &'static str,
    iat: i64,
    exp: i64,
}

impl Role {
    /// The role as tokens name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anon => "anon",
            Self::ServiceRole => "service_role",
        }
    }

    /// How to treat a key of this role.
    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::Anon => "it may be shipped with an app",
            Self::ServiceRole => "it may do everything: keep it on back ends, never in an app",
        }
    }
}

/// A key of the running service's own, valid for ten years.
pub fn client_key(context: &Context, role: Role, now: DateTime<Utc>) -> Result<String, Exit> {
    let issuer = &context.config.jwt.issuer;
    signed_key(&context.keys.current(), issuer, role, now, now + LONG).map_err(super::failed)
}

/// A key of `role`, valid from `now` until `expires`.
pub(super) fn signed_key(
    keys: &SigningKeys,
    issuer: &str,
    role: Role,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> Result<String, TokenError> {
    keys.sign(&KeyClaims {
        iss: issuer,
        role: role.name(),
        iat: now.timestamp(),
        exp: expires.timestamp(),
    })
}
