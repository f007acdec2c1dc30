//! The network edge to identity providers: what they publish, kept and refreshed, and what they are asked.
//!
//! Nothing that a stranger sends decides whom we call, how often, or what we believe of the answer. In reading order:
//! [`error`] what can go wrong; [`client`] one HTTP client, with [`authorities`] and `proxy`; [`discovery`] where a
//! provider says its endpoints are; `published`, `freshness` and `cache` its keys, kept; [`authorize`] where a browser
//! signs in; [`code`] codes and what they are exchanged for; [`kakao`] what is Kakao's own; [`tally`] what all that came to.

pub mod authorities;
pub mod authorize;
pub mod client;
pub mod code;
pub mod discovery;
pub mod error;
pub mod kakao;
pub mod tally;

mod cache;
mod freshness;
mod proxy;
mod published;

#[cfg(test)]
mod tests;

pub use authorize::AuthorizeRequest;
pub use client::HttpClient;
pub use code::{CodeExchange, Exchanged, ProviderProfile, ProviderToken};
pub use discovery::Discovery;
pub use error::{ExchangeError, Fault, KoeCode, ProviderSetupError, Unavailable};

use crate::clock::Clock;
use crate::config::id_token::IdTokenConfig;
use crate::config::kakao::KakaoConfig;
use crate::config::outgoing::OutgoingConfig;
use crate::oidc::KeySet;
use cache::Cache;
use kakao::Kakao;
use published::Source;
use std::sync::Arc;
use std::time::Duration;
use tally::{Tally, up};
use tokio::time::Instant;

/// Longest that a request waits for what a provider publishes, whatever its own deadline.
const LONGEST_WAIT: Duration = Duration::from_secs(6);

/// An identity provider. Clones share everything.
#[derive(Clone)]
pub struct Provider {
    issuer: Arc<str>,
    cache: Arc<Cache>,
    kakao: Arc<Kakao>,
    timeout: Duration,
    tally: Arc<Tally>,
}

impl Provider {
    /// Kakao, as it is configured. Nobody is called yet.
    pub fn kakao(
        config: &KakaoConfig,
        id_token: &IdTokenConfig,
        outgoing: &OutgoingConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ProviderSetupError> {
        let client = HttpClient::build(outgoing)?;
        let source = Source::new(client.clone(), &config.issuer)?;
        let flight_limit = outgoing.timeout.min(LONGEST_WAIT);
        let tally = Arc::<Tally>::default();
        let ttl = id_token.cache_ttl;
        let cache = Cache::new(source, clock, ttl, flight_limit, Arc::clone(&tally));
        Ok(Self {
            issuer: config.issuer.as_str().into(),
            cache: Arc::new(cache),
            kakao: Arc::new(Kakao::new(client, config)?),
            timeout: outgoing.timeout,
            tally,
        })
    }

    /// The issuer of this provider's ID tokens.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What fetches and exchanges came to since the start.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The provider's keys: those that are kept, or fetched if there are none yet.
    pub async fn keys(&self, deadline: Duration) -> Result<Arc<KeySet>, Unavailable> {
        let published = self.cache.get(deadline.min(LONGEST_WAIT)).await?;
        Ok(Arc::clone(&published.keys))
    }

    /// The provider's keys after a token named one that is not among them: fetched anew, but at most once in a
    /// cool-down of ten seconds, whoever asks; in between the same as before.
    pub async fn keys_with(
        &self,
        kid: &str,
        deadline: Duration,
    ) -> Result<Arc<KeySet>, Unavailable> {
        let wait = deadline.min(LONGEST_WAIT);
        let published = self.cache.get_with(kid, wait).await?;
        Ok(Arc::clone(&published.keys))
    }

    /// The provider's discovery document, kept like its keys.
    pub async fn discovery(&self, deadline: Duration) -> Result<Arc<Discovery>, Unavailable> {
        let published = self.cache.get(deadline.min(LONGEST_WAIT)).await?;
        Ok(Arc::clone(&published.discovery))
    }

    /// Exchanges an authorization code, once: it is never tried again, since a code works only once.
    pub async fn exchange(
        &self,
        code: CodeExchange<'_>,
        deadline: Duration,
    ) -> Result<Exchanged, ExchangeError> {
        let answer = self.ask_for_tokens(code, deadline).await;
        up(match &answer {
            Ok(_) => &self.tally.exchanged,
            Err(ExchangeError::Refused { .. }) => &self.tally.exchanges_refused,
            Err(ExchangeError::Misconfigured { .. }) => &self.tally.exchanges_misconfigured,
            Err(ExchangeError::Unavailable(_) | ExchangeError::TimedOut) => {
                &self.tally.exchanges_unanswered
            }
        });
        answer
    }

    async fn ask_for_tokens(
        &self,
        code: CodeExchange<'_>,
        deadline: Duration,
    ) -> Result<Exchanged, ExchangeError> {
        let place = self.kakao.take_place()?;
        let end = Instant::now() + deadline.min(self.timeout);
        let answer = async {
            let discovery = self.discovery(left_until(end)).await?;
            self.kakao.exchange(&discovery, code, left_until(end)).await
        }
        .await;
        drop(place);
        match answer {
            Err(ExchangeError::Unavailable(why))
                if why.fault == Fault::NoAnswer
                    && deadline < self.timeout
                    && left_until(end).is_zero() =>
            {
                Err(ExchangeError::TimedOut)
            }
            answer => answer,
        }
    }

    /// Who the access token belongs to, from the provider's user information.
    pub async fn profile(
        &self,
        token: &ProviderToken,
        deadline: Duration,
    ) -> Result<ProviderProfile, Unavailable> {
        self.kakao.profile(token, deadline.min(self.timeout)).await
    }
}

fn left_until(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now())
}
