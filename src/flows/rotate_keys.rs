//! `daemun keys rotate`: a new signing key in the place of the one that the database keeps.
//!
//! The new key signs at once, on every node. The old one is published and accepted until the last token that it signed
//! has expired; of it only the public half is kept, since nothing may be signed with it any more.

use super::Context;
use super::context::delta;
use crate::config::jwk::{JwkFault, PrivateJwk};
use crate::store::signing_keys::{self, RetiredKey};
use crate::store::{DbConnection, QueryResult, StoreError};
use crate::token::encryption::{Encryption, EncryptionError};
use crate::token::{Algorithm, KeyError, SigningKeys, TokenError, generate};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// How much longer than its tokens an old key is accepted: for a node that noticed the rotation a moment late, and for
/// clocks that differ.
pub const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// A life beyond this is as good as endless, and the end of it would be no date.
const LONGEST: TimeDelta = TimeDelta::days(100 * 365);

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The name of the key that signs now.
    pub kid: String,
    /// The name of the key that signed before.
    pub retired_kid: String,
    /// Until when that one is accepted.
    pub accepted_until: DateTime<Utc>,
}

/// Why there was no rotation; then nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The settings name the keys.
    #[error("the signing key is configured, so it is rotated there")]
    Configured,
    /// There is no key in the database.
    #[error("the database keeps no signing key")]
    NoKey,
    /// The kept key has no public half to be published.
    #[error("the kept signing key has no public half or no kid")]
    NotPublishable,
    /// The kept key cannot be read.
    #[error("the kept signing key: {0}")]
    Malformed(#[from] JwkFault),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The new key could not be made.
    #[error("a signing key could not be made: {0}")]
    NewKey(TokenError),
    /// The new key would not be accepted: `JWT_VALID_METHODS` lacks its algorithm.
    #[error(transparent)]
    NotAccepted(#[from] KeyError),
    /// A key could not be opened or sealed.
    #[error("encryption at rest (SECURITY_DB_ENCRYPTION_*): {0}")]
    Encryption(#[from] EncryptionError),
}

/// Makes a key for `algorithm` and puts it in the place of the present one.
pub async fn rotate(ctx: &Context, algorithm: Algorithm) -> Result<Rotated, RotationError> {
    if !ctx.keys.is_kept() {
        return Err(RotationError::Configured);
    }
    let new = generate(algorithm, &*ctx.chance).map_err(RotationError::NewKey)?;
    let kid = new.kid.clone().ok_or(RotationError::NotPublishable)?;
    let json = new.expose_json();
    // Before every node would find that it cannot.
    SigningKeys::from_kept(&json, [], &ctx.config.jwt)?;
    let sealed = ctx
        .encryption
        .seal(signing_keys::sealing_id(), &json, &*ctx.chance)?;
    let rotation = Rotation {
        sealed,
        life: delta(ctx.config.jwt.expiry),
        encryption: Arc::clone(&ctx.encryption),
        now: ctx.clock.now(),
    };
    let retired = ctx.store.write(move |conn| rotation.run(conn)).await??;
    Ok(Rotated {
        kid,
        retired_kid: retired.kid,
        accepted_until: retired.accepted_until,
    })
}

/// A rotation that is to be written.
struct Rotation {
    sealed: String,
    /// How long access tokens live.
    life: TimeDelta,
    encryption: Arc<Encryption>,
    now: DateTime<Utc>,
}

impl Rotation {
    /// Runs inside a transaction, maybe more than once.
    fn run(&self, conn: &mut DbConnection) -> QueryResult<Result<RetiredKey, RotationError>> {
        let Some(kept) = signing_keys::lock(conn)? else {
            return Ok(Err(RotationError::NoKey));
        };
        // Later than the last: nodes tell the keys apart by this.
        let at = self.now.max(kept.created_at.0 + TimeDelta::microseconds(1));
        match self.retired(&kept.private_jwk, at) {
            Ok(retired) => {
                signing_keys::replace(conn, &self.sealed, &retired, at)?;
                Ok(Ok(retired))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    fn retired(&self, kept: &str, at: DateTime<Utc>) -> Result<RetiredKey, RotationError> {
        let json = self.encryption.open(signing_keys::sealing_id(), kept)?;
        let public = PrivateJwk::parse(&json)?.public_half();
        let public = public.ok_or(RotationError::NotPublishable)?;
        let used_up = at.checked_add_signed(self.life.min(LONGEST) + LEEWAY);
        Ok(RetiredKey {
            public_jwk: public.expose_json(),
            kid: public.kid.ok_or(RotationError::NotPublishable)?,
            accepted_until: used_up.unwrap_or(DateTime::<Utc>::MAX_UTC),
        })
    }
}
