//! `POST /oauth/token`: a code, or a refresh token, for tokens (RFC 6749, sections 4.1.3 and 6), as Kakao does it.
//!
//! A code is good once, for the app key, redirect URI and challenge that it was minted with. A refused attempt does
//! not use it up.

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    web::{Bytes, Data},
};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde::Serialize;

use super::{
    claims::Login,
    form::Form,
    options::StandInUser,
    refusal::Refusal,
    state::{ACCESS_LIFE, Code, Renewable, State, lock},
};

/// How long a refresh token is good for.
const REFRESH_LIFE: TimeDelta = TimeDelta::days(60);

/// A refresh token with less than this left is replaced when it is used.
const REFRESH_RENEWED: TimeDelta = TimeDelta::days(30);

/// Kakao's answer, in Kakao's order.
#[derive(Serialize)]
struct Tokens {
    token_type: &'static str,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token_expires_in: Option<i64>,
    scope: String,
}

/// `POST /oauth/token`
pub(super) async fn token(state: Data<State>, body: Bytes) -> HttpResponse {
    match answer(&state, &body) {
        Ok(tokens) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_TYPE, "application/json;charset=UTF-8"))
            .json(tokens),
        Err(refusal) => refusal.response(),
    }
}

fn answer(state: &State, body: &[u8]) -> Result<Tokens, Refusal> {
    let form = Form::parse(body)?;
    if let Some(order) = state.faults.take_refusal() {
        let code = form.find("code").unwrap_or("").to_owned();
        return Err(Refusal::Ordered { order, code });
    }
    match form.required("grant_type")? {
        "authorization_code" => by_code(state, &form),
        "refresh_token" => by_refresh_token(state, &form),
        other => Err(Refusal::UnsupportedGrant {
            grant_type: other.to_owned(),
        }),
    }
}

fn by_code(state: &State, form: &Form) -> Result<Tokens, Refusal> {
    let client_id = authenticated_client(state, form)?;
    let (login, openid) = redeem(state, form, client_id)?;
    let has_id_token = openid && !state.faults.leaves_out_id_tokens();
    let renewable = Renewable {
        login,
        has_id_token,
    };
    issue(state, &renewable, true)
}

/// Takes the code, if everything that it is bound to fits; with whether it is good for an ID token.
fn redeem(state: &State, form: &Form, client_id: &str) -> Result<(Login, bool), Refusal> {
    let code = form.required("code")?;
    let redirect_uri = form.required("redirect_uri")?;
    let mut codes = lock(&state.codes);
    let Some((found, _)) = codes.find(code, state.clock.now()) else {
        return Err(Refusal::CodeUnusable {
            code: code.to_owned(),
        });
    };
    if found.login.client_id != client_id {
        return Err(Refusal::CodeOfAnotherKey {
            code: code.to_owned(),
        });
    }
    if found.redirect_uri != redirect_uri {
        return Err(Refusal::RedirectMismatch {
            redirect_uri: redirect_uri.to_owned(),
        });
    }
    check_verifier(found, form, code)?;
    let redeemed = (found.login.clone(), found.openid);
    codes.remove(code);
    Ok(redeemed)
}

/// RFC 7636, section 4.6, for S256.
fn check_verifier(found: &Code, form: &Form, code: &str) -> Result<(), Refusal> {
    let Some(challenge) = &found.challenge else {
        return Ok(());
    };
    let verifier = form.required("code_verifier")?;
    if URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == *challenge {
        return Ok(());
    }
    Err(Refusal::VerifierMismatch {
        code: code.to_owned(),
    })
}

fn by_refresh_token(state: &State, form: &Form) -> Result<Tokens, Refusal> {
    let client_id = authenticated_client(state, form)?;
    let token = form.required("refresh_token")?;
    let now = state.clock.now();
    let mut refresh_tokens = lock(&state.refresh_tokens);
    let (mut renewable, ends) = match refresh_tokens.find(token, now) {
        Some((found, ends)) if found.login.client_id == client_id => (found.clone(), ends),
        Some(_) | None => {
            return Err(Refusal::RefreshTokenUnusable {
                token: token.to_owned(),
            });
        }
    };
    let renew = ends - now < REFRESH_RENEWED;
    if renew {
        refresh_tokens.remove(token);
    }
    drop(refresh_tokens);
    // OpenID Connect Core 1.0, section 12.2: the nonce was for the first ID token.
    renewable.login.nonce = None;
    issue(state, &renewable, renew)
}

fn issue(state: &State, renewable: &Renewable, with_refresh: bool) -> Result<Tokens, Refusal> {
    let login = &renewable.login;
    let id_token = renewable
        .has_id_token
        .then(|| state.id_token(login))
        .transpose()
        .map_err(Refusal::Failed)?;
    let refresh_token = with_refresh.then(|| {
        let (token, now) = (state.random_text(), state.clock.now());
        lock(&state.refresh_tokens).put(token.clone(), renewable.clone(), now + REFRESH_LIFE, now);
        token
    });
    Ok(Tokens {
        token_type: "bearer",
        access_token: state.access_token(login),
        scope: scope(&login.user, id_token.is_some()),
        id_token,
        // Kakao's numbers are a second short of the whole.
        expires_in: ACCESS_LIFE.num_seconds() - 1,
        refresh_token_expires_in: refresh_token
            .is_some()
            .then_some(REFRESH_LIFE.num_seconds() - 1),
        refresh_token,
    })
}

/// The consent items that the user gave, separated by blanks.
fn scope(user: &StandInUser, openid: bool) -> String {
    [
        (user.email.is_some(), "account_email"),
        (user.picture.is_some(), "profile_image"),
        (openid, "openid"),
        (user.nickname.is_some(), "profile_nickname"),
    ]
    .into_iter()
    .filter_map(|(given, item)| given.then_some(item))
    .collect::<Vec<_>>()
    .join(" ")
}

/// The app key that asks, with its secret if one is set (`client_secret_post`; OpenID Connect Core 1.0, section 9).
fn authenticated_client<'f>(state: &State, form: &'f Form) -> Result<&'f str, Refusal> {
    let client_id = form.required("client_id")?;
    if !state.client_ids.iter().any(|known| known == client_id) {
        return Err(Refusal::UnknownKey {
            client_id: client_id.to_owned(),
        });
    }
    match &state.client_secret {
        Some(secret) if form.find("client_secret") != Some(secret.expose()) => {
            Err(Refusal::BadSecret {
                client_id: client_id.to_owned(),
            })
        }
        Some(_) | None => Ok(client_id),
    }
}
