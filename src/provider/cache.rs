//! What a provider published, kept: refreshed in the background before it is stale, fetched by one flight at a time,
//! served stale while the provider is away.
//!
//! moka keeps and evicts; what is fresh, stale or cooling down is computed from our clock and a time in the entry. A
//! flight is a task of its own: it does not end with the request that began it, and its time is bounded.

use super::error::{Fault, Unavailable};
use super::freshness::{Age, COOL_DOWN, age, cooling};
use super::published::{Published, Source};
use super::tally::{Tally, up};
use crate::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

/// Most providers that are kept: more than anybody configures.
const CAPACITY: u64 = 64;

type Outcome = Result<Arc<Published>, Fault>;

/// The cache of one provider.
pub(super) struct Cache {
    source: Source,
    clock: Arc<dyn Clock>,
    ttl: TimeDelta,
    flight_limit: Duration,
    /// By issuer.
    kept: moka::sync::Cache<String, Arc<Published>>,
    ledger: Mutex<Ledger>,
    tally: Arc<Tally>,
}

/// What is under way and what went wrong. Never locked over an await.
#[derive(Default)]
struct Ledger {
    flight: Option<watch::Receiver<Option<Outcome>>>,
    /// The last fetch, if it failed.
    failure: Option<Failure>,
    /// When an unknown key last caused a fetch.
    unknown_kid_at: Option<DateTime<Utc>>,
}

struct Failure {
    at: DateTime<Utc>,
    fault: Fault,
}

/// A fetch under way.
pub(super) struct Flight {
    outcome: watch::Receiver<Option<Outcome>>,
    /// The fetch before it failed.
    follows_failure: bool,
}

impl Cache {
    pub(super) fn new(
        source: Source,
        clock: Arc<dyn Clock>,
        ttl: Duration,
        flight_limit: Duration,
        tally: Arc<Tally>,
    ) -> Self {
        Self {
            source,
            clock,
            ttl: TimeDelta::from_std(ttl).unwrap_or(TimeDelta::MAX),
            flight_limit,
            kept: moka::sync::Cache::new(CAPACITY),
            ledger: Mutex::default(),
            tally,
        }
    }

    /// What is kept, or what a fetch brings within `wait`.
    pub(super) async fn get(
        self: &Arc<Self>,
        wait: Duration,
    ) -> Result<Arc<Published>, Unavailable> {
        let Some(kept) = self.kept() else {
            return self.begin()?.wait(wait).await;
        };
        match self.age(&kept) {
            Age::Fresh => Ok(kept),
            Age::Ageing => {
                self.refresh();
                Ok(kept)
            }
            Age::Stale => match self.begin() {
                // A provider that failed before is asked again, but not waited for.
                Ok(flight) if !flight.follows_failure => match flight.wait(wait).await {
                    Ok(fetched) => Ok(fetched),
                    Err(_) => Ok(self.stale(kept)),
                },
                Ok(_) | Err(_) => Ok(self.stale(kept)),
            },
        }
    }

    /// The same for a token that names a key which is not kept: it causes a fetch, once in a cool-down.
    pub(super) async fn get_with(
        self: &Arc<Self>,
        kid: &str,
        wait: Duration,
    ) -> Result<Arc<Published>, Unavailable> {
        let end = Instant::now() + wait;
        let left = || end.saturating_duration_since(Instant::now());
        let mut published = self.get(wait).await?;
        if published.keys.find(kid).is_none()
            && let Some(flight) = self.under_way()
        {
            published = flight.wait(left()).await?;
        }
        if published.keys.find(kid).is_some() {
            return Ok(published);
        }
        match self.begin_for_unknown_kid()? {
            Some(flight) => flight.wait(left()).await,
            None => Ok(published),
        }
    }

    /// The fetch that is under way, if one is.
    pub(super) fn under_way(&self) -> Option<Flight> {
        self.ledger().under_way()
    }

    fn kept(&self) -> Option<Arc<Published>> {
        self.kept.get(&self.source.issuer)
    }

    /// Old keys are better than none.
    fn stale(&self, kept: Arc<Published>) -> Arc<Published> {
        up(&self.tally.stale_served);
        kept
    }

    fn age(&self, published: &Published) -> Age {
        age(published.at, self.ttl, self.clock.now())
    }

    /// Begins a fetch that nobody waits for.
    fn refresh(self: &Arc<Self>) {
        if let Err(unavailable) = self.begin() {
            tracing::debug!(fault = %unavailable.fault, "no refresh so soon after a failure");
        }
    }

