//! `POST /token?grant_type=`: every grant ends in a session.

use super::json;
use crate::flows::id_token::{self, IdTokenRequest};
use crate::flows::redirect::exchange::{self, ExchangeRequest};
use crate::flows::{self, IssuedSession, refresh};
use crate::http::HttpError;
use crate::http::body::{BodyFault, JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::limits::Kind;
use crate::http::state::HttpState;
use crate::http::wire::session::{SessionObject, headers};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

/// Picks the grant. Neither `apikey` nor bearer is looked at here.
pub async fn grant(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let state = HttpState::of(&request)?;
    let context = state.context();
    let grant = Grant::of(request.query_string(), &body)?;
    if let Some(kind) = grant.limited_as() {
        state.limits().admit(kind, &request, &caller)?;
    }
    let issued = match grant {
        Grant::IdToken => {
            let asked = id_token_request(JsonBody::parse(&body)?)?;
            id_token::sign_in(context, asked, &caller).await?
        }
        Grant::RefreshToken => {
            let token = JsonBody::parse(&body)?.text("refresh_token")?;
            let token = token.ok_or(flows::Error::NotARefreshToken)?;
            refresh::refresh(context, &token, &caller).await?
        }
        Grant::Pkce => {
            let mut body = JsonBody::parse(&body)?;
            let asked = ExchangeRequest {
                auth_code: body.text("auth_code")?.unwrap_or_default(),
                code_verifier: body.text("code_verifier")?.unwrap_or_default(),
            };
            exchange::exchange(context, asked, &caller).await?
        }
        Grant::Password => return Err(password(JsonBody::parse(&body)?)?),
    };
    session(&issued)
}

/// The grants that have a body of their own.
#[derive(Debug, PartialEq, Eq)]
enum Grant {
    IdToken,
    RefreshToken,
    Pkce,
    Password,
}

impl Grant {
    /// What its requests count as; a grant that is always refused costs nothing worth counting.
    fn limited_as(&self) -> Option<Kind> {
        match self {
            Self::IdToken => Some(Kind::IdToken),
            Self::RefreshToken => Some(Kind::RefreshToken),
            Self::Pkce => Some(Kind::Pkce),
            Self::Password => None,
        }
    }

    /// A form's `grant_type` beats that of the query, as Go reads the two.
    fn of(query: &str, body: &RawBody) -> Result<Self, HttpError> {
        let form: &[u8] = if body.is_form() { body.bytes() } else { &[] };
        let named = form_urlencoded::parse(form)
            .chain(form_urlencoded::parse(query.as_bytes()))
            .find(|(name, _)| name == "grant_type");
        match named.as_ref().map(|(_, value)| value.as_ref()) {
            Some("id_token") => Ok(Self::IdToken),
            Some("refresh_token") => Ok(Self::RefreshToken),
            Some("pkce") => Ok(Self::Pkce),
            Some("password") => Ok(Self::Password),
            Some("web3") => Err(HttpError::Web3Disabled),
            Some(_) | None => Err(HttpError::UnsupportedGrantType),
        }
    }
}

fn id_token_request(mut body: JsonBody) -> Result<IdTokenRequest, BodyFault> {
    Ok(IdTokenRequest {
        id_token: body.text("id_token")?,
        code: body.text("code")?,
        redirect_uri: body.text("redirect_uri")?,
        code_verifier: body.text("code_verifier")?,
        client_id: body.text("client_id")?,
        issuer: body.text("issuer")?,
        provider: body.text("provider")?,
        nonce: body.text("nonce")?,
        access_token: body.text("access_token")?,
        link_identity: body.switch("link_identity")?,
    })
}

/// Nobody signs in with a password; the reason depends on what was sent along.
fn password(mut body: JsonBody) -> Result<HttpError, BodyFault> {
    let (email, phone) = (body.text("email")?, body.text("phone")?);
    Ok(match (email, phone) {
        (Some(_), Some(_)) => HttpError::BothEmailAndPhone,
        (Some(_), None) => HttpError::EmailLoginsDisabled,
        (None, Some(_)) => HttpError::PhoneLoginsDisabled,
        (None, None) => HttpError::NeitherEmailNorPhone,
    })
}

/// The answer to every grant. It holds tokens, so that nobody may keep it (RFC 6749, section 5.1).
pub(super) fn session(issued: &IssuedSession) -> Result<HttpResponse, HttpError> {
    let mut builder = HttpResponse::Ok();
    builder.insert_header((CACHE_CONTROL, "no-store"));
    for header in headers(issued) {
        builder.insert_header(header);
    }
    json(builder, &SessionObject::from(issued))
}

#[cfg(test)]
mod tests;
