//! What the handlers share: the use cases' context, and every document that never changes, rendered once.

use super::HttpError;
use super::client_address::ClientAddresses;
use super::edge::EdgeSettings;
use super::edge::settings::NotAHeaderName;
use super::endpoints::{health, settings};
use super::limits::Limits;
use crate::flows::Context;
use crate::telemetry::metrics::Metrics;
use actix_web::HttpRequest;
use actix_web::web::Bytes;
use std::sync::Arc;

/// Why the HTTP layer cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum HttpStateError {
    /// A setting names a header that cannot be one.
    #[error(transparent)]
    HeaderName(#[from] NotAHeaderName),
    /// A document could not be rendered.
    #[error("a public document could not be rendered: {0}")]
    Document(#[from] serde_json::Error),
}

/// The state of all workers; a clone is a pointer.
#[derive(Clone)]
pub struct HttpState(Arc<Shared>);

struct Shared {
    context: Context,
    addresses: ClientAddresses,
    limits: Limits,
    metrics: Arc<Metrics>,
    edge: Arc<EdgeSettings>,
    documents: Documents,
}

/// Answers that are the same for everyone, as bytes.
pub struct Documents {
    /// `/settings`.
    pub settings: Bytes,
    /// `/health`.
    pub health: Bytes,
}

impl HttpState {
    /// The state for `context` and the configuration in it.
    pub fn new(context: Context) -> Result<Self, HttpStateError> {
        Self::build(context, false)
    }

    /// The same, answering only requests to this machine's own name (`daemun dev`).
    pub fn for_loopback_hosts(context: Context) -> Result<Self, HttpStateError> {
        Self::build(context, true)
    }

    fn build(context: Context, loopback_hosts_only: bool) -> Result<Self, HttpStateError> {
        let config = &context.config;
        let chance = Arc::clone(&context.chance);
        let mut edge = EdgeSettings::new(&config.server, chance)?;
        edge.loopback_hosts_only = loopback_hosts_only;
        let metrics = Metrics::new(&context.store, context.kakao.as_ref());
        edge.requests = Arc::clone(metrics.requests());
        let documents = Documents {
            settings: settings::render(config)?,
            health: health::render()?,
        };
        Ok(Self(Arc::new(Shared {
            addresses: ClientAddresses::new(&config.limits)?,
            metrics: Arc::new(metrics),
            limits: Limits::new(&config.limits, Arc::clone(&context.clock)),
            edge: Arc::new(edge),
            documents,
            context,
        })))
    }

    /// The state of the service that `request` came to.
    pub fn of(request: &HttpRequest) -> Result<&Self, HttpError> {
        request
            .app_data::<Self>()
            .ok_or(HttpError::Misassembled("state"))
    }

    /// What the use cases need.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// Whose forwarded addresses count.
    pub fn addresses(&self) -> &ClientAddresses {
        &self.0.addresses
    }

    /// How many requests a client may make.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// What there is to tell of all this.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.0.metrics)
    }

    /// What the middleware needs.
    pub fn edge(&self) -> Arc<EdgeSettings> {
        Arc::clone(&self.0.edge)
    }

    /// The documents.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }
}
