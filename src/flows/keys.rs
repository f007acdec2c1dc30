//! The keys of our access tokens as this node knows them: configured once and for all, or kept in the database, where a
//! rotation replaces them under every node at once.
//!
//! Whoever signs or checks takes the present set and works with that. A set is replaced whole, and only by one that is
//! known to be good: a node that cannot read the new keys goes on with those that it has, and says so.

use super::Context;
use crate::config::jwt::JwtConfig;
use crate::store::{Store, StoreError, signing_keys};
use crate::token::encryption::{Encryption, EncryptionError};
use crate::token::{KeyError, SigningKeys};
use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Between two readings that tokens of unknown keys bring about, whoever shows them.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys, and how to notice others.
pub struct KeyRing {
    set: RwLock<KeySet>,
    /// Whose turn it is to read.
    turn: Semaphore,
    last_read: Mutex<Option<Instant>>,
}

/// The keys as they stood at one instant.
#[derive(Debug, Clone)]
pub struct KeySet {
    keys: Arc<SigningKeys>,
    /// When the key that signs was made; `None` where the settings name it.
    version: Option<DateTime<Utc>>,
    /// When the first of the retired keys is not accepted any more.
    next_end: Option<DateTime<Utc>>,
}

/// Why kept keys are not used.
#[derive(Debug, thiserror::Error)]
pub enum KeptKeysError {
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// One cannot be opened.
    #[error(transparent)]
    Encryption(#[from] EncryptionError),
    /// One is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl KeySet {
    /// Keys that the settings name.
    pub fn configured(keys: SigningKeys) -> Self {
        Self {
            keys: Arc::new(keys),
            version: None,
            next_end: None,
        }
    }

    /// The keys that the database keeps, without those whose time is over at `now`; `None` if there is none.
    pub async fn kept(
        store: &Store,
        encryption: &Encryption,
        config: &JwtConfig,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, KeptKeysError> {
        let Some(mut kept) = store.read(signing_keys::find_all).await? else {
            return Ok(None);
        };
        kept.retired.retain(|(_, until)| *until > now);
        let id = signing_keys::sealing_id();
        let current = encryption.open(id, &kept.current.private_jwk)?;
        let retired = kept.retired.iter().map(|(jwk, _)| jwk.as_str());
        let keys = SigningKeys::from_kept(&current, retired, config)?;
        Ok(Some(Self {
            keys: Arc::new(keys),
            version: Some(kept.current.created_at.0),
            next_end: kept.retired.iter().map(|(_, until)| *until).min(),
        }))
    }
}

impl KeyRing {
    /// A ring that begins with `set`.
    pub fn new(set: KeySet) -> Self {
        Self {
            set: RwLock::new(set),
            turn: Semaphore::new(1),
            last_read: Mutex::default(),
        }
    }

    /// The keys to sign and to check with now.
    pub fn current(&self) -> Arc<SigningKeys> {
        self.set().keys
    }

    /// Whether the database keeps them, so that they can be rotated there.
    pub fn is_kept(&self) -> bool {
        self.set().version.is_some()
    }

    /// Looks whether the keys were rotated, or one of them is out of use, and reads them if so. Cheap: once a second is not
    /// too often.
    pub async fn notice(&self, ctx: &Context) -> Result<(), KeptKeysError> {
        let known = self.set();
        if known.version.is_none() {
            return Ok(());
        }
        let version = ctx.store.read(signing_keys::version).await?;
        let is_over = known.next_end.is_some_and(|end| end <= ctx.clock.now());
        if version == known.version && !is_over {
            return Ok(());
        }
        // Closed it never is; and whoever has the turn reads what we would.
        let Ok(_turn) = self.turn.try_acquire() else {
            return Ok(());
        };
        self.read(ctx).await
    }

    /// Reads the keys for a token that names one which is not among them: another node may have signed it the moment after
    /// a rotation. However many ask, there is one reading a second at most, and all who wait share it.
    pub async fn look_again(&self, ctx: &Context) {
        if !self.is_kept() {
            return;
        }
        let asked = Instant::now();
        let Ok(_turn) = self.turn.acquire().await else {
            return;
        };
        let last = self.last_read();
        if last.is_some_and(|last| last >= asked) {
            return;
        }
        if let Some(left) = last.and_then(|last| PAUSE.checked_sub(last.elapsed())) {
            tokio::time::sleep(left).await;
        }
        if let Err(error) = self.read(ctx).await {
            tracing::warn!(%error, "the signing keys could not be read again");
        }
    }

    async fn read(&self, ctx: &Context) -> Result<(), KeptKeysError> {
        let began = Instant::now();
        *self
            .last_read
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(began);
        let (config, now) = (&ctx.config.jwt, ctx.clock.now());
        let Some(new) = KeySet::kept(&ctx.store, &ctx.encryption, config, now).await? else {
            return Ok(());
        };
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        if set.version != new.version {
            tracing::info!(kid = new.keys.kid(), "the signing key was rotated");
        }
        *set = new;
        Ok(())
    }

    /// A panic elsewhere leaves the set as it was: it is replaced in one step.
    fn set(&self) -> KeySet {
        self.set
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn last_read(&self) -> Option<Instant> {
        *self
            .last_read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
