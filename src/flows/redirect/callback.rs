//! `/callback`: a browser comes back from the provider.
//!
//! The state is claimed first, in a transaction of its own, whatever the provider has to say: of many browsers that come
//! back with it one goes on, and none comes again. Only then is the provider asked.

use super::super::code::{self, CodeGrant, CodeNonce};
use super::super::opening::{Vouched, open_session};
use super::super::{Caller, Context, Error, IssuedSession};
use super::{RedirectError, arrival, expiry, provider_of};
use crate::domain::flow::{CallbackRefusal, Claimed};
use crate::domain::{Flow, FlowId};
use crate::store::flow_notes::Note;
use crate::store::users::{self, invited};
use crate::store::{DbConnection, QueryResult, flow_notes, flow_states, identities};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// How much of a code an app is told when it could not be exchanged, in characters.
const OPENING: usize = 4;

/// What the browser brings back; an absent parameter is empty. It may hold a code, so it has no Debug.
#[derive(Default)]
pub struct CallbackRequest {
    /// The flow.
    pub state: String,
    /// The provider's code.
    pub code: String,
    /// The provider's refusal.
    pub error: String,
    /// The provider's words on it.
    pub error_description: String,
}

/// Where the browser goes, and what it takes along. It holds live tokens, so it has no Debug.
pub enum Landing {
    /// The implicit flow: the session itself.
    Session {
        /// Where.
        target: String,
        /// What.
        issued: Box<IssuedSession>,
    },
    /// PKCE: a code for the exchange.
    Code {
        /// Where.
        target: String,
        /// What.
        code: String,
    },
}

/// A browser that brought nothing usable.
#[derive(Debug)]
pub struct Astray {
    /// Where the app wants to hear of it; `None` where it is not known which app that is.
    pub target: Option<String>,
    /// What there is to hear.
    pub error: Error,
}

/// Takes a browser back.
pub async fn come_back(
    ctx: &Context,
    request: CallbackRequest,
    caller: &Caller,
) -> Result<Landing, Astray> {
    let nowhere = |error| Astray {
        target: None,
        error,
    };
    let (flow, note) = claim(ctx, &request.state).await.map_err(nowhere)?;
    let target = target_of(ctx, &flow);
    land(ctx, flow, note, request, caller)
        .await
        .map_err(|error| Astray {
            target: target.filter(|_| !leads_nowhere(&error)),
            error,
        })
}

/// A link without its user has no app to go back to.
fn leads_nowhere(error: &Error) -> bool {
    matches!(error, Error::Redirect(RedirectError::LinkingTargetNotFound))
}

fn target_of(ctx: &Context, flow: &Flow) -> Option<String> {
    let overriding = ctx.config.redirects.override_url.clone();
    overriding
        .or_else(|| flow.referrer.clone())
        .or_else(|| ctx.redirects.site().map(str::to_owned))
}

async fn claim(ctx: &Context, state: &str) -> Result<(Flow, Note), Error> {
    if state.is_empty() {
        return Err(RedirectError::StateMissing.into());
    }
    let id = match Uuid::try_parse(state) {
        Ok(id) => FlowId(id),
        Err(_) => return Err(RedirectError::StateInvalid.into()),
    };
    // A stranger's guess must not make anyone wait for a lock.
    if ctx
        .store
        .read(move |conn| flow_states::find(conn, id))
        .await?
        .is_none()
    {
        return Err(RedirectError::State(CallbackRefusal::NotFound).into());
    }
    let (expiry, now) = (expiry(ctx), ctx.clock.now());
    ctx.store
        .write(move |conn| claim_within(conn, id, expiry, now))
        .await?
}

fn claim_within(
    conn: &mut DbConnection,
    id: FlowId,
    expiry: TimeDelta,
    now: DateTime<Utc>,
) -> QueryResult<Result<(Flow, Note), Error>> {
    let refused = |refusal| Ok(Err(RedirectError::State(refusal).into()));
    let Some(flow) = flow_states::lock(conn, id)? else {
        return refused(CallbackRefusal::NotFound);
    };
    let claimed = match flow.come_back(expiry, now) {
        Ok(claimed) => claimed,
        Err(refusal) => return refused(refusal),
    };
    if let Some(target) = flow.linking_target {
        let user = users::find(conn, target)?;
        if user.is_none_or(|user| user.deleted_at.is_some()) {
            return Ok(Err(RedirectError::LinkingTargetNotFound.into()));
        }
    }
    let was_free = match claimed {
        Claimed::AwaitsExchange => flow_states::claim(conn, id, now)?,
        Claimed::Ends => flow_states::delete(conn, id)?,
    };
    if !was_free {
        return refused(CallbackRefusal::AlreadyUsed);
    }
    let note = flow_notes::find(conn, id)?;
    flow_notes::delete(conn, id)?;
    Ok(Ok((flow, note)))
}

