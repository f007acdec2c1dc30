//! `GET /authorize` and `GET /user/identities/authorize`: a flow begins, and a browser is told where to go.

use super::super::authenticate::authenticate;
use super::super::{Caller, Context, Error};
use super::{Kakao, RedirectError, provider_of};
use crate::domain::flow::{Challenge, OAUTH, s256};
use crate::domain::{Flow, FlowId, UserId};
use crate::provider::AuthorizeRequest;
use crate::store::flow_notes::Note;
use crate::store::users::invited;
use crate::store::{DbConnection, flow_notes, flow_states};

/// What is passed on to Kakao as it came.
pub const PASSED_ON: [&str; 5] = [
    "prompt",
    "login_hint",
    "service_terms",
    "channel_public_id",
    "lang",
];

/// Bytes of a nonce of the client's; a SHA-256 in hexadecimal has 64.
const LONGEST_NONCE: usize = 512;

/// The parameters of a flow that is to begin; an absent one is empty.
#[derive(Default)]
pub struct BeginRequest {
    /// The provider's name, in any case.
    pub provider: String,
    /// Scopes in addition to the configured ones, separated by blanks or commas.
    pub scopes: String,
    /// PKCE's challenge; without one the flow is implicit.
    pub code_challenge: String,
    /// How it came of its verifier.
    pub code_challenge_method: String,
    /// The invitation that the flow answers.
    pub invite_token: String,
    /// A nonce in place of ours.
    pub nonce: String,
    /// Those of [`PASSED_ON`] that came.
    pub passed_on: Vec<(String, String)>,
    /// Where the browser may go in the end, the best first.
    pub targets: Vec<String>,
}

/// Begins a sign-in; the address that the browser is to go to.
pub async fn sign_in(
    ctx: &Context,
    request: BeginRequest,
    caller: &Caller,
) -> Result<String, Error> {
    begin(ctx, request, None, caller).await
}

/// Begins a link to the caller's user.
pub async fn link(ctx: &Context, request: BeginRequest, caller: &Caller) -> Result<String, Error> {
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    if !ctx.config.security.manual_linking {
        return Err(Error::ManualLinkingDisabled);
    }
    let user = authenticated.account.user.id;
    begin(ctx, request, Some(user), caller).await
}

async fn begin(
    ctx: &Context,
    request: BeginRequest,
    linking_target: Option<UserId>,
    caller: &Caller,
) -> Result<String, Error> {
    let kakao = provider_of(ctx, &request.provider).map_err(RedirectError::UnsupportedProvider)?;
    check_invitation(ctx, &request.invite_token).await?;
    let challenge = Challenge::parse(&request.code_challenge_method, &request.code_challenge)
        .map_err(RedirectError::Challenge)?;
    if challenge.is_none() && !ctx.config.redirects.implicit_enabled {
        return Err(RedirectError::ImplicitFlowDisabled.into());
    }
    let flow = Flow {
        id: FlowId(ctx.new_id()),
        user: None,
        auth_code: challenge.as_ref().map(|_| ctx.new_id().to_string()),
        challenge,
        provider: super::KAKAO.to_owned(),
        authentication_method: OAUTH.to_owned(),
        provider_token: String::new(),
        provider_refresh_token: String::new(),
        created_at: ctx.clock.now(),
        came_back_at: None,
        invite_token: given(&request.invite_token),
        referrer: referrer(ctx, &request.targets)?,
        linking_target,
        email_optional: kakao.config.email_optional,
    };
    check_nonce(&request.nonce)?;
    let address = address(ctx, &kakao, &request, flow.id, caller).await?;
    keep(ctx, flow, given(&request.nonce)).await?;
    Ok(address)
}

/// It is kept, and anybody may ask.
fn check_nonce(nonce: &str) -> Result<(), RedirectError> {
    if nonce.contains('\0') {
        return Err(RedirectError::NulCharacter("nonce"));
    }
    if nonce.len() > LONGEST_NONCE {
        return Err(RedirectError::NonceTooLong);
    }
    Ok(())
}

async fn check_invitation(ctx: &Context, token: &str) -> Result<(), Error> {
    let Some(token) = given(token) else {
        return Ok(());
    };
    // No database keeps a NUL, so no invitation has one.
    let invited = if token.contains('\0') {
        None
    } else {
        let find = move |conn: &mut DbConnection| invited::find(conn, &token);
        ctx.store.read(find).await?
    };
    match invited {
        Some(_) => Ok(()),
        None => Err(RedirectError::InvitedUserNotFound.into()),
    }
}

/// Where the browser goes in the end. With a target that overrides all others there need not be any.
fn referrer(ctx: &Context, targets: &[String]) -> Result<Option<String>, RedirectError> {
    let chosen = ctx.redirects.choose(targets.iter().map(String::as_str));
    if chosen.is_none() && ctx.config.redirects.override_url.is_none() {
        return Err(RedirectError::NoTarget);
    }
    Ok(chosen)
}

async fn address(
    ctx: &Context,
    kakao: &Kakao<'_>,
    request: &BeginRequest,
    flow: FlowId,
    caller: &Caller,
) -> Result<String, Error> {
    let nonce = given(&request.nonce).unwrap_or_else(|| ctx.flow_key.nonce(flow));
    let challenge = kakao
        .config
        .pkce
        .then(|| s256(&ctx.flow_key.verifier(flow)));
    let asked = AuthorizeRequest {
        client_id: kakao.client_id,
        redirect_uri: kakao.redirect_uri,
        scope: &scope(&kakao.config.scopes, &request.scopes),
        state: &flow.to_string(),
        nonce: &nonce,
        code_challenge: challenge.as_deref(),
        others: &request.passed_on,
    };
    kakao
        .provider
        .authorize_address(&asked, caller.remaining_for_provider())
        .await
        .map_err(super::super::person::unavailable)
}

/// The configured scopes and then those of the request, each once.
fn scope(configured: &[String], more: &str) -> String {
    let more = more.split(|c: char| c == ',' || c.is_whitespace());
    let mut scopes: Vec<&str> = Vec::new();
    for scope in configured.iter().map(String::as_str).chain(more) {
        if !scope.is_empty() && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

async fn keep(ctx: &Context, flow: Flow, nonce: Option<String>) -> Result<(), Error> {
    let note = nonce.map(|nonce| Note {
        nonce: Some(nonce),
        person: None,
    });
    ctx.store
        .write(move |conn| {
            flow_states::insert(conn, &flow)?;
            match &note {
                Some(note) => flow_notes::insert(conn, flow.id, note, flow.created_at),
                None => Ok(0),
            }
        })
        .await?;
    Ok(())
}

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
