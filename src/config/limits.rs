//! Limits per client address, and whose forwarded addresses count.
//!
//! `TRUSTED_PROXIES`, `SECURITY_SB_FORWARDED_FOR_ENABLED`, `RATE_LIMIT_HEADER`, `RATE_LIMIT_TOKEN_REFRESH`,
//! `RATE_LIMIT_OTP`.

use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};

/// Section "limits".
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// `TRUSTED_PROXIES`: networks as written, CIDR; `None` where it is not set.
    pub trusted_proxies: Option<Vec<Network>>,
    /// `SECURITY_SB_FORWARDED_FOR_ENABLED`: whether a trusted proxy's `Sb-Forwarded-For` tells the client's address.
    pub sb_forwarded_for: bool,
    /// `RATE_LIMIT_HEADER`: the header by which a trusted proxy tells whom to count.
    pub header: Option<String>,
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

static SB_FORWARDED_FOR: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Whether the first address in `Sb-Forwarded-For` is the client's. Only a peer in `TRUSTED_PROXIES` is \
              believed, and it must set the header itself.",
    ..Variable::named("SECURITY_SB_FORWARDED_FOR_ENABLED")
};

static HEADER: Variable = Variable {
    names: Names::Shared,
    example: "CF-Connecting-IP",
    meaning: "A header whose first value says whom to count requests for, in place of the client's address. Only a \
              peer in `TRUSTED_PROXIES` is believed, and it must set the header itself. `X-Forwarded-For` changes \
              nothing: it is read from the right.",
    ..Variable::named("RATE_LIMIT_HEADER")
};

static TOKEN: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "150",
    example: "150",
    meaning: "How many requests to `/token` a client address may make in five minutes, by each grant; 30 of them at \
              once. Limits cannot be switched off: a large number is as good.",
    ..Variable::named("RATE_LIMIT_TOKEN_REFRESH")
};

static OTP: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "30",
    example: "30",
    meaning: "How many changes to `/user`, and how many sign-ups, a client address may make in five minutes; 30 of \
              them at once.",
    ..Variable::named("RATE_LIMIT_OTP")
};

pub(super) static VARIABLES: &[&Variable] =
    &[&TRUSTED_PROXIES, &SB_FORWARDED_FOR, &HEADER, &TOKEN, &OTP];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<LimitsConfig> {
    let trusted_proxies = reader.optional(&TRUSTED_PROXIES, values::networks);
    let sb_forwarded_for = reader.value(&SB_FORWARDED_FOR, values::switch);
    let header = reader.optional(&HEADER, values::header);
    let token = reader.value(&TOKEN, values::number(1, 1_000_000));
    let otp = reader.value(&OTP, values::number(1, 1_000_000));
    Some(LimitsConfig {
        trusted_proxies: trusted_proxies?,
        sb_forwarded_for: sb_forwarded_for?,
        header: header?,
        token: token?,
        otp: otp?,
    })
}
