//! `/factors…` and `GET /reauthenticate`.

use crate::flows::off::FactorKind;
use crate::flows::second_factor;
use crate::http::HttpError;
use crate::http::body::{JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::state::HttpState;
use actix_web::{HttpRequest, HttpResponse};

/// `POST /factors`: the body is looked at once the caller is known.
pub async fn enrol(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    second_factor::admit(context, &caller).await?;
    Err(second_factor::enrol(kind(&body)?).into())
}

/// `/factors/{factor_id}` and everything beneath, by any method.
pub async fn find(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let factor_id = request.match_info().get("factor_id").unwrap_or("");
    Err(second_factor::find(context, factor_id, &caller)
        .await
        .into())
}

/// `GET /reauthenticate`.
pub async fn reauthenticate(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    Err(second_factor::reauthenticate(context, &caller).await.into())
}

fn kind(body: &RawBody) -> Result<Option<FactorKind>, HttpError> {
    let kind = JsonBody::parse(body)?.text("factor_type")?;
    Ok(match kind.as_deref() {
        Some("totp") => Some(FactorKind::Totp),
        Some("phone") => Some(FactorKind::Phone),
        Some("webauthn") => Some(FactorKind::WebAuthn),
        _ => None,
    })
}
