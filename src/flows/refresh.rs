//! `grant_type=refresh_token`: a refresh token becomes a fresh access token and the next refresh token.

use super::issued::{Tokens, issue};
use super::{Caller, Context, Error, IssuedSession};
use crate::domain::refresh::Step;
use crate::store::writer::{RefreshJob, Refreshed, UpgradeKey};
use crate::token::refresh::{RefreshKey, RefreshToken};
use std::sync::Arc;

/// Answers a refresh token of either kind by one of the second kind.
pub async fn refresh(
    ctx: &Context,
    refresh_token: &str,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    let token = RefreshToken::parse(refresh_token).map_err(|_shape| Error::NotARefreshToken)?;
    let now = ctx.clock.now();
    let job = RefreshJob {
        token,
        rules: ctx.refresh_rules(),
        upgrade: UpgradeKey {
            key: RefreshKey::generate(&*ctx.chance),
            chance: Arc::clone(&ctx.chance),
        },
        encryption: Arc::clone(&ctx.encryption),
        audit_ids: ctx.audit_ids(),
        user_agent: caller.user_agent.clone(),
        ip: caller.address,
        now,
    };
    let refreshed = ctx.store.refresh(job).await?.map_err(Error::Refresh)?;
    let Refreshed {
        account,
        session,
        key,
        step,
    } = refreshed;
    let reuse_causes = match step {
        Step::Replay { causes, .. } => causes,
        Step::Rotate(_) | Step::Upgrade => Vec::new(),
    };
    let tokens = Tokens {
        key: &key,
        reuse_causes,
        provider_token: None,
        provider_refresh_token: None,
    };
    issue(ctx, account, &session, tokens, now)
}
