//! What a flow keeps between its callback and its exchange: the provider's tokens, and the person who is to be linked.
//! Where encryption at rest is on it is sealed for the flow, so that it cannot be moved to another.

use super::super::{Context, Error};
use crate::domain::{Flow, FlowId, Profile, Subject};
use crate::provider::ProviderToken;
use crate::store::flow_states::KeptTokens;
use serde::{Deserialize, Serialize};

/// A person as a note keeps them.
#[derive(Serialize, Deserialize)]
struct Person {
    provider: String,
    issuer: String,
    subject: String,
    nickname: Option<String>,
    picture: Option<String>,
    email: Option<String>,
}

/// The provider's tokens as the flow's row is to keep them.
pub fn keep_tokens(
    ctx: &Context,
    flow: FlowId,
    access: Option<&ProviderToken>,
    refresh: Option<&ProviderToken>,
) -> Result<KeptTokens, Error> {
    let kept = |token: Option<&ProviderToken>| match token {
        Some(token) => seal(ctx, flow, token.expose()),
        None => Ok(String::new()),
    };
    Ok(KeptTokens {
        access: kept(access)?,
        refresh: kept(refresh)?,
    })
}

/// The provider's access token and its refresh token, as the flow's row kept them.
pub fn tokens_of(
    ctx: &Context,
    flow: &Flow,
) -> Result<(Option<ProviderToken>, Option<ProviderToken>), Error> {
    let token = |kept: &str| match kept {
        "" => Ok(None),
        kept => open(ctx, flow.id, kept).map(|token| Some(ProviderToken::new(token))),
    };
    Ok((
        token(&flow.provider_token)?,
        token(&flow.provider_refresh_token)?,
    ))
}

/// A person as a note is to keep them.
pub fn keep_person(ctx: &Context, flow: FlowId, profile: &Profile) -> Result<String, Error> {
    let person = Person {
        provider: profile.provider.clone(),
        issuer: profile.issuer.clone(),
        subject: profile.subject.as_str().to_owned(),
        nickname: profile.nickname.clone(),
        picture: profile.picture.clone(),
        email: profile.email.clone(),
    };
    let json = serde_json::to_string(&person).or(Err(unreadable()))?;
    seal(ctx, flow, &json)
}

/// The person whom a note kept.
pub fn person_of(ctx: &Context, flow: FlowId, kept: &str) -> Result<Profile, Error> {
    let json = open(ctx, flow, kept)?;
    // What serde says could repeat a part of it.
    let person: Person = serde_json::from_str(&json).or(Err(unreadable()))?;
    Ok(Profile {
        provider: person.provider,
        issuer: person.issuer,
        subject: Subject::new(person.subject),
        nickname: person.nickname,
        picture: person.picture,
        email: person.email,
    })
}

fn seal(ctx: &Context, flow: FlowId, text: &str) -> Result<String, Error> {
    ctx.encryption
        .seal(&flow.to_string(), text, &*ctx.chance)
        .map_err(|error| Error::Unexpected(error.to_string()))
}

fn open(ctx: &Context, flow: FlowId, kept: &str) -> Result<String, Error> {
    ctx.encryption
        .open(&flow.to_string(), kept)
        .map_err(|error| Error::Unexpected(error.to_string()))
}

fn unreadable() -> Error {
    Error::Unexpected("a person who waits to be linked cannot be written or read".to_owned())
}
