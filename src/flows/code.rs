//! A code of Kakao's: exchanged once, and then an ID token like any other. One that stands in place of an ID token is
//! checked first, as far as we can; those of the redirect flow come through [`super::redirect`].

use super::error::CodeRequestFault;
use super::id_token::IdTokenRequest;
use super::opening::{KAKAO, Vouched};
use super::person::{self, Shown, nonce_rule, refused, unavailable};
use super::{Caller, Context, Error};
use crate::config::kakao::KakaoConfig;
use crate::domain::profile::usable_email;
use crate::domain::{Profile, Subject};
use crate::oidc::{NonceRule, VerifyError};
use crate::provider::{CodeExchange, ExchangeError, Exchanged, Fault, Provider, ProviderToken};

/// A code that may be exchanged.
pub struct CodeGrant {
    pub(super) code: String,
    pub(super) redirect_uri: String,
    pub(super) code_verifier: Option<String>,
    pub(super) client_id: String,
    pub(super) nonce: CodeNonce,
}

/// What the nonce of the ID token that a code brings must be.
pub enum CodeNonce {
    /// The hash of the request's raw one, by the settings.
    Raw(Option<String>),
    /// The one that we gave to Kakao ourselves.
    Ours(String),
    /// The one that the client had us give to Kakao.
    Clients(String),
}

impl CodeGrant {
    /// The grant of a request that carries a code; `None` for one with an ID token.
    pub fn of(ctx: &Context, request: &IdTokenRequest) -> Result<Option<Self>, Error> {
        let Some(code) = &request.code else {
            return Ok(None);
        };
        let Some(kakao) = &ctx.config.kakao else {
            return Ok(None);
        };
        let redirect_uri = checked_redirect_uri(ctx, kakao, request).map_err(Error::CodeRequest)?;
        let client_id = client_id(kakao, request).map_err(Error::CodeRequest)?;
        Ok(Some(Self {
            code: code.clone(),
            redirect_uri,
            code_verifier: request.code_verifier.clone(),
            client_id,
            nonce: CodeNonce::Raw(request.nonce.clone()),
        }))
    }
}

/// Exchanges the code.
pub async fn exchange(
    provider: &Provider,
    grant: &CodeGrant,
    caller: &Caller,
) -> Result<Exchanged, Error> {
    let exchange = CodeExchange {
        code: &grant.code,
        redirect_uri: &grant.redirect_uri,
        client_id: &grant.client_id,
        code_verifier: grant.code_verifier.as_deref(),
    };
    provider
        .exchange(exchange, caller.remaining_for_provider())
        .await
        .map_err(exchange_failed)
}

/// Tells whom the code speaks of.
pub async fn vouched(
    ctx: &Context,
    provider: &Provider,
    grant: &CodeGrant,
    exchanged: Exchanged,
    caller: &Caller,
) -> Result<Vouched, Error> {
    let profile = person_of(ctx, provider, grant, &exchanged, caller).await?;
    Ok(Vouched {
        profile,
        provider_token: exchanged.access_token,
        provider_refresh_token: exchanged.refresh_token,
    })
}

/// Only the key that the code was exchanged with is acceptable as audience: another app key's token was not meant here.
async fn person_of(
    ctx: &Context,
    provider: &Provider,
    grant: &CodeGrant,
    exchanged: &Exchanged,
    caller: &Caller,
) -> Result<Profile, Error> {
    let access_token = exchanged.access_token.as_ref();
    if let Some(id_token) = &exchanged.id_token {
        let audiences = [grant.client_id.clone()];
        let shown = Shown {
            id_token,
            nonce: grant.nonce.rule(ctx),
            access_token: access_token.map(ProviderToken::expose),
            audiences: Some(&audiences),
        };
        return person::of_id_token(ctx, provider, shown, caller).await;
    }
    // Without an ID token there is no nonce to compare with: who sent one must not be let in without it.
    if let Some(reason) = grant.nonce.missed(ctx) {
        return Err(refused(ctx, reason));
    }
    let token = access_token.ok_or_else(|| Error::ProviderUnavailable {
        reason: "the provider answered with neither token".to_owned(),
        retry_after: std::time::Duration::from_secs(1),
    })?;
    let person = provider
        .profile(token, caller.remaining_for_provider())
        .await
        .map_err(unavailable)?;
    Ok(Profile {
        provider: KAKAO.to_owned(),
        issuer: provider.issuer().to_owned(),
        subject: Subject::new(person.subject),
        nickname: person.nickname,
        picture: person.picture,
        email: person.email.as_deref().and_then(usable_email),
    })
}

impl CodeNonce {
    fn rule<'a>(&'a self, ctx: &Context) -> NonceRule<'a> {
        match self {
            Self::Raw(raw) => nonce_rule(ctx, raw.as_deref()),
            Self::Ours(sent) | Self::Clients(sent) => NonceRule::Exact(sent),
        }
    }

    /// Why nobody is let in without an ID token; our own nonce is missed only where one is required.
    fn missed(&self, ctx: &Context) -> Option<VerifyError> {
        match (self, nonce_rule(ctx, None)) {
            (_, NonceRule::Skip) => None,
            (Self::Raw(Some(_)) | Self::Clients(_), _) => Some(VerifyError::NonceOneSided),
            (_, NonceRule::Hashed { required: true, .. }) => Some(VerifyError::NonceRequired),
            (_, NonceRule::Hashed { .. } | NonceRule::Exact(_)) => None,
        }
    }
}

fn checked_redirect_uri(
    ctx: &Context,
    kakao: &KakaoConfig,
    request: &IdTokenRequest,
) -> Result<String, CodeRequestFault> {
    if request.id_token.is_some() {
        return Err(CodeRequestFault::Both);
    }
    let target = request
        .redirect_uri
        .clone()
        .ok_or(CodeRequestFault::NoRedirectUri)?;
    // Codes of the redirect flow belong to the callback, which checks their state.
    if kakao.redirect_uri.as_ref() == Some(&target) {
        return Err(CodeRequestFault::RedirectUriOfCallback);
    }
    if !ctx.redirects.allows(&target) {
        return Err(CodeRequestFault::RedirectUriNotAllowed);
    }
    Ok(target)
}

fn client_id(kakao: &KakaoConfig, request: &IdTokenRequest) -> Result<String, CodeRequestFault> {
    let wanted = request.client_id.as_ref().or(kakao.client_ids.first());
    wanted
        .filter(|id| kakao.client_ids.contains(id))
        .cloned()
        .ok_or(CodeRequestFault::UnknownClientId)
}

fn exchange_failed(error: ExchangeError) -> Error {
    match error {
        ExchangeError::Refused { code } => Error::CodeRefused {
            code: code.to_string(),
        },
        ExchangeError::Misconfigured { code } => Error::ProviderMisconfigured {
            code: code.to_string(),
        },
        ExchangeError::Unavailable(error) => unavailable(error),
        ExchangeError::TimedOut => unavailable(Fault::NoAnswer.into()),
    }
}
