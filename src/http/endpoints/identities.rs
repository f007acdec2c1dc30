//! `DELETE /user/identities/{identity_id}`: unlinks an identity of the bearer token's user.

use super::json;
use crate::domain::JsonObject;
use crate::flows::unlink::unlink_identity;
use crate::http::HttpError;
use crate::http::body::RawBody;
use crate::http::caller::AskedBy;
use crate::http::state::HttpState;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

/// 200 `{}`. A body is taken off the connection, since some clients send one, and not looked at.
pub async fn unlink(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    identity_id: Path<String>,
    _: RawBody,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    unlink_identity(context, &identity_id, &caller).await?;
    json(HttpResponse::Ok(), &JsonObject::new())
}
