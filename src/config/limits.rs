//! Limits per client address, and whose forwarded addresses count.

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
