//! A redirect target taken apart as it is written (RFC 3986), without what a browser's parser would mend.
//!
//! The grammar is the one that Supabase Auth's URL parser holds targets to, so that what it refuses is refused here:
//! an IP literal is `a.b.c.d` or `[…]` and nothing else, and a host escapes no ASCII. Stricter are two rules: no
//! control character in the fragment, and no backslash or blank in front of where a host could be.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What may stand in a host beside letters, digits, colons and what is not ASCII.
const HOST_MARKS: &[u8] = b"-_.~!$&'()*+,;=<>\"]";

/// What may stand in a user name or a password beside letters and digits.
const USER_MARKS: &[u8] = b"-._:~!$&'()*+,;=%@";

/// The parts of a target by which it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// In lower case; empty for a relative reference.
    pub scheme: String,
    /// Unescaped, in the case as written, without the brackets of an IPv6 address; empty where there is none.
    pub host: Vec<u8>,
    /// As written; empty where there is none.
    pub port: String,
    /// Whether the host is an address.
    pub kind: HostKind,
}

/// What a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostKind {
    /// An IP literal.
    Address(IpAddr),
    /// A name, or none at all.
    Name,
}

impl Target {
    /// Takes `text` apart; `None` if it is no URL as it stands.
    pub fn parse(text: &str) -> Option<Self> {
        // In the fragment too: no header could carry it.
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return None;
        }
        let (main, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (scheme, rest) = split_scheme(main);
        let scheme = scheme.to_ascii_lowercase();
        let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
        let target = match split_authority(&scheme, rest) {
            Some((authority, path)) if has_whole_escapes(path) => Self::at(scheme, authority)?,
            None if is_sound_without_host(&scheme, rest) => Self::nowhere(scheme),
            Some(_) | None => return None,
        };
        has_whole_escapes(fragment).then_some(target)
    }

    /// `http` or `https`, whose hosts are names of the DNS.
    pub fn is_web(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
    }

    /// Nothing but digits, which a browser takes for an IPv4 address.
    pub fn has_numeric_host(&self) -> bool {
        !self.host.is_empty() && self.host.iter().all(u8::is_ascii_digit)
    }

    /// Letters, digits, dots and hyphens, the latter two not at either end.
    pub fn has_plain_host(&self) -> bool {
        let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        is_end(self.host.first())
            && is_end(self.host.last())
            && self
                .host
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte))
    }

    fn nowhere(scheme: String) -> Self {
        Self {
            scheme,
            host: Vec::new(),
            port: String::new(),
            kind: HostKind::Name,
        }
    }

    fn at(scheme: String, authority: &str) -> Option<Self> {
        let host_and_port = match authority.rsplit_once('@') {
            Some((user, rest)) if is_user(user) => rest,
            Some(_) => return None,
            None => authority,
        };
        if let Some(bracketed) = host_and_port.strip_prefix('[') {
            let (literal, port) = bracketed.rsplit_once(']')?;
            let Ok(address) = literal.parse::<Ipv6Addr>() else {
                return None;
            };
            return Some(Self {
                scheme,
                host: literal.as_bytes().to_vec(),
                port: port_after_host(port)?.to_owned(),
                kind: HostKind::Address(address.into()),
            });
        }
        let (host, port) = split_port(host_and_port)?;
        Some(Self {
            scheme,
            host: unescaped_host(host)?,
            port: port.to_owned(),
            kind: match host.parse::<Ipv4Addr>() {
                Ok(address) => HostKind::Address(address.into()),
                Err(_a_name) => HostKind::Name,
            },
        })
    }
}

/// The scheme, empty if there is none, and what follows its colon.
fn split_scheme(text: &str) -> (&str, &str) {
    match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
        Some(_) | None => ("", text),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// What stands between `//` and the path, and the path. Three slashes without a scheme are a path.
fn split_authority<'t>(scheme: &str, rest: &'t str) -> Option<(&'t str, &'t str)> {
    if scheme.is_empty() && rest.starts_with("///") {
        return None;
    }
    let authority = rest.strip_prefix("//")?;
    let end = authority.find('/').unwrap_or(authority.len());
    authority.split_at_checked(end)
}

/// Whether a reference without a host may stand. A browser would look for a host behind a backslash, and skips blanks.
fn is_sound_without_host(scheme: &str, rest: &str) -> bool {
    if rest.contains(|c: char| c == '\\' || c.is_whitespace() || c.is_control()) {
        return false;
    }
    if rest.starts_with('/') {
        return has_whole_escapes(rest);
    }
    let first_segment = rest.split('/').next().unwrap_or(rest);
    !scheme.is_empty() || (has_whole_escapes(rest) && !first_segment.contains(':'))
}

fn is_user(text: &str) -> bool {
    has_whole_escapes(text)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || USER_MARKS.contains(&byte))
}

/// Splits off the port. Where there are several colons the last one counts; no web host has one left then.
fn split_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.split_at_checked(text.rfind(':').unwrap_or(text.len()))?;
    Some((host, port_after_host(port)?))
}

/// The digits of `:digits`, which may be none.
fn port_after_host(text: &str) -> Option<&str> {
    if text.is_empty() {
        return Some("");
    }
    text.strip_prefix(':')
        .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Escapes in a host may only stand for what is not ASCII, and for `%` itself.
fn unescaped_host(text: &str) -> Option<Vec<u8>> {
    let is_sound = |c: char| match c {
        '%' | ':' => true,
        c if c.is_ascii() => {
            c.is_ascii_alphanumeric() || HOST_MARKS.iter().any(|mark| char::from(*mark) == c)
        }
        c => !c.is_whitespace() && !c.is_control(),
    };
    let escapes_no_ascii = text.split('%').skip(1).all(|escape| {
        escape.starts_with("25") || !escape.starts_with(|c: char| ('0'..='7').contains(&c))
    });
    (text.chars().all(is_sound) && has_whole_escapes(text) && escapes_no_ascii)
        .then(|| percent_encoding::percent_decode_str(text).collect())
}

/// Whether each `%` is followed by two hexadecimal digits.
fn has_whole_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let digits: Vec<u8> = after.bytes().take(2).collect();
        digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit)
    })
}
