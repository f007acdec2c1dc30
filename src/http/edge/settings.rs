//! What the middleware has to know, made of the configuration once.

use super::cors::AllowedHeaders;
use crate::clock::Chance;
use crate::config::server::ServerConfig;
use crate::telemetry::metrics::requests::Requests;
use actix_web::dev::RequestHead;
use actix_web::http::header::{HOST, HeaderName};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// The configuration names a header that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} holds {name:?}, which is no name of a header")]
pub struct NotAHeaderName {
    /// The variable, without its prefix.
    pub variable: &'static str,
    /// What it holds.
    pub name: String,
}

/// The middleware's settings.
pub struct EdgeSettings {
    /// How long a request may take from its first byte to its answer.
    pub max_duration: Duration,
    /// The header whose value names a request.
    pub request_id_header: Option<HeaderName>,
    /// What a browser may send from another origin.
    pub cors: AllowedHeaders,
    /// Answers only to a `Host` that means this machine, which keeps pages of other sites (DNS rebinding) away from a
    /// service without secrets of its own.
    pub loopback_hosts_only: bool,
    /// Names requests that nobody has named.
    pub chance: Arc<dyn Chance>,
    /// Where requests are counted.
    pub requests: Arc<Requests>,
}

impl EdgeSettings {
    /// The settings of the service.
    pub fn new(config: &ServerConfig, chance: Arc<dyn Chance>) -> Result<Self, NotAHeaderName> {
        let request_id_header = match config.request_id_header.as_deref() {
            None | Some("") => None,
            Some(name) => Some(header_name("REQUEST_ID_HEADER", name)?),
        };
        Ok(Self {
            max_duration: config.max_request_duration,
            request_id_header,
            cors: AllowedHeaders::with(&config.cors_allowed_headers)?,
            loopback_hosts_only: false,
            chance,
            requests: Arc::default(),
        })
    }

    /// Whether a request was meant for another host, where that matters.
    pub fn is_foreign(&self, head: &RequestHead) -> bool {
        self.loopback_hosts_only && !is_loopback(host_of(head))
    }
}

/// A header's name out of the configuration.
pub fn header_name(variable: &'static str, name: &str) -> Result<HeaderName, NotAHeaderName> {
    let not_a_name = |_| NotAHeaderName {
        variable,
        name: name.to_owned(),
    };
    HeaderName::try_from(name.trim()).map_err(not_a_name)
}

/// The host of an absolute request target, which wins (RFC 9112, section 3.2.2), else that of the header, without port.
fn host_of(head: &RequestHead) -> &str {
    if let Some(host) = head.uri.host() {
        return host;
    }
    let Some(Ok(host)) = head.headers().get(HOST).map(|value| value.to_str()) else {
        return "";
    };
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemChance;
    use actix_web::test::TestRequest;

    fn settings() -> EdgeSettings {
        EdgeSettings {
            max_duration: Duration::from_secs(10),
            request_id_header: None,
            cors: AllowedHeaders::with(&[]).expect("no names"),
            loopback_hosts_only: true,
            chance: Arc::new(SystemChance),
            requests: Arc::default(),
        }
    }

    fn is_foreign(host: &str) -> bool {
        let request = TestRequest::get()
            .insert_header((HOST, host))
            .to_srv_request();
        settings().is_foreign(request.head())
    }

    #[test]
    fn this_machines_own_names_are_answered() {
        for host in [
            "localhost",
            "LocalHost:9999",
            "127.0.0.1:1",
            "127.8.8.8",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(!is_foreign(host), "{host}");
        }
    }

    #[test]
    fn other_names_are_foreign() {
        for host in [
            "example.com",
            "localhost.example.com:80",
            "10.0.0.1",
            "127.0.0.1.example.com",
            "",
        ] {
            assert!(is_foreign(host), "{host}");
        }
    }

    #[test]
    fn no_name_is_foreign_where_that_does_not_matter() {
        let request = TestRequest::get()
            .insert_header((HOST, "example.com"))
            .to_srv_request();
        let anywhere = EdgeSettings {
            loopback_hosts_only: false,
            ..settings()
        };
        assert!(!anywhere.is_foreign(request.head()));
    }

    #[test]
    fn a_name_that_no_header_can_have_is_refused() {
        let refused = header_name("REQUEST_ID_HEADER", "X Request Id").expect_err("no header");
        assert_eq!(
            refused.to_string(),
            r#"REQUEST_ID_HEADER holds "X Request Id", which is no name of a header"#
        );
    }
}
