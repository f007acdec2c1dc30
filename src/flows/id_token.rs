//! `grant_type=id_token`: an ID token, or a code that is exchanged for one, becomes a session; or, with
//! `link_identity`, one more identity of the caller.
//!
//! The checks stand in the order in which clients know their errors: the request, the caller, the provider, then the
//! token itself.

use super::authenticate::authenticate;
use super::code::{self, CodeGrant};
use super::opening::{KAKAO, Vouched, open_session};
use super::person::{self, Shown, nonce_rule};
use super::{Caller, Context, Error, IssuedSession};
use crate::domain::UserId;
use crate::provider::Provider;

/// Who signs in where the setting names no other issuer.
const KAKAO_ISSUER: &str = "https://kauth.kakao.com";

/// The body of the grant; an empty member counts as absent. It holds tokens, so it has no Debug.
#[derive(Default, Clone)]
pub struct IdTokenRequest {
    /// The ID token.
    pub id_token: Option<String>,
    /// An authorization code in its place.
    pub code: Option<String>,
    /// Where the code was sent.
    pub redirect_uri: Option<String>,
    /// PKCE's verifier, if the code was asked for with a challenge.
    pub code_verifier: Option<String>,
    /// The key of the app that the code was issued to.
    pub client_id: Option<String>,
    /// The provider by its issuer.
    pub issuer: Option<String>,
    /// The provider by its name.
    pub provider: Option<String>,
    /// The raw nonce.
    pub nonce: Option<String>,
    /// The provider's access token, for `at_hash`.
    pub access_token: Option<String>,
    /// Link to the caller instead of signing in.
    pub link_identity: bool,
}

/// Signs in, or links.
pub async fn sign_in(
    ctx: &Context,
    request: IdTokenRequest,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    if request.id_token.is_none() && request.code.is_none() {
        return Err(Error::IdTokenRequired);
    }
    if request.provider.is_none() && (request.client_id.is_none() || request.issuer.is_none()) {
        return Err(Error::ProviderRequired);
    }
    let link_to = if request.link_identity {
        Some(linking_user(ctx, caller).await?)
    } else {
        None
    };
    let provider = provider_of(ctx, &request)?;
    // Before the work of checking a token, or of asking Kakao: under a load beyond its means the service says so cheaply.
    ctx.store.admit().await?;
    let vouched = vouched(ctx, provider, &request, caller).await?;
    open_session(ctx, vouched, link_to, caller).await
}

async fn linking_user(ctx: &Context, caller: &Caller) -> Result<UserId, Error> {
    if caller.authorization.as_deref().unwrap_or("").is_empty() {
        return Err(Error::LinkingNeedsBearer);
    }
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    if !ctx.config.security.manual_linking {
        return Err(Error::ManualLinkingDisabled);
    }
    Ok(authenticated.account.user.id)
}

fn provider_of<'c>(ctx: &'c Context, request: &IdTokenRequest) -> Result<&'c Provider, Error> {
    let issuer = ctx
        .kakao
        .as_ref()
        .map_or(KAKAO_ISSUER, |kakao| kakao.issuer());
    let provider = request.provider.as_deref().unwrap_or("");
    if provider == KAKAO || request.issuer.as_deref() == Some(issuer) {
        return ctx.kakao.as_deref().ok_or_else(|| Error::ProviderDisabled {
            issuer: issuer.to_owned(),
        });
    }
    let provider = provider.to_owned();
    Err(if provider.starts_with("custom:") {
        Error::CustomProviderNotFound { provider }
    } else {
        Error::UnknownProvider { provider }
    })
}

async fn vouched(
    ctx: &Context,
    provider: &Provider,
    request: &IdTokenRequest,
    caller: &Caller,
) -> Result<Vouched, Error> {
    if let Some(grant) = CodeGrant::of(ctx, request)? {
        let exchanged = code::exchange(provider, &grant, caller).await?;
        return code::vouched(ctx, provider, &grant, exchanged, caller).await;
    }
    let id_token = request.id_token.as_deref().ok_or(Error::IdTokenRequired)?;
    let shown = Shown {
        id_token,
        nonce: nonce_rule(ctx, request.nonce.as_deref()),
        access_token: request.access_token.as_deref(),
        audiences: None,
    };
    Ok(Vouched {
        profile: person::of_id_token(ctx, provider, shown, caller).await?,
        provider_token: None,
        provider_refresh_token: None,
    })
}
