//! The signing key: the configured one, else one that the service made and keeps in the database for every node.

use super::AppError;
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::store::{Store, signing_keys};
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
) -> Result<SigningKeys, AppError> {
    if let Some(configured) = SigningKeys::from_config(&config.jwt)? {
        return Ok(configured);
    }
    let kept = match store.read(signing_keys::find).await? {
        Some(kept) => kept.private_jwk,
        None => make(store, encryption, clock, &**chance).await?,
    };
    let json = encryption.open(signing_keys::sealing_id(), &kept)?;
    Ok(SigningKeys::from_kept(&json, &config.jwt)?)
}

/// Makes a key and offers it; another node may have been first, so what is kept is read back.
async fn make(
    store: &Store,
    encryption: &Encryption,
    clock: &Arc<dyn Clock>,
    chance: &dyn Chance,
) -> Result<String, AppError> {
    let new = generate(Algorithm::Es256, chance).map_err(AppError::NewKey)?;
    let sealed = encryption.seal(signing_keys::sealing_id(), &new.expose_json(), chance)?;
    let now = clock.now();
    let kept = store
        .write(move |conn| {
            signing_keys::offer(conn, &sealed, now)?;
            signing_keys::find(conn)
        })
        .await?;
    kept.map(|kept| kept.private_jwk).ok_or_else(|| {
        crate::store::StoreError::Failed(
            "the signing key that was just kept is not there".to_owned(),
        )
        .into()
    })
}
