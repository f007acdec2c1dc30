//! The hosts that the stand-in answers to: loopback's names, and the issuer's where one was set.
//!
//! A page on another site can make a browser call 127.0.0.1 under a name of its own (DNS rebinding) and would then
//! read the answer. The `Host` that comes along gives it away.

use actix_web::{
    dev::RequestHead,
    http::{header::HOST, uri::Authority},
};
use url::Url;

use super::error::SandboxError;

/// Names of this machine alone.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Kakao serves sign-in and user information from two hosts: who claims to be the one is asked as the other too.
const KAKAO: [&str; 2] = ["kauth.kakao.com", "kapi.kakao.com"];

/// The hosts that are answered to, in lower case and without port.
pub(super) struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    pub(super) fn of(issuer: Option<&Url>) -> Self {
        let mut names: Vec<String> = LOOPBACK.map(str::to_owned).to_vec();
        if let Some(host) = issuer.and_then(Url::host_str) {
            names.push(host.to_owned());
            if KAKAO.contains(&host) {
                names.extend(KAKAO.map(str::to_owned));
            }
        }
        Self { names }
    }

    /// Whether the request names one host, and one that is ours, in its `Host` and, if it has one, in its target.
    pub(super) fn admit(&self, head: &RequestHead) -> bool {
        let mut named = head.headers().get_all(HOST);
        let (Some(host), None) = (named.next(), named.next()) else {
            return false;
        };
        let host = Authority::try_from(host.as_bytes());
        let target = head.uri.authority();
        host.is_ok_and(|host| self.admit_name(&host)) && target.is_none_or(|it| self.admit_name(it))
    }

    fn admit_name(&self, authority: &Authority) -> bool {
        let host = authority.host();
        !authority.as_str().contains('@')
            && self
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(host))
    }
}

/// Reads an issuer that this server can be: an origin, written as it will stand in `iss`.
pub(super) fn parse_issuer(issuer: &str, speaks_tls: bool) -> Result<Url, SandboxError> {
    let refuse = |reason| {
        Err(SandboxError::Issuer {
            issuer: issuer.to_owned(),
            reason,
        })
    };
    let Ok(url) = Url::parse(issuer) else {
        return refuse("it is no URL");
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return refuse("it must begin with http:// or https:// and a host");
    }
    if issuer != url.origin().ascii_serialization() {
        return refuse("it must be an origin: lower case, no path, no trailing slash, no user");
    }
    if speaks_tls && url.scheme() != "https" {
        return refuse("with a certificate it must begin with https://");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{SandboxError, parse_issuer};

    fn reason(issuer: &str, speaks_tls: bool) -> &'static str {
        match parse_issuer(issuer, speaks_tls) {
            Err(SandboxError::Issuer { reason, .. }) => reason,
            other => panic!("{issuer} gave {other:?}"),
        }
    }

    #[test]
    fn an_issuer_is_an_origin_and_nothing_more() {
        let kakao = parse_issuer("https://kauth.kakao.com", true).unwrap();
        assert_eq!(kakao, Url::parse("https://kauth.kakao.com").unwrap());
        assert_eq!(reason("kauth.kakao.com", false), "it is no URL");
        assert!(reason("ftp://kauth.kakao.com", false).starts_with("it must begin with"));
        for issuer in [
            "https://kauth.kakao.com/",
            "https://kauth.kakao.com/oauth",
            "https://KAUTH.kakao.com",
            "https://someone@kauth.kakao.com",
            "https://kauth.kakao.com?a=b",
            "https://kauth.kakao.com:443",
        ] {
            assert!(reason(issuer, false).starts_with("it must be an origin"));
        }
    }

    #[test]
    fn a_certificate_needs_an_https_issuer() {
        assert!(reason("http://localhost:9443", true).starts_with("with a certificate"));
        assert!(parse_issuer("http://localhost:9443", false).is_ok());
    }
}
