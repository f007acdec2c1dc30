//! A password as the column keeps it: bcrypt as Supabase Auth makes it, sealed where the settings want that.

use crate::domain::UserId;
use crate::flows::{Context, Error};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bcrypt::Version;
use tokio::sync::Semaphore;

/// The logarithm of bcrypt's rounds.
const COST: u32 = 10;

/// 64 characters that nobody will ever know: whoever has this password has none.
pub fn random(ctx: &Context) -> String {
    let mut bytes = [0; 48];
    ctx.chance.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Hashing is slow on purpose, and whoever signs in meanwhile needs a processor, too.
static HASHING: Semaphore = Semaphore::const_new(2);

/// The hash of a password of at most 72 bytes without NUL. It takes some 60 ms, on a blocking thread.
pub async fn hash(ctx: &Context, password: String) -> Result<String, Error> {
    let mut salt = [0; 16];
    ctx.chance.fill(&mut salt);
    let hashing = move || bcrypt::hash_with_salt(password, COST, salt);
    let turn = HASHING.acquire().await;
    let failed = |error: String| Error::Unexpected(format!("a password was not hashed: {error}"));
    let parts = tokio::task::spawn_blocking(hashing)
        .await
        .map_err(|error| failed(error.to_string()))?
        .map_err(|error| failed(error.to_string()))?;
    drop(turn);
    Ok(parts.format_for_version(Version::TwoA))
}

/// The hash as the row of `user` keeps it.
pub fn seal(ctx: &Context, user: UserId, hash: &str) -> Result<String, Error> {
    ctx.encryption
        .seal(&user.to_string(), hash, &*ctx.chance)
        .map_err(|error| Error::Unexpected(error.to_string()))
}
