//! The composition root: everything that the service consists of, built once, in order, and handed to every worker.

mod background;
mod database;
mod flow_key;
mod signing;

use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::domain::redirect::{BadPattern, RedirectRules};
use crate::flows::Context;
use crate::flows::keys::KeptKeysError;
use crate::provider::{Provider, ProviderSetupError};
use crate::store::StoreError;
use crate::store::migrations::{Migrated, MigrationError};
use crate::token::encryption::{Encryption, EncryptionError};
use crate::token::{KeyError, MalformedFlowKey, SigningKeys};
use std::sync::Arc;
use std::time::Duration;

pub use background::Background;
pub use database::migrate;

/// How the service starts.
#[derive(Debug, Clone, Copy)]
pub struct Startup {
    /// Make missing tables; otherwise only see that they are there.
    pub migrates: bool,
    /// How long to wait for a database that is away.
    pub waits_for_database: Duration,
}

/// The service, ready to be served.
pub struct App {
    /// Its parts.
    pub context: Context,
    /// What the migration did; `None` where it was not to run.
    pub migrated: Option<Migrated>,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database is away, or its tables are not as they must be.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The database failed after it was there.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A signing key cannot be used.
    #[error("signing key: {0}")]
    Key(#[from] KeyError),
    /// A signing key could not be made.
    #[error("a signing key could not be made: {0}")]
    NewKey(crate::token::TokenError),
    /// The kept signing key cannot be opened, or encryption is configured wrongly.
    #[error("encryption at rest (SECURITY_DB_ENCRYPTION_*): {0}")]
    Encryption(#[from] EncryptionError),
    /// The kept key of redirect flows is none.
    #[error("table secrets: {0}")]
    FlowKey(#[from] MalformedFlowKey),
    /// Calls to the provider cannot be made.
    #[error("Kakao: {0}")]
    Provider(#[from] ProviderSetupError),
    /// A pattern of the allow list cannot be read.
    #[error("URI_ALLOW_LIST: {0}")]
    AllowList(#[from] BadPattern),
    /// A blocking step did not come to its end.
    #[error("starting up was cut short: {0}")]
    CutShort(#[from] tokio::task::JoinError),
}

impl From<KeptKeysError> for AppError {
    fn from(error: KeptKeysError) -> Self {
        match error {
            KeptKeysError::Store(error) => error.into(),
            KeptKeysError::Encryption(error) => error.into(),
            KeptKeysError::Key(error) => error.into(),
        }
    }
}

/// The keys of our access tokens alone: for signing a key for clients without running the service.
pub async fn signing_keys(
    config: &Config,
    startup: Startup,
    clock: &Arc<dyn Clock>,
    chance: &Arc<dyn Chance>,
) -> Result<Arc<SigningKeys>, AppError> {
    if let Some(configured) = SigningKeys::from_config(&config.jwt)? {
        return Ok(Arc::new(configured));
    }
    let store = database::open(config);
    database::prepare(&store, startup).await?;
    let encryption = Encryption::from_config(&config.security.encryption)?;
    let ring = signing::keys(config, &store, &encryption, clock, chance).await?;
    Ok(ring.current())
}

impl App {
    /// Builds the service: database first, since the signing key may be kept there.
    pub async fn build(
        config: Config,
        startup: Startup,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, AppError> {
        let store = database::open(&config);
        let migrated = database::prepare(&store, startup).await?;
        let encryption = Arc::new(Encryption::from_config(&config.security.encryption)?);
        let keys = signing::keys(&config, &store, &encryption, &clock, &chance).await?;
        let flow_key = flow_key::load(&store, &encryption, &clock, &chance).await?;
        let kakao = config
            .kakao
            .as_ref()
            .map(|kakao| {
                Provider::kakao(
                    kakao,
                    &config.id_token,
                    &config.outgoing,
                    Arc::clone(&clock),
                )
            })
            .transpose()?;
        let redirects = RedirectRules::new(
            config.redirects.site_url.as_deref(),
            &config.redirects.allow_list,
        )?;
        Ok(Self {
            context: Context {
                config: Arc::new(config),
                store,
                kakao: kakao.map(Arc::new),
                keys: Arc::new(keys),
                flow_key: Arc::new(flow_key),
                encryption,
                redirects: Arc::new(redirects),
                clock,
                chance,
            },
            migrated,
        })
    }
}
