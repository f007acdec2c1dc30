//! A provider's discovery document (OpenID Connect Discovery, section 4): where its endpoints are.
//!
//! It is believed only if it names the very issuer that was asked (section 4.3) and no address in it is one that
//! somebody on the way could read.

use super::error::Fault;
use serde::Deserialize;
use url::{Host, Url};

/// Where a provider's endpoints are, every one checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// `jwks_uri`: the key set.
    pub jwks_uri: Url,
    /// `token_endpoint`, if there is one.
    pub token_endpoint: Option<Url>,
    /// `authorization_endpoint`, if there is one.
    pub authorization_endpoint: Option<Url>,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: Option<String>,
    token_endpoint: Option<String>,
    authorization_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
}

impl Discovery {
    /// Reads the document that was found under `issuer`.
    pub(super) fn read(body: &[u8], issuer: &str) -> Result<Self, Fault> {
        let Ok(document) = serde_json::from_slice::<Document>(body) else {
            return Err(Fault::Unreadable {
                what: "discovery document",
            });
        };
        if document.issuer != issuer {
            return Err(Fault::OtherIssuer);
        }
        let address = |endpoint, address: Option<String>| match address {
            None => Ok(None),
            Some(address) => checked(endpoint, &address, issuer).map(Some),
        };
        // Not used, but a document with one address that is open to everybody is not to be trusted with the others.
        address("userinfo_endpoint", document.userinfo_endpoint)?;
        let jwks_uri = address("jwks_uri", document.jwks_uri)?;
        Ok(Self {
            jwks_uri: jwks_uri.ok_or(Fault::MissingEndpoint {
                endpoint: "jwks_uri",
            })?,
            token_endpoint: address("token_endpoint", document.token_endpoint)?,
            authorization_endpoint: address(
                "authorization_endpoint",
                document.authorization_endpoint,
            )?,
        })
    }

    /// The token endpoint, or that there is none.
    pub(super) fn token_endpoint(&self) -> Result<Url, Fault> {
        self.token_endpoint.clone().ok_or(Fault::MissingEndpoint {
            endpoint: "token_endpoint",
        })
    }
}

/// An address over https, or over http on this machine where the issuer itself is http.
fn checked(endpoint: &'static str, address: &str, issuer: &str) -> Result<Url, Fault> {
    match Url::parse(address) {
        Ok(url) if url.scheme() == "https" => Ok(url),
        Ok(url) if url.scheme() == "http" && issuer.starts_with("http://") && is_loopback(&url) => {
            Ok(url)
        }
        _ => Err(Fault::InsecureEndpoint { endpoint }),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
