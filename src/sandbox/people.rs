//! User information for the holder of an access token (RFC 6750, section 2.1), with Kakao's API errors.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::AUTHORIZATION},
    web::Data,
};
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
    match login_of(state, request) {
        Ok((login, ends)) => tell(&login, ends),
        Err(error) => error.response(),
    }
}

/// The login that the request's access token is of, with the token's end.
pub(super) fn login_of(
    state: &State,
    request: &HttpRequest,
) -> Result<(Login, DateTime<Utc>), ApiError> {
    let token = bearer(request)
        .ok_or_else(|| ApiError::unauthorized("there is no access token in Authorization"))?;
    let tokens = lock(&state.access_tokens);
    let found = tokens.find(token, state.clock.now());
    found
        .map(|(login, ends)| (login.clone(), ends))
        .ok_or_else(|| ApiError::unauthorized("this access token is unknown or has expired"))
}

pub(super) fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?;
    let Ok(text) = header.to_str() else {
        return None;
    };
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// An error of kapi.kakao.com's.
pub(super) struct ApiError {
    status: StatusCode,
    msg: &'static str,
    code: i32,
}

impl ApiError {
    /// -401: the token, or the key, is none.
    pub(super) fn unauthorized(msg: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            msg,
            code: -401,
        }
    }

    /// -2: a parameter is wrong.
    pub(super) fn bad_parameter(msg: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            msg,
            code: -2,
        }
    }

    /// -101: the app has nothing of this user.
    pub(super) fn not_linked() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            msg: "this user is not linked to the app",
            code: -101,
        }
    }

    pub(super) fn response(&self) -> HttpResponse {
        HttpResponse::build(self.status).json(json!({"msg": self.msg, "code": self.code}))
    }
}
