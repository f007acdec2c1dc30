//! Calls to identity providers: time, proxies and the authorities that TLS trusts.
//!
//! `INTERNAL_HTTP_TIMEOUT`, and what every program on the machine reads: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`,
//! `SSL_CERT_FILE`.

use super::Secret;
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use std::path::PathBuf;
use std::time::Duration;

/// Section "outgoing calls".
#[derive(Debug, Clone)]
pub struct OutgoingConfig {
    /// `INTERNAL_HTTP_TIMEOUT`.
    pub timeout: Duration,
    /// `HTTPS_PROXY` (may hold a password); never used for loopback.
    pub https_proxy: Option<Secret>,
    /// `HTTP_PROXY`.
    pub http_proxy: Option<Secret>,
    /// `NO_PROXY`, as it was set.
    pub no_proxy: Option<String>,
    /// `SSL_CERT_FILE`: authorities in PEM, in place of the system's.
    pub ssl_cert_file: Option<PathBuf>,
}

static TIMEOUT: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default: "5s",
    example: "5s",
    meaning: "How long a call to an identity provider may take.",
    ..Variable::named("INTERNAL_HTTP_TIMEOUT")
};

static HTTPS_PROXY: Variable = Variable {
    aliases: &["https_proxy"],
    names: Names::System,
    kind: Kind::Url,
    example: "http://proxy.example.com:3128",
    meaning: "The proxy of calls by https; never used for a loopback address.",
    secret: true,
    ..Variable::named("HTTPS_PROXY")
};

static HTTP_PROXY: Variable = Variable {
    aliases: &["http_proxy"],
    names: Names::System,
    kind: Kind::Url,
    example: "http://proxy.example.com:3128",
    meaning: "The proxy of calls by http; never used for a loopback address.",
    secret: true,
    ..Variable::named("HTTP_PROXY")
};

static NO_PROXY: Variable = Variable {
    aliases: &["no_proxy"],
    names: Names::System,
    kind: Kind::List,
    example: ".internal.example.com,10.0.0.0/8",
    meaning: "Hosts, domains and networks that are reached without a proxy.",
    ..Variable::named("NO_PROXY")
};

static SSL_CERT_FILE: Variable = Variable {
    names: Names::System,
    kind: Kind::Path,
    default_words: "the system's",
    example: "/etc/ssl/certs/ca-certificates.crt",
    meaning: "The authorities that outgoing TLS trusts, in PEM, in place of the system's.",
    ..Variable::named("SSL_CERT_FILE")
};

pub(super) static VARIABLES: &[&Variable] = &[
    &TIMEOUT,
    &HTTPS_PROXY,
    &HTTP_PROXY,
    &NO_PROXY,
    &SSL_CERT_FILE,
];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<OutgoingConfig> {
    let timeout = reader.value(&TIMEOUT, values::positive_duration);
    let proxy_of_https = reader.optional(&HTTPS_PROXY, values::proxy_url);
    let proxy_of_plain = reader.optional(&HTTP_PROXY, values::proxy_url);
    let no_proxy = reader.optional(&NO_PROXY, |value| Ok(value.trim().to_owned()));
    let ssl_cert_file = reader.optional(&SSL_CERT_FILE, |value| Ok(PathBuf::from(value)));
    Some(OutgoingConfig {
        timeout: timeout?,
        https_proxy: proxy_of_https?,
        http_proxy: proxy_of_plain?,
        no_proxy: no_proxy?,
        ssl_cert_file: ssl_cert_file?,
    })
}
