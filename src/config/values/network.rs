//! Addresses, networks and host names.

use crate::config::limits::Network;
use crate::config::problem::Problem;
use std::net::{IpAddr, SocketAddr};

/// Networks in CIDR notation, or single addresses, between commas.
pub(crate) fn networks(value: &str) -> Result<Vec<Network>, Problem> {
    let numbered = super::entries(value).zip(1..);
    numbered
        .map(|(text, entry)| network(text, Problem::NotANetwork { entry }))
        .collect()
}

/// An address to listen on: an IP address, with or without brackets, or a host name.
pub(crate) fn host(value: &str) -> Result<String, Problem> {
    let value = value.trim();
    let bare = value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(value);
    if bare.parse::<IpAddr>().is_ok() {
        return Ok(bare.to_owned());
    }
    if is_host_name(value) {
        Ok(value.to_owned())
    } else {
        Err(Problem::NotAHost)
    }
}

/// An IP address with a port.
pub(crate) fn socket_address(value: &str) -> Result<SocketAddr, Problem> {
    value
        .trim()
        .parse()
        .map_err(|_unparsable| Problem::NotASocketAddress)
}

fn network(text: &str, refusal: Problem) -> Result<Network, Problem> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return Err(refusal);
    };
    let longest: u8 = if address.is_ipv4() { 32 } else { 128 };
    let parsed = prefix.map_or(Ok(longest), super::number(0, u64::from(longest)));
    parsed
        .map(|prefix| Network { address, prefix })
        .map_err(|_not_a_length| refusal)
}

/// Labels of letters, digits and inner hyphens (RFC 1123, section 2.1); a last label of digits would be an address.
fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_label_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_label_byte)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let ends_in_digits = text
        .rsplit('.')
        .next()
        .is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= 253 && text.split('.').all(is_label) && !ends_in_digits
}
