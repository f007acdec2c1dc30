//! `grant_type=refresh_token`: a refresh token becomes a fresh access token and the next refresh token.

use super::audit::tell;
use super::issued::{Tokens, issue, issue_first_kind};
use super::{Caller, Context, Error, IssuedSession};
use crate::domain::refresh::Step;
use crate::store::writer::{CurrentToken, RefreshJob, Refreshed, UpgradeKey};
use crate::token::refresh::{RefreshKey, RefreshToken};
use std::sync::Arc;

/// Answers a refresh token of either kind: by one of the second kind, or by one of the first in a session that is not to
/// move on yet.
pub async fn refresh(
    ctx: &Context,
    refresh_token: &str,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    let token = RefreshToken::parse(refresh_token).map_err(|_shape| Error::NotARefreshToken)?;
    ctx.store.admit().await?;
    let _in_hand = ctx.store.enter();
    let now = ctx.clock.now();
    let job = RefreshJob {
        token,
        rules: ctx.refresh_rules(),
        single_by_tag: ctx.single_by_tag(),
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
        token,
        step,
        audit,
    } = refreshed;
    tell(&audit);
    let key = match token {
        CurrentToken::SecondKind(key) => key,
        CurrentToken::FirstKind(token) => {
            let is_replay = step == Step::Active;
            return issue_first_kind(ctx, account, &session, &token, is_replay, now);
        }
    };
    let reuse_causes = match step {
        Step::Replay { causes, .. } => causes,
        Step::Rotate(_) | Step::Upgrade | Step::Child | Step::Active => Vec::new(),
    };
    let tokens = Tokens {
        key: &key,
        reuse_causes,
        provider_token: None,
        provider_refresh_token: None,
    };
    issue(ctx, account, &session, tokens, now)
}