    /// Joins the fetch under way or begins one, unless the last one failed a moment ago.
    fn begin(self: &Arc<Self>) -> Result<Flight, Unavailable> {
        let mut ledger = self.ledger();
        if let Some(flight) = ledger.under_way() {
            return Ok(flight);
        }
        ledger.recovered(self.clock.now())?;
        Ok(self.launch(&mut ledger))
    }

    /// The same for an unknown key; nothing while such a key caused a fetch a moment ago. Other fetches do not count,
    /// or a rotation right after one would go unseen.
    fn begin_for_unknown_kid(self: &Arc<Self>) -> Result<Option<Flight>, Unavailable> {
        let now = self.clock.now();
        let mut ledger = self.ledger();
        if let Some(flight) = ledger.under_way() {
            return Ok(Some(flight));
        }
        ledger.recovered(now)?;
        if ledger
            .unknown_kid_at
            .and_then(|at| cooling(at, now))
            .is_some()
        {
            return Ok(None);
        }
        ledger.unknown_kid_at = Some(now);
        Ok(Some(self.launch(&mut ledger)))
    }

    fn launch(self: &Arc<Self>, ledger: &mut Ledger) -> Flight {
        let (told, outcome) = watch::channel(None);
        ledger.flight = Some(outcome.clone());
        let cache = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = cache.fetch().await;
            told.send_replace(Some(outcome));
        });
        Flight {
            outcome,
            follows_failure: ledger.failure.is_some(),
        }
    }

    /// Fetches and notes what came of it, before anybody is told.
    async fn fetch(&self) -> Outcome {
        let known = self.kept().filter(|kept| self.age(kept) == Age::Fresh);
        let now = self.clock.now();
        let fetch = self.source.fetch(known, now, self.flight_limit);
        let outcome = match timeout(self.flight_limit, fetch).await {
            Ok(outcome) => outcome.map(Arc::new),
            Err(_) => Err(Fault::NoAnswer),
        };
        self.note(&outcome);
        outcome
    }

    fn note(&self, outcome: &Outcome) {
        let issuer = self.source.issuer.as_str();
        match outcome {
            Ok(published) => {
                tracing::info!(issuer, kids = ?published.keys.kids(), "provider's keys fetched");
                up(&self.tally.fetched);
                self.kept.insert(issuer.to_owned(), Arc::clone(published));
                self.ledger().failure = None;
            }
            Err(fault) => {
                up(&self.tally.fetches_failed);
                let kept = self.kept().is_some();
                tracing::warn!(issuer, %fault, kept, "provider's keys cannot be fetched");
                self.ledger().failure = Some(Failure {
                    at: self.clock.now(),
                    fault: fault.clone(),
                });
            }
        }
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // Every change to the ledger is one assignment: a panic cannot leave it half done.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    /// A flight whose sender is gone was interrupted and is none any more.
    fn under_way(&self) -> Option<Flight> {
        let outcome = self.flight.as_ref()?;
        let is_under_way = outcome.borrow().is_none() && outcome.has_changed().is_ok();
        is_under_way.then(|| Flight {
            outcome: outcome.clone(),
            follows_failure: self.failure.is_some(),
        })
    }

    /// Whether a fetch may be tried again.
    fn recovered(&self, now: DateTime<Utc>) -> Result<(), Unavailable> {
        let Some(failure) = &self.failure else {
            return Ok(());
        };
        match cooling(failure.at, now) {
            Some(retry_after) => Err(Unavailable {
                fault: failure.fault.clone(),
                retry_after,
            }),
            None => Ok(()),
        }
    }
}

impl Flight {
    /// Waits for the outcome; the flight goes on if the wait ends before it.
    pub(super) async fn wait(mut self, limit: Duration) -> Result<Arc<Published>, Unavailable> {
        let outcome = match timeout(limit, self.outcome.wait_for(Option::is_some)).await {
            Ok(Ok(outcome)) => outcome.clone(),
            Ok(Err(_)) => None,
            Err(_) => return Err(Fault::NoAnswer.into()),
        };
        match outcome {
            Some(Ok(published)) => Ok(published),
            Some(Err(fault)) => Err(Unavailable {
                fault,
                retry_after: COOL_DOWN,
            }),
            None => Err(Fault::Interrupted.into()),
        }
    }
}
