//! Where the service listens, how it is reached from outside and how long things may take.
//!
//! `API_HOST`, `PORT`, `API_EXTERNAL_URL`, `API_MAX_REQUEST_DURATION`, `REQUEST_ID_HEADER`, `CORS_ALLOWED_HEADERS`,
//! `SHUTDOWN_TIMEOUT`, `METRICS_LISTEN`, `IGNORE_UNSUPPORTED`.

use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};
use std::time::Duration;
use url::Url;

/// Section "server".
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// `API_HOST`: an address or a host name.
    pub host: String,
    /// `PORT` or `API_PORT`: 0 takes any free one.
    pub port: u16,
    /// `API_EXTERNAL_URL`: the base that clients see; the default issuer of our tokens.
    pub external_url: Url,
    /// `API_MAX_REQUEST_DURATION`.
    pub max_request_duration: Duration,
    /// `REQUEST_ID_HEADER`: the header whose value names a request.
    pub request_id_header: Option<String>,
    /// `CORS_ALLOWED_HEADERS`: allowed besides the fixed list.
    pub cors_allowed_headers: Vec<String>,
    /// `SHUTDOWN_TIMEOUT`: how long requests under way may take once the service is told to stop.
    pub shutdown_timeout: Duration,
    /// `METRICS_LISTEN`: an address of its own for `/metrics`.
    pub metrics_listen: Option<std::net::SocketAddr>,
}

static HOST: Variable = Variable {
    names: Names::Shared,
    default: "127.0.0.1",
    example: "0.0.0.0",
    meaning: "The address, or the host name, to listen on. TLS is the business of a proxy in front.",
    ..Variable::named("API_HOST")
};

static PORT: Variable = Variable {
    aliases: &["API_PORT"],
    names: Names::Bare,
    kind: Kind::Number,
    default: "8081",
    example: "8081",
    meaning: "The port to listen on; 0 takes any free one.",
    ..Variable::named("PORT")
};

static EXTERNAL_URL: Variable = Variable {
    names: Names::Bare,
    kind: Kind::Url,
    default_words: "required",
    example: "https://auth.example.com",
    meaning: "The base URL under which clients reach the service, without query and fragment.",
    ..Variable::named("API_EXTERNAL_URL")
};

static MAX_REQUEST_DURATION: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Duration,
    default: "10s",
    example: "10s",
    meaning: "How long a request may take before it is answered with 504, and a body may take to arrive.",
    ..Variable::named("API_MAX_REQUEST_DURATION")
};

static REQUEST_ID_HEADER: Variable = Variable {
    aliases: &["API_REQUEST_ID_HEADER"],
    names: Names::Bare,
    example: "X-Request-Id",
    meaning: "The header whose value names a request, in the log and as `error_id`; without it we make a name.",
    ..Variable::named("REQUEST_ID_HEADER")
};

static CORS_ALLOWED_HEADERS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    example: "X-Tenant,X-Trace",
    meaning: "Request headers that browsers may send besides those that Supabase's clients need.",
    ..Variable::named("CORS_ALLOWED_HEADERS")
};

static SHUTDOWN_TIMEOUT: Variable = Variable {
    kind: Kind::Duration,
    default: "10s",
    example: "30s",
    meaning: "How long requests under way may take to end once the service is told to stop.",
    ..Variable::named("SHUTDOWN_TIMEOUT")
};

static METRICS_LISTEN: Variable = Variable {
    kind: Kind::SocketAddress,
    default_words: "off",
    example: "127.0.0.1:9100",
    meaning: "An address of its own for `/metrics`, which is served nowhere else; port 0 takes any free one. Nobody is \
              asked who they are there.",
    ..Variable::named("METRICS_LISTEN")
};

/// Whether to start although a setting asks for what is not there.
pub(super) static IGNORE_UNSUPPORTED: Variable = Variable {
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Start although a setting asks for a protection that is not there; each is then a warning.",
    ..Variable::named("IGNORE_UNSUPPORTED")
};

pub(super) static VARIABLES: &[&Variable] = &[
    &EXTERNAL_URL,
    &HOST,
    &PORT,
    &MAX_REQUEST_DURATION,
    &REQUEST_ID_HEADER,
    &CORS_ALLOWED_HEADERS,
    &SHUTDOWN_TIMEOUT,
    &METRICS_LISTEN,
    &IGNORE_UNSUPPORTED,
];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<ServerConfig> {
    let external_url = reader.needed(
        &EXTERNAL_URL,
        "clients and tokens need the service's own address",
        values::base_url,
    );
    let host = reader.value(&HOST, values::host);
    let port = reader.value(&PORT, values::number(0, u64::from(u16::MAX)));
    let max_request_duration = reader.value(&MAX_REQUEST_DURATION, values::positive_duration);
    let request_id_header = reader.optional(&REQUEST_ID_HEADER, values::header);
    let cors_allowed_headers = reader.value(&CORS_ALLOWED_HEADERS, values::headers);
    let shutdown_timeout = reader.value(&SHUTDOWN_TIMEOUT, values::duration);
    let metrics_listen = reader.optional(&METRICS_LISTEN, values::socket_address);
    Some(ServerConfig {
        host: host?,
        port: port?,
        external_url: external_url?,
        max_request_duration: max_request_duration?,
        request_id_header: request_id_header?,
        cors_allowed_headers: cors_allowed_headers?,
        shutdown_timeout: shutdown_timeout?,
        metrics_listen: metrics_listen?,
    })
}
