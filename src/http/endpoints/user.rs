//! `GET /user`: the user of the bearer token; `PUT /user` changes it.

use super::json;
use crate::domain::update::UserUpdate;
use crate::flows::account;
use crate::flows::authenticate::authenticate;
use crate::flows::update_user::update_user;
use crate::http::HttpError;
use crate::http::body::{BodyFault, JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::limits::Kind;
use crate::http::state::HttpState;
use crate::http::wire::user::UserObject;
use actix_web::{HttpRequest, HttpResponse};

/// 200 with the user and its identities.
pub async fn show(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let account = account::user(context, &caller).await?;
    json(HttpResponse::Ok(), &UserObject::from(&account))
}

/// 200 with the user as it stands then. A token is asked for before the body is read.
pub async fn update(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let state = HttpState::of(&request)?;
    let context = state.context();
    let user = authenticate(context, caller.authorization.as_deref()).await?;
    state.limits().admit(Kind::UserUpdate, &request, &caller)?;
    let asked = read(JsonBody::parse(&body)?)?;
    let account = update_user(context, user.account.user, asked, &caller).await?;
    json(HttpResponse::Ok(), &UserObject::from(&account))
}

/// `current_password`, `code_challenge` and `code_challenge_method` only matter to what is off.
fn read(mut body: JsonBody) -> Result<UserUpdate, BodyFault> {
    for name in [
        "current_password",
        "code_challenge",
        "code_challenge_method",
    ] {
        body.text(name)?;
    }
    Ok(UserUpdate {
        email: body.text("email")?,
        phone: body.text("phone")?,
        channel: body.text("channel")?,
        password: body.text("password")?,
        nonce: body.text("nonce")?,
        data: body.object("data")?,
        app_metadata: body.object("app_metadata")?,
    })
}
