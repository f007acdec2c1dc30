//! Limits per client address, and whose forwarded addresses count.
//!
//! `TRUSTED_PROXIES`, `RATE_LIMIT_TOKEN_REFRESH`, `RATE_LIMIT_OTP`.

use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Status, Variable};

/// Section "limits".
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// `TRUSTED_PROXIES`: networks as written, CIDR; `None` where it is not set.
    pub trusted_proxies: Option<Vec<Network>>,
    /// `RATE_LIMIT_TOKEN_REFRESH`: requests in five minutes.
    pub token: u32,
    /// `RATE_LIMIT_OTP`: requests in five minutes.
    pub otp: u32,
}

/// A network in CIDR notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Any address of it.
    pub address: std::net::IpAddr,
    /// Leading bits that count.
    pub prefix: u8,
}

static TRUSTED_PROXIES: Variable = Variable {
    kind: Kind::Networks,
    default_words: "none",
    example: "10.0.0.0/8,192.0.2.7",
    meaning: "The proxies whose X-Forwarded-For is believed: from a peer among them, the rightmost address there that \
              is none of them is the client's.",
    ..Variable::named("TRUSTED_PROXIES")
};

static TOKEN: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "150",
    example: "150",
    meaning: "How many requests to `/token` a client address may make in five minutes.",
    status: Status::NotYet,
    ..Variable::named("RATE_LIMIT_TOKEN_REFRESH")
};

static OTP: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "30",
    example: "30",
    meaning: "How many changes to `/user` a client address may make in five minutes.",
    status: Status::NotYet,
    ..Variable::named("RATE_LIMIT_OTP")
};

pub(super) static VARIABLES: &[&Variable] = &[&TRUSTED_PROXIES, &TOKEN, &OTP];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<LimitsConfig> {
    let trusted_proxies = reader.optional(&TRUSTED_PROXIES, values::networks);
    let token = reader.value(&TOKEN, values::number(1, 1_000_000));
    let otp = reader.value(&OTP, values::number(1, 1_000_000));
    Some(LimitsConfig {
        trusted_proxies: trusted_proxies?,
        token: token?,
        otp: otp?,
    })
}
