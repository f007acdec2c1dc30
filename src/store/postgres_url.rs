//! PostgreSQL's URL: what we add where it is silent, and how it is shown without its password.
//!
//! libpq reads it (PostgreSQL's manual, section 34.1.1.2), and allows several hosts, which URL parsers do not; so it is
//! only ever taken apart at its separators.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::Path;

/// A connection that goes nowhere is given up early: a request waits for it.
const DEFAULTS: [(&str, &str); 6] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
    ("application_name", "daemun"),
];

/// Adds what is missing: deadlines, and TLS unless every host is this machine.
pub fn complete(url: &str, authorities: Option<&Path>) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut parameters: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && name_of(pair) != "search_path")
        .map(str::to_owned)
        .collect();
    let has =
        |parameters: &[String], name: &str| parameters.iter().any(|pair| name_of(pair) == name);
    for (name, value) in DEFAULTS {
        if !has(&parameters, name) {
            parameters.push(format!("{name}={value}"));
        }
    }
    if !has(&parameters, "sslmode") && !is_local(base, &parameters) {
        parameters.push("sslmode=require".to_owned());
    }
    // With mode `require`, a root certificate would silently turn checking on; so only where checking is asked for.
    let checks = parameters
        .iter()
        .any(|pair| pair.starts_with("sslmode=verify"));
    if let Some(file) = authorities
        && checks
        && !has(&parameters, "sslrootcert")
    {
        let file = file.to_string_lossy();
        parameters.push(format!(
            "sslrootcert={}",
            utf8_percent_encode(&file, NON_ALPHANUMERIC)
        ));
    }
    format!("{base}?{}", parameters.join("&"))
}

/// Hosts and database, for people.
pub fn describe(url: &str) -> String {
    let base = url.split_once('?').map_or(url, |(base, _)| base);
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    let shown = rest.rsplit_once('@').map_or(rest, |(_, hosts)| hosts);
    format!("PostgreSQL at {shown}")
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn is_local(base: &str, parameters: &[String]) -> bool {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    let authority = rest
        .split_once('/')
        .map_or(rest, |(authority, _)| authority);
    let hosts = authority
        .rsplit_once('@')
        .map_or(authority, |(_, hosts)| hosts);
    let from_query = parameters
        .iter()
        .filter(|pair| ["host", "hostaddr"].contains(&name_of(pair)))
        .filter_map(|pair| pair.split_once('='))
        .flat_map(|(_, hosts)| hosts.split(','));
    hosts.split(',').chain(from_query).all(is_local_host)
}

fn is_local_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or(literal),
        None => host.split(':').next().unwrap_or(host),
    };
    let is_socket =
        name.is_empty() || name.starts_with('/') || name.to_ascii_lowercase().starts_with("%2f");
    is_socket
        || name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_gets_tls_and_one_here_does_not() {
        assert!(complete("postgres://u:p@db.example.com/app", None).contains("sslmode=require"));
        assert!(
            complete("postgres://u@127.0.0.1,db.example.com:5433/app", None)
                .contains("sslmode=require")
        );
        assert!(complete("postgres:///app?host=db.example.com", None).contains("sslmode=require"));
        for local in [
            "postgres://localhost/app",
            "postgres://u:p@127.0.0.1:5433/app",
            "postgres://[::1]:5433/app",
            "postgres:///app?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/app",
        ] {
            assert!(!complete(local, None).contains("sslmode"), "{local}");
        }
    }

    #[test]
    fn what_the_url_says_is_kept() {
        let url = complete("postgres://db/app?sslmode=disable&connect_timeout=9", None);
        assert!(url.starts_with("postgres://db/app?sslmode=disable&connect_timeout=9&"));
        assert_eq!(url.matches("connect_timeout").count(), 1);
    }

    #[test]
    fn the_search_path_of_supabase_auth_is_taken_off() {
        assert!(!complete("postgres://db/app?search_path=auth", None).contains("search_path"));
    }

    #[test]
    fn authorities_are_named_only_where_certificates_are_checked() {
        let file = Some(Path::new("/etc/ca.pem"));
        assert!(!complete("postgres://db/app", file).contains("sslrootcert"));
        assert!(
            complete("postgres://db/app?sslmode=verify-full", file)
                .contains("sslrootcert=%2Fetc%2Fca%2Epem")
        );
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(
            describe("postgres://user:se@cret@db.example.com:5433/app?sslmode=require"),
            "PostgreSQL at db.example.com:5433/app"
        );
    }
}
