//! Whose request it is: the peer's address, or the one that a trusted proxy forwards.
//!
//! A forwarded address is written by whoever sends the request; only what a proxy of `TRUSTED_PROXIES` appended to it
//! can be believed, which is why the list is read from the right.

mod networks;

use super::edge::settings::{NotAHeaderName, header_name};
use crate::config::limits::{LimitsConfig, Network};
use actix_web::http::header::{HeaderMap, HeaderName};
use networks::{is_in, is_private};
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const SB_FORWARDED_FOR: HeaderName = HeaderName::from_static("sb-forwarded-for");

/// The bits of an IPv6 address that name a network (RFC 4291, section 2.5.4).
const NETWORK_HALF: u128 = !0 << 64;

/// Whose forwarded addresses count. Clones share the one warning.
#[derive(Debug, Clone)]
pub struct ClientAddresses {
    /// `None` where `TRUSTED_PROXIES` is not set.
    trusted: Option<Vec<Network>>,
    sb_forwarded_for: bool,
    /// `RATE_LIMIT_HEADER`, unless that is `X-Forwarded-For`, of which the leftmost value is the client's own word.
    header: Option<HeaderName>,
    names: RandomState,
    warned: Arc<AtomicBool>,
}

/// Who sends a request, as far as addresses tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The client's address.
    pub address: IpAddr,
    /// Whom its requests are counted for; `None` where many clients may stand behind the address.
    pub counted: Option<Counted>,
}

/// Whom requests are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// An address.
    Address(IpAddr),
    /// A value of `RATE_LIMIT_HEADER` that is no address, hashed: it may be long.
    Name(u64),
}

/// What a trusted proxy's `X-Forwarded-For` tells.
enum Forwarded {
    /// Nobody but proxies.
    Nobody,
    /// The rightmost address that is no proxy's.
    Client(IpAddr),
    /// Something that cannot be read: nobody knows what stands to its left.
    Unreadable,
}

impl ClientAddresses {
    /// The rule of the settings.
    pub fn new(config: &LimitsConfig) -> Result<Self, NotAHeaderName> {
        let header = match config.header.as_deref() {
            None | Some("") => None,
            Some(name) => Some(header_name("RATE_LIMIT_HEADER", name)?),
        };
        Ok(Self {
            trusted: config.trusted_proxies.clone(),
            sb_forwarded_for: config.sb_forwarded_for,
            header: header.filter(|name| *name != X_FORWARDED_FOR),
            names: RandomState::new(),
            warned: Arc::new(AtomicBool::new(false)),
        })
    }

    /// The client's address. A peer without one, which only a test has, counts as `0.0.0.0`.
    pub fn of(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
        self.client(peer, headers).address
    }

    /// The client.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Client {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
            peer.ip().to_canonical()
        });
        match &self.trusted {
            Some(trusted) if is_in(peer, trusted) => self.told_by(peer, trusted, headers),
            None if is_private(peer) => {
                self.warn_of_unset(peer, headers);
                Client::among_many(peer)
            }
            Some(_) | None => Client::at(peer),
        }
    }

    /// Whom a trusted peer speaks for.
    fn told_by(&self, peer: IpAddr, trusted: &[Network], headers: &HeaderMap) -> Client {
        let client = match self.sb_forwarded_for(headers) {
            Some(address) => return Client::at(address),
            None => match forwarded(headers, trusted) {
                Forwarded::Client(address) => Client::at(address),
                Forwarded::Nobody => Client::among_many(peer),
                Forwarded::Unreadable => Client::at(peer),
            },
        };
        let named = self.named(headers);
        Client {
            counted: named.or(client.counted),
            ..client
        }
    }

    fn sb_forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let name = self.sb_forwarded_for.then_some(SB_FORWARDED_FOR)?;
        parse(first_value(headers, &name)?)
    }

    /// Whom `RATE_LIMIT_HEADER` names.
    fn named(&self, headers: &HeaderMap) -> Option<Counted> {
        let value = first_value(headers, self.header.as_ref()?)?;
        Some(match parse(value) {
            Some(address) => Counted::of(address),
            None => Counted::Name(self.names.hash_one(value)),
        })
    }

    /// Says once that a proxy is likely there and not believed.
    fn warn_of_unset(&self, peer: IpAddr, headers: &HeaderMap) {
        if headers.contains_key(X_FORWARDED_FOR) && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                %peer,
                "A peer in a private network sends X-Forwarded-For, which is not believed: if it is your proxy, set \
                 DAEMUN_TRUSTED_PROXIES to its network, for example 10.0.0.0/8, or every client has its address and no \
                 limit"
            );
        }
    }
}

impl Client {
    /// One client.
    fn at(address: IpAddr) -> Self {
        Self {
            address,
            counted: Some(Counted::of(address)),
        }
    }

    /// A proxy or a back end, which speaks for others.
    fn among_many(address: IpAddr) -> Self {
        Self {
            address,
            counted: None,
        }
    }
}

impl Counted {
    /// An IPv6 address counts by its first 64 bits: who has one has all that begin so.
    fn of(address: IpAddr) -> Self {
        Self::Address(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & NETWORK_HALF).into(),
        })
    }
}

/// What stands before the first comma of a header's first line.
fn first_value<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let line = headers.get(name)?.to_str().ok()?;
    let value = line.split(',').next()?.trim();
    (!value.is_empty()).then_some(value)
}

/// Reads `X-Forwarded-For` from the right: each proxy appends whom it heard from.
fn forwarded(headers: &HeaderMap, trusted: &[Network]) -> Forwarded {
    let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).collect();
    for line in lines.into_iter().rev() {
        let Ok(line) = line.to_str() else {
            return Forwarded::Unreadable;
        };
        for entry in line.rsplit(',') {
            match parse(entry.trim()) {
                None => return Forwarded::Unreadable,
                Some(address) if !is_in(address, trusted) => return Forwarded::Client(address),
                Some(_) => {}
            }
        }
    }
    Forwarded::Nobody
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

#[cfg(test)]
mod tests;
