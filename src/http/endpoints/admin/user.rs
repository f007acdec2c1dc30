//! `GET`, `PUT` and `DELETE /admin/users/{user_id}`.

use crate::domain::UserId;
use crate::flows::admin::show::show as find;
use crate::flows::admin::update::{self, UpdateRequest};
use crate::flows::admin::{admit, delete as removal, user_id};
use crate::http::HttpError;
use crate::http::body::{BodyFault, JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::endpoints::json;
use crate::http::state::HttpState;
use crate::http::wire::user::UserObject;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};

/// 200 with the user.
pub async fn show(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let admin = admit(context, &caller).await?;
    let account = find(context, &admin, named(&request)?).await?;
    json(HttpResponse::Ok(), &UserObject::from(&account))
}

/// 200 with the user as it is now.
pub async fn update(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let admin = admit(context, &caller).await?;
    let id = find(context, &admin, named(&request)?).await?.user.id;
    let asked = update_request(JsonBody::parse(&body)?)?;
    let account = update::update(context, &admin, id, asked, &caller).await?;
    json(HttpResponse::Ok(), &UserObject::from(&account))
}

/// 200 with `{}`; a body may ask for a soft deletion.
pub async fn delete(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let admin = admit(context, &caller).await?;
    let id = find(context, &admin, named(&request)?).await?.user.id;
    let softly =
        !body.bytes().is_empty() && JsonBody::parse(&body)?.switch("should_soft_delete")?;
    removal::delete(context, &admin, id, softly, &caller).await?;
    json(HttpResponse::Ok(), &Map::<String, Value>::new())
}

fn named(request: &HttpRequest) -> Result<UserId, HttpError> {
    let text = request.match_info().get("user_id").unwrap_or_default();
    Ok(user_id(text)?)
}

fn update_request(mut body: JsonBody) -> Result<UpdateRequest, BodyFault> {
    Ok(UpdateRequest {
        role: body.text("role")?,
        email: body.text("email")?,
        phone: body.text("phone")?,
        password: body.given_text("password")?,
        email_confirm: body.switch("email_confirm")?,
        phone_confirm: body.switch("phone_confirm")?,
        user_metadata: body.object("user_metadata")?,
        app_metadata: body.object("app_metadata")?,
        ban_duration: body.text("ban_duration")?,
    })
}
