//! URLs of ourselves, of browsers' targets, of Kakao and of proxies.

use crate::config::problem::Problem;
use crate::config::secret::Secret;
use url::{Host, Url};

const WEB: &str = "http:// or https://";

/// Our own base, or that of a provider: http or https, nothing after the path.
pub(crate) fn base_url(value: &str) -> Result<Url, Problem> {
    let url = callback_url(value)?;
    if url.query().is_some() {
        return Err(Problem::UrlPart { part: "a query" });
    }
    Ok(url)
}

/// A page of the web that a browser is sent to.
pub(crate) fn callback_url(value: &str) -> Result<Url, Problem> {
    let url = absolute_url(value)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Problem::Scheme { schemes: WEB });
    }
    if url.fragment().is_some() {
        return Err(Problem::UrlPart { part: "a fragment" });
    }
    Ok(url)
}

/// Any target of a redirect, an app's own scheme included.
pub(crate) fn absolute_url(value: &str) -> Result<Url, Problem> {
    let url = Url::parse(value.trim()).map_err(|_unparsable| Problem::NotAUrl)?;
    if !url.has_host() || url.host_str().is_none_or(str::is_empty) {
        return Err(Problem::NotAUrl);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::UrlPart {
            part: "a user name or a password",
        });
    }
    Ok(url)
}

/// A proxy, as curl takes it: the scheme may be left out, a password may be in it.
pub(crate) fn proxy_url(value: &str) -> Result<Secret, Problem> {
    let value = value.trim();
    let with_scheme = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    let url = Url::parse(&with_scheme).map_err(|_unparsable| Problem::NotAUrl)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Problem::Scheme { schemes: WEB });
    }
    Ok(Secret::new(with_scheme))
}

/// Whether a URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
