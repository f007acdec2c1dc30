//! What the store has counted, and how its queue and its connections stand.

use super::rows::{counters, gauge, gauges, histogram};
use crate::store::Store;
use crate::store::stats::Batches;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use std::fmt;

/// Reads a store.
pub struct DatabaseCollector(pub Store);

impl fmt::Debug for DatabaseCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseCollector")
    }
}

impl Collector for DatabaseCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Self(store) = self;
        people(store, &mut encoder)?;
        batches(store, &mut encoder)?;
        connections(store, &mut encoder)
    }
}

fn people(store: &Store, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let tally = store.tally();
    let sign_ins = [
        ("new", tally.new_users.get()),
        ("returning", tally.returning_users.get()),
        ("linked", tally.linked.get()),
        ("anonymous", tally.anonymous.get()),
    ];
    counters(
        encoder,
        ("sign_ins", "Sign-ins and links that were written."),
        "kind",
        sign_ins,
    )?;
    let refreshes = [
        ("rotated", tally.rotated.get()),
        ("replayed", tally.replayed.get()),
        ("upgraded", tally.upgraded.get()),
        ("refused", tally.refused.get()),
    ];
    counters(
        encoder,
        ("refreshes", "Refresh tokens that were shown, by outcome."),
        "result",
        refreshes,
    )
}

fn batches(store: &Store, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let tally = store.tally();
    sizes(
        encoder,
        (
            "writer_batch_size",
            "Sign-ins and refreshes of one transaction.",
        ),
        &tally.writes.read(),
    )?;
    sizes(
        encoder,
        (
            "reader_batch_size",
            "Access tokens whose users and sessions were looked up together.",
        ),
        &tally.reads.read(),
    )?;
    let waiting = u64::try_from(store.waiting()).unwrap_or(u64::MAX);
    gauge(
        encoder,
        (
            "writer_queue_length",
            "Sign-ins and refreshes that wait for the writer.",
        ),
        waiting,
    )
}

fn sizes(
    encoder: &mut DescriptorEncoder<'_>,
    name: (&str, &str),
    batches: &Batches,
) -> fmt::Result {
    let buckets: Vec<(f64, u64)> = batches
        .by_size
        .iter()
        .map(|(most, count)| (float(*most), *count))
        .chain([(f64::INFINITY, 0)])
        .collect();
    histogram(encoder, name, &buckets, float(batches.members))
}

fn connections(store: &Store, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let pool = store.pool();
    let by_state = [
        ("in_use", pool.open.saturating_sub(pool.idle)),
        ("idle", pool.idle),
    ];
    gauges(
        encoder,
        (
            "database_connections",
            "Connections to the database, by state.",
        ),
        "state",
        by_state,
    )?;
    gauge(
        encoder,
        (
            "database_connections_max",
            "The most connections that are made.",
        ),
        pool.most.into(),
    )?;
    let tally = store.tally();
    let errors = [
        ("failed", tally.failed.get()),
        ("unavailable", tally.unavailable.get()),
    ];
    counters(
        encoder,
        (
            "database_errors",
            "Database calls that failed, or found the database away or busy.",
        ),
        "kind",
        errors,
    )
}

/// Exact up to 2^53; beyond that a sum of members is not read to the last digit.
#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "Prometheus keeps every number so"
)]
fn float(number: u64) -> f64 {
    number as f64
}
