//! Whose request it is: the peer's address, or the one that a trusted proxy forwards.
//!
//! A forwarded address is written by whoever sends the request; only what a proxy of `TRUSTED_PROXIES` appended to it
//! can be believed, which is why the list is read from the right.

use crate::config::limits::Network;
use actix_web::http::header::{HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whose forwarded addresses count. Clones share the one warning.
#[derive(Debug, Clone)]
pub struct ClientAddresses {
    /// `None` where `TRUSTED_PROXIES` is not set.
    trusted: Option<Vec<Network>>,
    warned: Arc<AtomicBool>,
}

impl ClientAddresses {
    /// The rule for `trusted` (`TRUSTED_PROXIES`).
    pub fn new(trusted: Option<Vec<Network>>) -> Self {
        let warned = Arc::new(AtomicBool::new(false));
        Self { trusted, warned }
    }

    /// The client's address. A peer without one, which only a test has, counts as `0.0.0.0`.
    pub fn of(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
            peer.ip().to_canonical()
        });
        match &self.trusted {
            Some(trusted) if is_in(peer, trusted) => forwarded(headers, trusted).unwrap_or(peer),
            Some(_) => peer,
            None => {
                self.warn_of_unset(peer, headers);
                peer
            }
        }
    }

    /// Says once that a proxy is likely there and not believed.
    fn warn_of_unset(&self, peer: IpAddr, headers: &HeaderMap) {
        if headers.contains_key(X_FORWARDED_FOR)
            && is_private(peer)
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                %peer,
                "A peer in a private network sends X-Forwarded-For, which is not believed: if it is your proxy, set \
                 DAEMUN_TRUSTED_PROXIES to its network, for example 10.0.0.0/8, or every client has its address"
            );
        }
    }
}

/// The rightmost forwarded address that is no proxy's. `None` if there is none, or if what stands there cannot be read:
/// then nobody knows what stands to its left.
fn forwarded(headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).collect();
    for line in lines.into_iter().rev() {
        for entry in line.to_str().ok()?.rsplit(',') {
            let address = parse(entry.trim())?;
            if !is_in(address, trusted) {
                return Some(address);
            }
        }
    }
    None
}

/// An address, also with a port or in brackets, as some proxies write it.
fn parse(entry: &str) -> Option<IpAddr> {
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    let address = match (bare.parse(), entry.parse::<SocketAddr>()) {
        (Ok(address), _) => Some(address),
        (Err(_), Ok(socket)) => Some(socket.ip()),
        (Err(_), Err(_)) => None,
    };
    address.as_ref().map(IpAddr::to_canonical)
}

fn is_in(address: IpAddr, networks: &[Network]) -> bool {
    networks.iter().any(|network| contains(*network, address))
}

fn contains(network: Network, address: IpAddr) -> bool {
    match (network.address, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let differing = base.to_bits() ^ address.to_bits();
            differing.leading_zeros() >= u32::from(network.prefix)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let differing = base.to_bits() ^ address.to_bits();
            differing.leading_zeros() >= u32::from(network.prefix)
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

/// Loopback, RFC 1918, `fc00::/7` and link-local.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests;
