//! What admins would have sent, and the providers of SSO, the second factors and the passkeys that there are not.

use crate::domain::contact;
use crate::flows::Error;
use crate::flows::admin::show::show;
use crate::flows::admin::{admit, user_id};
use crate::flows::off::{Incomplete, Off};
use crate::flows::second_factor::no_factor;
use crate::http::HttpError;
use crate::http::body::{JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::endpoints::json;
use crate::http::state::HttpState;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

#[derive(Serialize)]
struct Providers {
    items: [(); 0],
}

/// `POST /invite` and `POST /admin/generate_link`: both are about an e-mail.
pub async fn invite(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    admit(HttpState::of(&request)?.context(), &caller).await?;
    let email = JsonBody::parse(&body)?.text("email")?;
    let email = email.ok_or(Error::Incomplete(Incomplete::NoEmail))?;
    contact::email(&email).map_err(Error::from)?;
    Err(Error::Off(Off::EmailLogins).into())
}

/// `GET /admin/sso/providers`: none.
pub async fn sso_providers(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    admit(HttpState::of(&request)?.context(), &caller).await?;
    json(HttpResponse::Ok(), &Providers { items: [] })
}

/// `GET /admin/users/{user_id}/factors` and `…/passkeys`: none.
pub async fn none_of_a_user(
    request: HttpRequest,
    asked_by: AskedBy,
) -> Result<HttpResponse, HttpError> {
    find_user(&request, asked_by).await?;
    let none: [(); 0] = [];
    json(HttpResponse::Ok(), &none)
}

/// `PUT` and `DELETE /admin/users/{user_id}/factors/{factor_id}`.
pub async fn factor_of_a_user(
    request: HttpRequest,
    asked_by: AskedBy,
) -> Result<HttpResponse, HttpError> {
    find_user(&request, asked_by).await?;
    Err(no_factor(request.match_info().get("factor_id").unwrap_or_default()).into())
}

/// `DELETE /admin/users/{user_id}/passkeys/{passkey_id}`.
pub async fn passkey_of_a_user(
    request: HttpRequest,
    asked_by: AskedBy,
) -> Result<HttpResponse, HttpError> {
    find_user(&request, asked_by).await?;
    Err(Error::Off(Off::Passkey).into())
}

/// Checks that an admin asks, and about a user whom there is.
async fn find_user(request: &HttpRequest, AskedBy(caller): AskedBy) -> Result<(), HttpError> {
    let context = HttpState::of(request)?.context();
    let admin = admit(context, &caller).await?;
    let id = user_id(request.match_info().get("user_id").unwrap_or_default())?;
    show(context, &admin, id).await?;
    Ok(())
}
