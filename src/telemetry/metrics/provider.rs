//! What became of calls to the identity provider.

use super::rows::counters;
use crate::provider::Provider;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads a provider.
pub struct ProviderCollector(pub Arc<Provider>);

impl fmt::Debug for ProviderCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderCollector")
    }
}

impl Collector for ProviderCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let tally = self.0.tally();
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let fetches = [
            ("ok", read(&tally.fetched)),
            ("failed", read(&tally.fetches_failed)),
            ("stale_served", read(&tally.stale_served)),
        ];
        counters(
            &mut encoder,
            (
                "key_fetches",
                "Fetches of the provider's keys, and requests served with old ones.",
            ),
            "result",
            fetches,
        )?;
        let exchanges = [
            ("ok", read(&tally.exchanged)),
            ("refused", read(&tally.exchanges_refused)),
            ("misconfigured", read(&tally.exchanges_misconfigured)),
            ("unanswered", read(&tally.exchanges_unanswered)),
        ];
        counters(
            &mut encoder,
            (
                "code_exchanges",
                "Authorization codes that were to be exchanged, by outcome.",
            ),
            "result",
            exchanges,
        )
    }
}
