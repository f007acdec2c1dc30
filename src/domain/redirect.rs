//! Where a browser, or a provider, may be sent: to the site itself, to loopback, and to what the allow list names
//! (`SITE_URL`, `URI_ALLOW_LIST`).
//!
//! A target is judged, and handed on, as it is written. A browser mends what it is given before it follows it (a
//! backslash becomes a slash, a blank goes away), so whatever it would have to mend in front of the path is refused.

mod glob;
mod pattern;
mod target;

pub use pattern::{BadPattern, PatternFault};

use glob::Glob;
use std::net::IpAddr;
use target::{HostKind, Target};

/// What some clients send in place of no target at all. It parses as a relative path, which nobody means.
const NO_TARGET: &str = "null";

/// Hosts of the machine at hand: a native app listens there on whatever port is free (RFC 8252, section 7.3).
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The rules that a redirect target must obey, with every pattern compiled.
#[derive(Debug, Clone)]
pub struct RedirectRules {
    site: Option<Site>,
    allowed: Vec<Glob>,
}

/// What a target has to share with `SITE_URL` to count as a part of it.
#[derive(Debug, Clone)]
struct Site {
    text: String,
    target: Option<Target>,
}

impl RedirectRules {
    /// Compiles the rules; the error names the first pattern that cannot be read.
    pub fn new(site_url: Option<&str>, allow_list: &[String]) -> Result<Self, BadPattern> {
        Ok(Self {
            site: site_url.map(Site::of),
            allowed: allow_list
                .iter()
                .map(|pattern| Glob::parse(pattern))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether a browser may be sent to `target`.
    pub fn allows(&self, target: &str) -> bool {
        if target.is_empty() || target == NO_TARGET {
            return false;
        }
        Target::parse(target).is_some_and(|parsed| {
            self.site.as_ref().is_some_and(|site| site.holds(&parsed))
                || self.allows_elsewhere(target, &parsed)
        })
    }

    /// `SITE_URL`, as it was written.
    pub fn site(&self) -> Option<&str> {
        self.site.as_ref().map(|site| site.text.as_str())
    }

    /// The first candidate that is allowed, as it was written, else `SITE_URL`. Without a `SITE_URL` there may be none.
    pub fn choose<'a>(&self, mut candidates: impl Iterator<Item = &'a str>) -> Option<String> {
        candidates
            .find(|candidate| self.allows(candidate))
            .map(str::to_owned)
            .or_else(|| self.site.as_ref().map(|site| site.text.clone()))
    }

    /// An address is no name that the operator could have meant by a pattern, and a number is an address in disguise:
    /// of these only loopback is left, and that needs no pattern.
    fn allows_elsewhere(&self, target: &str, parsed: &Target) -> bool {
        if parsed.has_numeric_host() {
            return false;
        }
        if let HostKind::Address(address) = parsed.kind {
            return is_loopback(address);
        }
        if parsed.is_web() && !parsed.has_plain_host() {
            return false;
        }
        let without_fragment = target.split_once('#').map_or(target, |(before, _)| before);
        self.allowed
            .iter()
            .any(|pattern| pattern.matches(without_fragment))
    }
}

impl Site {
    /// One that is no target as it stands shares nothing with any other; it is where a browser goes all the same.
    fn of(text: &str) -> Self {
        let target = Target::parse(text);
        Self {
            text: text.to_owned(),
            target,
        }
    }

    /// The same scheme, host and port; the port is free on the machine at hand.
    fn holds(&self, target: &Target) -> bool {
        self.target.as_ref().is_some_and(|site| {
            let is_local = LOCAL_HOSTS
                .iter()
                .any(|local| local.as_bytes() == site.host);
            site.scheme == target.scheme
                && site.host == target.host
                && (is_local || site.port == target.port)
        })
    }
}

/// `::ffff:127.0.0.1` is loopback too.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests;
