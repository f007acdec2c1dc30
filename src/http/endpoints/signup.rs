//! `POST /signup`: an anonymous sign-in; with an e-mail or a phone it is off.

use super::token::session;
use crate::flows::sign_up::{self, SignUpRequest};
use crate::http::HttpError;
use crate::http::body::{BodyFault, JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::limits::Kind;
use crate::http::state::HttpState;
use actix_web::{HttpRequest, HttpResponse};

/// 200 with a session. Some clients send no body at all. What is refused anyhow is not counted.
pub async fn sign_up(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let state = HttpState::of(&request)?;
    let context = state.context();
    let asked = read(JsonBody::parse_any(&body)?)?;
    sign_up::admit(context, &asked)?;
    state.limits().admit(Kind::SignUp, &request, &caller)?;
    session(&sign_up::sign_up(context, asked, &caller).await?)
}

fn read(mut body: JsonBody) -> Result<SignUpRequest, BodyFault> {
    Ok(SignUpRequest {
        email: body.text("email")?,
        phone: body.text("phone")?,
        data: body.object("data")?.unwrap_or_default(),
    })
}
