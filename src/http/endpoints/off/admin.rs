//! What admins would have sent, and the providers of SSO that there are not.

use crate::domain::contact;
use crate::flows::Error;
use crate::flows::admin::admit;
use crate::flows::off::{Incomplete, Off};
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
