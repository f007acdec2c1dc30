//! The signing key: the configured one, else one that the service made and keeps in the database for every node.

use super::AppError;
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::flows::keys::{KeyRing, KeySet};
use crate::store::{Store, StoreError, signing_keys};
use crate::token::encryption::Encryption;
use crate::token::{Algorithm, SigningKeys, generate};
use std::sync::Arc;

/// The keys of our access tokens.
pub async fn keys(
    config: &Config,
    store: &Store,
    encryption: &Encryption,
    clock: &Arc<dyn Clock>,
    chance: &Arc<dyn Chance>,
) -> Result<KeyRing, AppError> {
    if let Some(configured) = SigningKeys::from_config(&config.jwt)? {
        return Ok(KeyRing::new(KeySet::configured(configured)));
    }
    let kept = || KeySet::kept(store, encryption, &config.jwt, clock.now());
    if let Some(set) = kept().await? {
        return Ok(KeyRing::new(set));
    }
    make(store, encryption, clock, &**chance).await?;
    let set = kept().await?.ok_or_else(|| {
        StoreError::Failed("the signing key that was just kept is not there".to_owned())
    })?;
    Ok(KeyRing::new(set))
}

/// Makes a key and offers it; another node may have been first, so what is kept has to be read back.
async fn make(
    store: &Store,
    encryption: &Encryption,
    clock: &Arc<dyn Clock>,
    chance: &dyn Chance,
) -> Result<(), AppError> {
    let new = generate(Algorithm::Es256, chance).map_err(AppError::NewKey)?;
    let sealed = encryption.seal(signing_keys::sealing_id(), &new.expose_json(), chance)?;
    let now = clock.now();
    store
        .write(move |conn| signing_keys::offer(conn, &sealed, now))
        .await?;
    Ok(())
}
