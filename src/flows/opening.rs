//! Opening a session for a person whom a provider vouches for, whichever way they came: the last step of every sign-in and
//! of every link.

use super::audit::tell;
use super::authenticate::{is_admin, verified};
use super::issued::{Tokens, issue};
use super::{Caller, Context, Error, IssuedSession};
use crate::domain::link::LinkRefusal;
use crate::domain::sign_in::{NewIds, SignInRefusal, SignInRules};
use crate::domain::{IdentityId, Profile, SessionId, UserId};
use crate::provider::ProviderToken;
use crate::store::writer::{SessionSeed, SignInFailure, SignInJob, SignedIn};
use crate::token::refresh::RefreshKey;
use chrono::{DateTime, Utc};

/// Kakao's name, in requests and in `identities.provider`.
pub const KAKAO: &str = "kakao";

/// A person whom the provider vouches for, and the provider's tokens if a code was exchanged.
pub struct Vouched {
    /// The person.
    pub profile: Profile,
    /// The provider's access token.
    pub provider_token: Option<ProviderToken>,
    /// The provider's refresh token.
    pub provider_refresh_token: Option<ProviderToken>,
}

/// Writes the sign-in and, once it is on disk, makes the session's tokens.
pub async fn open_session(
    ctx: &Context,
    vouched: Vouched,
    link_to: Option<UserId>,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    let _in_hand = ctx.store.enter();
    let now = ctx.clock.now();
    let key = RefreshKey::generate(&*ctx.chance);
    let seed = session_seed(ctx, &key, "oauth", caller)?;
    let job = sign_in_job(ctx, vouched.profile, link_to, Some(seed), caller, now);
    let SignedIn {
        account, session, ..
    } = change_account(ctx, job).await?;
    let session =
        session.ok_or_else(|| Error::Unexpected("a sign-in made no session".to_owned()))?;
    let tokens = Tokens {
        key: &key,
        reuse_causes: Vec::new(),
        provider_token: vouched.provider_token,
        provider_refresh_token: vouched.provider_refresh_token,
    };
    issue(ctx, account, &session, tokens, now)
}

/// The job of a sign-in, or of a link.
pub fn sign_in_job(
    ctx: &Context,
    profile: Profile,
    link_to: Option<UserId>,
    session: Option<SessionSeed>,
    caller: &Caller,
    now: DateTime<Utc>,
) -> SignInJob {
    let [user, identity, audit @ ..] = ctx.new_ids::<4>();
    SignInJob {
        profile,
        link_to,
        rules: rules(ctx, caller),
        ids: NewIds {
            user: UserId(user),
            identity: IdentityId(identity),
        },
        session,
        address: caller.address,
        audit_ids: ctx.writes_audit_rows().then_some(audit),
        now,
    }
}

/// Has the writer do the job.
pub async fn change_account(ctx: &Context, job: SignInJob) -> Result<SignedIn, Error> {
    let signed_in = ctx.store.sign_in(job).await?.map_err(refusal)?;
    tell(&signed_in.audit);
    if signed_in.email_taken {
        tracing::warn!(
            user = %signed_in.account.user.id,
            "a new user was made without an e-mail, because another user has it"
        );
    }
    Ok(signed_in)
}

/// A session to be made, with the key of its refresh tokens sealed as it is to be stored. `amr_method` is one of Supabase
/// Auth's (`oauth`, `anonymous`).
pub fn session_seed(
    ctx: &Context,
    key: &RefreshKey,
    amr_method: &'static str,
    caller: &Caller,
) -> Result<SessionSeed, Error> {
    let [id, amr_id] = ctx.new_ids();
    let hmac_key = ctx
        .encryption
        .seal(&id.to_string(), &key.expose_base64url(), &*ctx.chance)
        .map_err(|error| Error::Unexpected(error.to_string()))?;
    Ok(SessionSeed {
        id: SessionId(id),
        amr_id,
        amr_method,
        hmac_key,
        user_agent: caller.user_agent.clone(),
        ip: caller.address,
    })
}

/// The settings of a sign-in by a provider.
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

/// `aud` of a new user. `X-JWT-AUD` counts only together with an admin's token: it decides what a stranger's token will be good for.
pub fn new_users_audience(ctx: &Context, caller: &Caller) -> String {
    let ours = || ctx.config.jwt.audience.clone();
    let Some(asked) = &caller.audience else {
        return ours();
    };
    match verified(ctx, caller.authorization.as_deref()) {
        Ok(token) if is_admin(ctx, &token) => asked.clone(),
        Ok(_) | Err(_) => ours(),
    }
}

/// Why somebody was not signed in, or an identity not linked.
pub fn refusal(failure: SignInFailure) -> Error {
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
