//! The sample user's way: signed in by ID token, looked up, refreshed, signed in again by code.

use super::calls::{Answered, Calls};
use super::parts::{CLIENT_IDS, Parts};
use super::show;
use crate::cli::exit::Exit;
use crate::sandbox::{CodeRequest, StandInUser, TokenRequest, hashed_nonce};
use anyhow::{Context as _, anyhow};
use serde_json::{Value, json};

/// The raw nonce of the example; an app takes a fresh random one for each sign-in.
const NONCE: &str = "a-fresh-random-value-for-each-sign-in";

/// Where the example's code is sent: under `SITE_URL`.
const REDIRECT_URI: &str = "http://localhost:3000/kakao";

/// Goes the whole way and shows each step; the first that fails ends it.
pub async fn sign_in_twice(parts: &Parts) -> Result<(), Exit> {
    let calls = Calls::new(&parts.url)?;
    let first = by_id_token(parts, &calls).await?;
    let access_token = text(&first, "access_token")?;
    let user = expect(calls.user(access_token).await?, "GET /user")?;
    show::looked_up(&user);
    let refresh_token = text(&first, "refresh_token")?;
    let body = json!({ "refresh_token": refresh_token });
    let refreshed = expect(calls.token("refresh_token", &body).await?, "the refresh")?;
    show::refreshed(&refreshed);
    let second = by_code(parts, &calls).await?;
    if first.pointer("/user/id") != second.pointer("/user/id") {
        return Err(anyhow!("the same Kakao account became two users").into());
    }
    show::same_user(&second);
    Ok(())
}

async fn by_id_token(parts: &Parts, calls: &Calls) -> Result<Value, Exit> {
    let request = TokenRequest {
        client_id: Some(CLIENT_IDS[1].to_owned()),
        nonce: Some(hashed_nonce(NONCE)),
        ..TokenRequest::of(StandInUser::sample())
    };
    let minted = parts
        .kakao
        .mint_id_token(&request)
        .context("the stand-in made no ID token")?;
    let body = json!({
        "provider": "kakao",
        "id_token": minted.id_token,
        "access_token": minted.access_token,
        "nonce": NONCE,
    });
    show::id_token(&body);
    let session = expect(
        calls.token("id_token", &body).await?,
        "the sign-in by ID token",
    )?;
    show::session(&session);
    Ok(session)
}

async fn by_code(parts: &Parts, calls: &Calls) -> Result<Value, Exit> {
    let code = parts
        .kakao
        .mint_code(&CodeRequest::of(StandInUser::sample(), REDIRECT_URI));
    let body = json!({ "provider": "kakao", "code": code, "redirect_uri": REDIRECT_URI });
    show::code(&body);
    expect(calls.token("id_token", &body).await?, "the sign-in by code")
}

fn expect(answered: Answered, what: &str) -> Result<Value, Exit> {
    if answered.status.is_success() {
        return Ok(answered.body);
    }
    Err(anyhow!("{what} failed with {}: {}", answered.status, answered.body).into())
}

fn text<'v>(body: &'v Value, member: &str) -> Result<&'v str, Exit> {
    let found = body.get(member).and_then(Value::as_str);
    Ok(found.with_context(|| format!("the session has no {member}"))?)
}
