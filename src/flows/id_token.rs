//! `grant_type=id_token`: an ID token, or a code that is exchanged for one, becomes a session; or, with
//! `link_identity`, one more identity of the caller.
//!
//! The checks stand in the order in which clients know their errors: the request, the caller, the provider, then the
//! token itself.

use super::authenticate::{authenticate, is_admin, verified};
use super::code::{self, CodeGrant};
use super::issued::{Tokens, issue};
use super::person::{self, Shown};
use super::{Caller, Context, Error, IssuedSession};
use crate::domain::link::LinkRefusal;
use crate::domain::sign_in::{NewIds, SignInRefusal, SignInRules};
use crate::domain::{IdentityId, Profile, SessionId, UserId};
use crate::provider::{Provider, ProviderToken};
use crate::store::writer::{SessionSeed, SignInFailure, SignInJob, SignedIn};
use crate::token::refresh::RefreshKey;

/// Kakao's name, here and in `identities.provider`.
pub const KAKAO: &str = "kakao";

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

/// A person whom the provider vouches for, and the provider's tokens if a code was exchanged.
pub struct Vouched {
    /// The person.
    pub profile: Profile,
    /// The provider's access token.
    pub provider_token: Option<ProviderToken>,
    /// The provider's refresh token.
    pub provider_refresh_token: Option<ProviderToken>,
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
        return code::exchange(ctx, provider, &grant, caller).await;
    }
    let id_token = request.id_token.as_deref().ok_or(Error::IdTokenRequired)?;
    let shown = Shown {
        id_token,
        nonce: request.nonce.as_deref(),
        access_token: request.access_token.as_deref(),
        audiences: None,
    };
    Ok(Vouched {
        profile: person::of_id_token(ctx, provider, shown, caller).await?,
        provider_token: None,
        provider_refresh_token: None,
    })
}

/// Writes the sign-in and, once it is on disk, makes the session's tokens.
async fn open_session(
    ctx: &Context,
    vouched: Vouched,
    link_to: Option<UserId>,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    let now = ctx.clock.now();
    let key = RefreshKey::generate(&*ctx.chance);
    let session = session_seed(ctx, &key, caller)?;
    let job = SignInJob {
        profile: vouched.profile,
        link_to,
        rules: rules(ctx, caller),
        ids: NewIds {
            user: UserId(ctx.new_id()),
            identity: IdentityId(ctx.new_id()),
        },
        session,
        audit_ids: ctx.audit_ids(),
        now,
    };
    let SignedIn {
        account,
        session,
        email_taken,
        ..
    } = ctx.store.sign_in(job).await?.map_err(refusal)?;
    if email_taken {
        tracing::warn!(
            user = %account.user.id,
            "a new user was made without an e-mail, because another user has it"
        );
    }
    let tokens = Tokens {
        key: &key,
        reuse_causes: Vec::new(),
        provider_token: vouched.provider_token,
        provider_refresh_token: vouched.provider_refresh_token,
    };
    issue(ctx, account, &session, tokens, now)
}

fn session_seed(ctx: &Context, key: &RefreshKey, caller: &Caller) -> Result<SessionSeed, Error> {
    let id = ctx.new_id();
    let hmac_key = ctx
        .encryption
        .seal(&id.to_string(), &key.expose_base64url(), &*ctx.chance)
        .map_err(|error| Error::Unexpected(error.to_string()))?;
    Ok(SessionSeed {
        id: SessionId(id),
        amr_id: ctx.new_id(),
        amr_method: "oauth",
        hmac_key,
        user_agent: caller.user_agent.clone(),
        ip: caller.address,
    })
}

fn rules(ctx: &Context, caller: &Caller) -> SignInRules {
    let sign_up = &ctx.config.sign_up;
    SignInRules {
        sign_up_disabled: sign_up.disabled,
        email_optional: ctx
            .config
            .kakao
            .as_ref()
            .is_none_or(|kakao| kakao.email_optional),
        autoconfirm: sign_up.autoconfirm,
        allow_unverified: sign_up.allow_unverified,
        audience: new_users_audience(ctx, caller),
        role: ctx.config.jwt.default_role.clone(),
    }
}

/// `X-JWT-AUD` counts only together with an admin's token: it decides what a stranger's token will be good for.
fn new_users_audience(ctx: &Context, caller: &Caller) -> String {
    let ours = || ctx.config.jwt.audience.clone();
    let Some(asked) = &caller.audience else {
        return ours();
    };
    match verified(ctx, caller.authorization.as_deref()) {
        Ok(token) if is_admin(ctx, &token) => asked.clone(),
        Ok(_) | Err(_) => ours(),
    }
}

fn refusal(failure: SignInFailure) -> Error {
    let needs_verification = |has_email| Error::EmailNeedsVerification {
        provider: KAKAO,
        has_email,
    };
    match failure {
        SignInFailure::SignIn(SignInRefusal::SignUpDisabled) => Error::SignUpDisabled,
        SignInFailure::SignIn(SignInRefusal::Banned) => Error::UserBanned,
        SignInFailure::SignIn(SignInRefusal::NoEmail) => needs_verification(false),
        SignInFailure::SignIn(SignInRefusal::UnconfirmedEmail) => needs_verification(true),
        SignInFailure::Link(LinkRefusal::AlreadyLinked) => Error::IdentityAlreadyLinked,
        SignInFailure::Link(LinkRefusal::LinkedToAnother) => Error::IdentityLinkedToAnother,
        SignInFailure::Link(LinkRefusal::EmailExists) => Error::EmailExists,
        // Deleted or banned between the check of the bearer token and the transaction.
        SignInFailure::Link(LinkRefusal::NotAllowed) => Error::UserNotFound,
    }
}