async fn land(
    ctx: &Context,
    flow: Flow,
    note: Note,
    request: CallbackRequest,
    caller: &Caller,
) -> Result<Landing, Error> {
    if !request.error.is_empty() {
        return Err(RedirectError::ProviderSaid {
            error: request.error,
            description: request.error_description,
        }
        .into());
    }
    // It may have begun elsewhere, where the implicit flow is on.
    if !flow.is_pkce() && !ctx.config.redirects.implicit_enabled {
        return Err(RedirectError::ImplicitFlowDisabled.into());
    }
    let vouched = vouched(ctx, &flow, note, request.code, caller).await?;
    if vouched.profile.email.is_none() && !flow.email_optional {
        return Err(RedirectError::NoEmail.into());
    }
    check_invitation(ctx, &flow, &vouched).await?;
    let target = target_of(ctx, &flow).ok_or(RedirectError::NoTarget)?;
    if !flow.is_pkce() {
        let issued = match open_session(ctx, vouched, flow.linking_target, caller).await {
            Ok(issued) => Box::new(issued),
            Err(error) => return Err(of_link(ctx, &flow, error).await?),
        };
        return Ok(Landing::Session { target, issued });
    }
    let code = flow.auth_code.clone();
    let code = code.ok_or_else(|| Error::Unexpected("a flow has no code".to_owned()))?;
    match flow.linking_target {
        Some(user) => arrival::await_link(ctx, &flow, user, &vouched).await?,
        None => arrival::await_session(ctx, &flow, vouched, caller).await?,
    }
    Ok(Landing::Code { target, code })
}

/// Who a link is to can be deleted or banned while the browser is at the provider.
async fn of_link(ctx: &Context, flow: &Flow, error: Error) -> Result<Error, Error> {
    let (Some(target), Error::UserNotFound) = (flow.linking_target, &error) else {
        return Ok(error);
    };
    let user = ctx
        .store
        .read(move |conn| users::find(conn, target))
        .await?;
    let is_banned = user.is_some_and(|user| user.is_banned(ctx.clock.now()));
    Ok(if is_banned {
        Error::UserBanned
    } else {
        RedirectError::LinkingTargetNotFound.into()
    })
}

/// Exchanges the code at the provider and verifies who it speaks of.
async fn vouched(
    ctx: &Context,
    flow: &Flow,
    note: Note,
    code: String,
    caller: &Caller,
) -> Result<Vouched, Error> {
    if code.is_empty() {
        return Err(RedirectError::CodeMissing.into());
    }
    let kakao = provider_of(ctx, &flow.provider).map_err(RedirectError::ProviderGone)?;
    let opening: String = code.chars().take(OPENING).collect();
    let grant = CodeGrant {
        code,
        redirect_uri: kakao.redirect_uri.to_owned(),
        code_verifier: kakao.config.pkce.then(|| ctx.flow_key.verifier(flow.id)),
        client_id: kakao.client_id.to_owned(),
        nonce: match note.nonce {
            Some(nonce) => CodeNonce::Clients(nonce),
            None => CodeNonce::Ours(ctx.flow_key.nonce(flow.id)),
        },
    };
    let exchanged = code::exchange(kakao.provider, &grant, caller)
        .await
        .map_err(|cause| RedirectError::CodeNotExchanged {
            opening,
            cause: Box::new(cause),
        })?;
    let vouched = code::vouched(ctx, kakao.provider, &grant, exchanged, caller).await;
    Ok(vouched.map_err(|cause| RedirectError::NoProfile {
        cause: Box::new(cause),
    })?)
}

/// An invitation is for one e-mail, and for a person who has no account here. The account decision then finds the invited
/// user by that e-mail.
async fn check_invitation(ctx: &Context, flow: &Flow, vouched: &Vouched) -> Result<(), Error> {
    let Some(token) = flow
        .invite_token
        .clone()
        .filter(|_| flow.linking_target.is_none())
    else {
        return Ok(());
    };
    let (provider, subject) = (
        vouched.profile.provider.clone(),
        vouched.profile.subject.clone(),
    );
    let (invited, owner) = ctx
        .store
        .read(move |conn| {
            let invited = invited::find(conn, &token)?;
            Ok((invited, identities::owner(conn, &provider, &subject)?))
        })
        .await?;
    let invited = invited.ok_or(RedirectError::InviteNotFound)?;
    if invited.email.is_none() || invited.email != vouched.profile.email {
        return Err(RedirectError::InviteMismatch.into());
    }
    match owner {
        Some(owner) if owner != invited.id => Err(Error::IdentityLinkedToAnother),
        Some(_) | None => Ok(()),
    }
}
