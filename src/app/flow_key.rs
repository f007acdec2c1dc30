//! The key of redirect flows: made once, kept in the database for every node, and untouched by any other key's rotation.

use super::AppError;
use crate::clock::{Chance, Clock};
use crate::store::{Store, StoreError, secrets};
use crate::token::FlowKey;
use crate::token::encryption::Encryption;
use std::sync::Arc;

/// Its name among the secrets, under which it is also sealed.
const NAME: &str = "redirect_flows";

/// Reads the key, or makes it where there is none; another node may have been first, so what is kept is read back.
pub async fn load(
    store: &Store,
    encryption: &Encryption,
    clock: &Arc<dyn Clock>,
    chance: &Arc<dyn Chance>,
) -> Result<FlowKey, AppError> {
    let kept = match store.read(|conn| secrets::find(conn, NAME)).await? {
        Some(kept) => kept,
        None => make(store, encryption, clock, &**chance).await?,
    };
    Ok(FlowKey::parse(&encryption.open(NAME, &kept)?)?)
}

async fn make(
    store: &Store,
    encryption: &Encryption,
    clock: &Arc<dyn Clock>,
    chance: &dyn Chance,
) -> Result<String, AppError> {
    let sealed = encryption.seal(NAME, &FlowKey::generate(chance), chance)?;
    let now = clock.now();
    let kept = store
        .write(move |conn| {
            secrets::offer(conn, NAME, &sealed, now)?;
            secrets::find(conn, NAME)
        })
        .await?;
    kept.ok_or_else(|| {
        StoreError::Failed("the key that was just kept is not there".to_owned()).into()
    })
}
