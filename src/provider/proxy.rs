//! The proxies of outgoing calls, taken from settings and never from the environment, and never used for loopback.

use super::error::ProviderSetupError;
use crate::config::Secret;
use crate::config::outgoing::OutgoingConfig;
use reqwest::{NoProxy, Proxy};
use url::Url;

/// Never behind a proxy: what is on this machine a proxy cannot reach, and must not see.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// The proxies that the settings name.
pub(super) fn proxies(config: &OutgoingConfig) -> Result<Vec<Proxy>, ProviderSetupError> {
    let no_proxy = match &config.no_proxy {
        Some(hosts) => NoProxy::from_string(&format!("{LOOPBACK},{hosts}")),
        None => NoProxy::from_string(LOOPBACK),
    };
    let mut proxies = Vec::new();
    if let Some(address) = &config.https_proxy {
        proxies.push(proxy("HTTPS_PROXY", address, Proxy::https)?);
    }
    if let Some(address) = &config.http_proxy {
        proxies.push(proxy("HTTP_PROXY", address, Proxy::http)?);
    }
    Ok(proxies
        .into_iter()
        .map(|proxy| proxy.no_proxy(no_proxy.clone()))
        .collect())
}

fn proxy(
    name: &'static str,
    address: &Secret,
    make: fn(Url) -> reqwest::Result<Proxy>,
) -> Result<Proxy, ProviderSetupError> {
    // `proxy.example:3128` without a scheme is customary and means http.
    let address = address.expose();
    let url = if address.contains("://") {
        Url::parse(address)
    } else {
        Url::parse(&format!("http://{address}"))
    };
    match url {
        Ok(url) if matches!(url.scheme(), "http" | "https") => match make(url) {
            Ok(proxy) => Ok(proxy),
            Err(_) => Err(ProviderSetupError::BadProxy { name }),
        },
        _ => Err(ProviderSetupError::BadProxy { name }),
    }
}
