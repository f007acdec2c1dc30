//! User information for the holder of an access token (RFC 6750, section 2.1), with Kakao's API errors.

use actix_web::{HttpRequest, HttpResponse, http::header::AUTHORIZATION, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::{
    claims::Login,
    options::StandInUser,
    state::{State, lock},
};

/// The number of the one Kakao app that the stand-in knows.
const APP_ID: u64 = 100_001;

/// What `OpenID` Connect's endpoint tells.
#[derive(Serialize)]
struct UserInfo<'a> {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
}

/// What Kakao's own endpoint tells.
#[derive(Serialize)]
struct Me<'a> {
    id: u64,
    kakao_account: KakaoAccount<'a>,
}

#[derive(Serialize)]
struct KakaoAccount<'a> {
    profile: Profile<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_email_valid: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_email_verified: Option<bool>,
}

#[derive(Serialize)]
struct Profile<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_image_url: Option<&'a str>,
}

/// `GET /v1/oidc/userinfo`
pub(super) async fn userinfo(state: Data<State>, request: HttpRequest) -> HttpResponse {
    with_bearer(&state, &request, |login, _| {
        let user = &login.user;
        HttpResponse::Ok().json(UserInfo {
            sub: user.subject(),
            nickname: user.nickname.as_deref(),
            picture: user.picture.as_deref(),
            email: user.email.as_deref(),
            email_verified: of_email(user, user.email_is_valid && user.email_is_verified),
        })
    })
}

/// `GET /v2/user/me`
pub(super) async fn me(state: Data<State>, request: HttpRequest) -> HttpResponse {
    with_bearer(&state, &request, |login, _| {
        let user = &login.user;
        HttpResponse::Ok().json(Me {
            id: user.id,
            kakao_account: KakaoAccount {
                profile: Profile {
                    nickname: user.nickname.as_deref(),
                    profile_image_url: user.picture.as_deref(),
                },
                email: user.email.as_deref(),
                is_email_valid: of_email(user, user.email_is_valid),
                is_email_verified: of_email(user, user.email_is_verified),
            },
        })
    })
}

/// `GET /v1/user/access_token_info`
pub(super) async fn token_info(state: Data<State>, request: HttpRequest) -> HttpResponse {
    with_bearer(&state, &request, |login, ends| {
        let left = ends - state.clock.now();
        HttpResponse::Ok().json(json!({
            "id": login.user.id,
            "expires_in": left.num_seconds(),
            "app_id": APP_ID,
        }))
    })
}

/// What is said of an e-mail address only where there is one.
fn of_email(user: &StandInUser, said: bool) -> Option<bool> {
    user.email.is_some().then_some(said)
}

fn with_bearer(
    state: &State,
    request: &HttpRequest,
    tell: impl FnOnce(&Login, DateTime<Utc>) -> HttpResponse,
) -> HttpResponse {
    let Some(token) = bearer(request) else {
        return unauthorized("there is no access token in Authorization");
    };
    let now = state.clock.now();
    let found = lock(&state.access_tokens)
        .find(token, now)
        .map(|(login, ends)| (login.clone(), ends));
    match found {
        Some((login, ends)) => tell(&login, ends),
        None => unauthorized("this access token is unknown or has expired"),
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?;
    let Ok(text) = header.to_str() else {
        return None;
    };
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn unauthorized(msg: &str) -> HttpResponse {
    HttpResponse::Unauthorized().json(json!({"msg": msg, "code": -401}))
}
