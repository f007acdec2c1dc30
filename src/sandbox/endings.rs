//! What ends at Kakao: the tokens of a login (log-out), all that an app has of a person (unlinking), and a browser's
//! being signed in.
//!
//! The first two are asked for with the person's own access token, or with the app's admin key for the person it names.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::AUTHORIZATION,
    web::{Bytes, Data},
};
use serde_json::json;

use super::{
    authorize::{Back, forget, known_key, mistake},
    claims::Login,
    form::Form,
    people::{ApiError, bearer, login_of},
    refusal::Refusal,
    state::{State, lock},
};

/// Whose, or which, tokens are meant.
enum Meant {
    /// The bearer's.
    This(Login),
    /// Everything of the person with this number.
    All(u64),
}

impl Meant {
    fn user(&self) -> u64 {
        match self {
            Self::This(login) => login.user.id,
            Self::All(id) => *id,
        }
    }
}

/// `POST /v1/user/logout`
pub(super) async fn log_out(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    answered(meant(&state, &request, &body).and_then(|meant| {
        let ended = match &meant {
            Meant::This(login) => state.end_tokens(|other| other.serial == login.serial),
            Meant::All(id) => state.end_tokens(|other| other.user.id == *id),
        };
        of_linked(&meant, ended)
    }))
}

/// `POST /v1/user/unlink`
pub(super) async fn unlink(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    answered(meant(&state, &request, &body).and_then(|meant| {
        let id = meant.user();
        let ended = state.end_tokens(|login| login.user.id == id);
        let agreed = lock(&state.accounts).unlink(id);
        of_linked(&meant, ended || agreed)
    }))
}

/// `GET /oauth/logout`: signs the browser out at Kakao and goes back to the app. Tokens live on.
pub(super) async fn sign_out(state: Data<State>, request: HttpRequest) -> HttpResponse {
    match back(&state, request.query_string()) {
        Ok(back) => forget(&state, &request, back.with_state_alone()),
        Err(refusal) => mistake(&refusal),
    }
}

fn back(state: &State, query: &str) -> Result<Back, Refusal> {
    let form = Form::parse(query.as_bytes())?;
    known_key(state, &form)?;
    let redirect_uri = form.required("logout_redirect_uri")?;
    Back::registered(state, redirect_uri, form.find("state"))
}

fn meant(state: &State, request: &HttpRequest, body: &[u8]) -> Result<Meant, ApiError> {
    if bearer(request).is_some() {
        return login_of(state, request).map(|(login, _)| Meant::This(login));
    }
    let Some(admin_key) = &state.admin_key else {
        return Err(ApiError::unauthorized(
            "there is no access token in Authorization",
        ));
    };
    let expected = format!("KakaoAK {}", admin_key.expose());
    let header = request.headers().get(AUTHORIZATION);
    if header.is_none_or(|header| *header != *expected) {
        return Err(ApiError::unauthorized(
            "neither an access token nor the app's admin key",
        ));
    }
    match Form::parse(body) {
        Ok(form) if form.find("target_id_type") == Some("user_id") => {
            let id = form.find("target_id").map(str::parse::<u64>);
            id.and_then(Result::ok)
                .map(Meant::All)
                .ok_or_else(bad_target)
        }
        Ok(_) | Err(_) => Err(bad_target()),
    }
}

fn bad_target() -> ApiError {
    ApiError::bad_parameter("target_id_type must be user_id, and target_id the number of a user")
}

/// The user's number, if there was anything to end.
fn of_linked(meant: &Meant, was_linked: bool) -> Result<u64, ApiError> {
    was_linked
        .then(|| meant.user())
        .ok_or_else(ApiError::not_linked)
}

fn answered(ended: Result<u64, ApiError>) -> HttpResponse {
    match ended {
        Ok(id) => HttpResponse::Ok().json(json!({"id": id})),
        Err(error) => error.response(),
    }
}
