//! Who an ID token speaks of: the provider's keys, the verification, and the profile that comes of its claims.

use super::context::delta;
use super::opening::KAKAO;
use super::{Caller, Context, Error};
use crate::domain::profile::usable_email;
use crate::domain::{Profile, Subject};
use crate::oidc::{Claims, Expected, NonceRule, UnverifiedToken, VerifyError};
use crate::provider::{Provider, Unavailable};

/// An ID token and what came along with it.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The token.
    pub id_token: &'a str,
    /// What its nonce must be.
    pub nonce: NonceRule<'a>,
    /// The provider's access token.
    pub access_token: Option<&'a str>,
    /// The only acceptable audiences; `None` for all that are configured.
    pub audiences: Option<&'a [String]>,
}

/// Verifies the token and tells whom it speaks of.
pub async fn of_id_token(
    ctx: &Context,
    provider: &Provider,
    shown: Shown<'_>,
    caller: &Caller,
) -> Result<Profile, Error> {
    let expected = expected(ctx, provider, shown);
    let now = ctx.clock.now();
    // A token that cannot be one costs no fetch.
    let unverified =
        UnverifiedToken::parse(shown.id_token).map_err(|reason| refused(ctx, reason))?;
    let keys = provider
        .keys(caller.remaining_for_provider())
        .await
        .map_err(unavailable)?;
    let claims = match unverified.verify(&keys, &expected, now) {
        Err(VerifyError::UnknownKid { .. }) => {
            let kid = unverified.kid().unwrap_or_default();
            let keys = provider
                .keys_with(kid, caller.remaining_for_provider())
                .await
                .map_err(unavailable)?;
            unverified.verify(&keys, &expected, now)
        }
        verdict => verdict,
    };
    claims
        .map(profile)
        .map_err(|reason| refused_with(ctx, reason, unverified.shown_kid()))
}

/// The refusal of an ID token of which no key is known, with the words that the settings allow.
pub fn refused(ctx: &Context, reason: VerifyError) -> Error {
    refused_with(ctx, reason, None)
}

fn refused_with(ctx: &Context, reason: VerifyError, kid: Option<String>) -> Error {
    Error::IdTokenRefused {
        reason,
        provider: KAKAO,
        kid,
        explain: ctx
            .config
            .kakao
            .as_ref()
            .is_some_and(|kakao| kakao.explain_refusals),
    }
}

/// A provider that cannot be had.
pub fn unavailable(Unavailable { fault, retry_after }: Unavailable) -> Error {
    Error::ProviderUnavailable {
        retry_after,
        reason: fault.to_string(),
    }
}

/// The nonce that a request must prove, by the settings.
pub fn nonce_rule<'a>(ctx: &Context, raw: Option<&'a str>) -> NonceRule<'a> {
    match &ctx.config.kakao {
        Some(kakao) if kakao.skip_nonce_check => NonceRule::Skip,
        kakao => NonceRule::Hashed {
            raw,
            required: kakao.as_ref().is_some_and(|kakao| kakao.require_nonce),
        },
    }
}

fn expected<'a>(ctx: &'a Context, provider: &'a Provider, shown: Shown<'a>) -> Expected<'a> {
    let configured = ctx
        .config
        .kakao
        .as_ref()
        .map_or(&[][..], |kakao| &kakao.client_ids);
    Expected {
        issuer: provider.issuer(),
        audiences: shown.audiences.unwrap_or(configured),
        leeway: delta(ctx.config.id_token.leeway),
        max_age: ctx.config.id_token.max_age.map(delta),
        nonce: shown.nonce,
        access_token: shown.access_token,
    }
}

fn profile(claims: Claims) -> Profile {
    Profile {
        provider: KAKAO.to_owned(),
        issuer: claims.issuer,
        subject: Subject::new(claims.subject),
        nickname: claims.nickname,
        picture: claims.picture,
        email: claims.email.as_deref().and_then(usable_email),
    }
}
