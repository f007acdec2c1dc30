//! `GET /user`: the user of the bearer token.

use super::json;
use crate::flows::account;
use crate::http::HttpError;
use crate::http::caller::AskedBy;
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
