//! Metrics: what the service has done and how it stands, in the text that Prometheus reads. `docs/metrics.md` lists them.
//!
//! No label holds what a caller can choose: routes are patterns, reasons are words of ours. [`requests`] is counted by
//! the HTTP layer as it goes; `database`, `provider` and `process` are read when somebody asks, by the means of `rows`.

pub mod requests;

mod database;
mod process;
mod provider;
mod rows;

use crate::provider::Provider;
use crate::store::Store;
use database::DatabaseCollector;
use process::ProcessCollector;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use provider::ProviderCollector;
use requests::Requests;
use std::fmt;
use std::sync::Arc;

/// What a scraper is told that the text is.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Begins the name of each that is not about the process as such.
const PREFIX: &str = "daemun";

/// All metrics of a service.
pub struct Metrics {
    registry: Registry,
    requests: Arc<Requests>,
}

impl Metrics {
    /// Those of a service with this database and this provider.
    pub fn new(store: &Store, provider: Option<&Arc<Provider>>) -> Self {
        let requests = Arc::new(Requests::default());
        let mut registry = Registry::default();
        registry.register_collector(Box::new(ProcessCollector));
        let ours = registry.sub_registry_with_prefix(PREFIX);
        let version = ("version", env!("CARGO_PKG_VERSION"));
        let build = Info::new(vec![version, ("database", store.kind())]);
        ours.register("build", "Which release runs, on which database", build);
        requests.register(ours);
        ours.register_collector(Box::new(DatabaseCollector(store.clone())));
        if let Some(provider) = provider {
            ours.register_collector(Box::new(ProviderCollector(Arc::clone(provider))));
        }
        Self { registry, requests }
    }

    /// Where requests are counted.
    pub fn requests(&self) -> &Arc<Requests> {
        &self.requests
    }

    /// The text of this moment (`OpenMetrics` 1.0).
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
