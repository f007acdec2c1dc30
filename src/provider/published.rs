//! What a provider publishes, its discovery document and its key set, and how both are fetched.

use super::client::HttpClient;
use super::discovery::Discovery;
use super::error::{Fault, ProviderSetupError};
use crate::oidc::KeySet;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// What a provider published.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) discovery: Arc<Discovery>,
    /// At least one usable key.
    pub(super) keys: Arc<KeySet>,
    /// When the discovery document was asked for; the keys are as new or newer.
    pub(super) at: DateTime<Utc>,
}

/// Where a provider publishes.
#[derive(Debug)]
pub(super) struct Source {
    client: HttpClient,
    pub(super) issuer: String,
    address: Url,
}

impl Source {
    /// The provider of this issuer (OpenID Connect Discovery, section 4).
    pub(super) fn new(client: HttpClient, issuer: &str) -> Result<Self, ProviderSetupError> {
        let address = format!("{issuer}/.well-known/openid-configuration");
        match Url::parse(&address) {
            Ok(address) => Ok(Self {
                client,
                issuer: issuer.to_owned(),
                address,
            }),
            Err(source) => Err(ProviderSetupError::BadAddress { address, source }),
        }
    }

    /// Fetches the key set, and the discovery document unless `known` is still good, all within `limit`.
    pub(super) async fn fetch(
        &self,
        known: Option<Arc<Published>>,
        now: DateTime<Utc>,
        limit: Duration,
    ) -> Result<Published, Fault> {
        let end = Instant::now() + limit;
        let (discovery, at) = if let Some(known) = known {
            (Arc::clone(&known.discovery), known.at)
        } else {
            let body = self.read(self.address.clone(), end).await?;
            (Arc::new(Discovery::read(&body, &self.issuer)?), now)
        };
        let keys = self.keys(discovery.jwks_uri.clone(), end).await?;
        Ok(Published {
            discovery,
            keys: Arc::new(keys),
            at,
        })
    }

    async fn keys(&self, address: Url, end: Instant) -> Result<KeySet, Fault> {
        let body = self.read(address, end).await?;
        let Ok(keys) = KeySet::parse(&body) else {
            return Err(Fault::Unreadable { what: "key set" });
        };
        for skipped in keys.skipped() {
            let (kid, reason) = (skipped.kid.as_deref(), &skipped.reason);
            tracing::warn!(issuer = self.issuer, kid, %reason, "a key of the provider's cannot be used");
        }
        if keys.is_empty() {
            return Err(Fault::NoUsableKey);
        }
        Ok(keys)
    }

    async fn read(&self, address: Url, end: Instant) -> Result<Vec<u8>, Fault> {
        let left = end.saturating_duration_since(Instant::now());
        let request = self.client.get(address);
        self.client.send(request, left).await?.success()
    }
}
