//! `/verify`: a code, or a link, that somebody would have been sent. Nobody was, so that it is always an expired one.

use crate::domain::contact;
use crate::flows::Error;
use crate::flows::off::{Incomplete, Off};
use crate::http::HttpError;
use crate::http::body::{JsonBody, RawBody};
use crate::http::endpoints::authorize::targets;
use crate::http::errors::Kind;
use crate::http::errors::redirected::sent_on;
use crate::http::location::{with_fragment, with_query};
use crate::http::parameters::Parameters;
use crate::http::state::HttpState;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

/// What a link begins with that belongs to the flow with PKCE.
const PKCE: &str = "pkce_";

/// `POST /verify`.
pub async fn by_client(body: RawBody) -> Result<HttpResponse, HttpError> {
    let mut body = JsonBody::parse(&body)?;
    let kind = body.text("type")?;
    let (token, hash) = (body.text("token")?, body.text("token_hash")?);
    let (email, phone) = (body.text("email")?, body.text("phone")?);
    let target = body.text("redirect_to")?;
    let kind = kind.ok_or(Error::Incomplete(Incomplete::VerifyType))?;
    Err(match (token, hash) {
        (Some(_), None) => code(email.as_deref(), phone.as_deref()),
        (None, Some(_)) if email.is_some() || phone.is_some() || target.is_some() => {
            Error::Incomplete(Incomplete::VerifyHash)
        }
        (None, Some(_)) => link(&kind),
        _ => Error::Incomplete(Incomplete::VerifyToken),
    }
    .into())
}

fn code(email: Option<&str>, phone: Option<&str>) -> Error {
    match (email, phone) {
        (None, Some(phone)) => {
            contact::phone(phone).map_or_else(Error::from, |_| Error::Off(Off::Code))
        }
        (Some(email), None) => match contact::email(email) {
            Ok(_) => Error::Off(Off::Code),
            Err(_malformed) => Error::Incomplete(Incomplete::VerifyEmail),
        },
        _ => Error::Incomplete(Incomplete::VerifyWhom),
    }
}

fn link(kind: &str) -> Error {
    match kind {
        "signup" | "invite" | "recovery" | "magiclink" | "email_change" | "email" => {
            Error::Off(Off::Link)
        }
        _ => Error::Incomplete(Incomplete::VerifyLinkType),
    }
}

/// `GET /verify?token=&type=`: a browser follows a link, so that it is sent on with the error: 303.
pub async fn by_browser(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let asked = Parameters::read(&[], request.query_string());
    let (kind, token) = (asked.get("type"), asked.get("token"));
    if kind.is_empty() {
        return Err(Error::Incomplete(Incomplete::VerifyType).into());
    }
    if token.is_empty() {
        return Err(Error::Incomplete(Incomplete::VerifyLink).into());
    }
    let error = HttpError::from(link(&kind));
    let targets = targets(&request, &asked);
    let rules = &HttpState::of(&request)?.context().redirects;
    let target = rules.choose(targets.iter().map(String::as_str));
    let address = target.and_then(|target| with_error(&target, &error, token.starts_with(PKCE)));
    // Without any place to send the browser, the error is all that there is to show.
    let address = address.ok_or(error)?;
    Ok(sent_on(StatusCode::SEE_OTHER, &address))
}

/// The target with the error in its fragment, for clients of the flow with PKCE in its query too.
fn with_error(target: &str, error: &HttpError, in_query: bool) -> Option<String> {
    let answer = error.answer();
    let Kind::Coded { code, text } = &answer.kind else {
        return None;
    };
    let error = if answer.status == StatusCode::FORBIDDEN {
        "access_denied"
    } else {
        "invalid_request"
    };
    let told = [
        ("error", error),
        ("error_code", code),
        ("error_description", text.as_ref()),
    ];
    let [error, code, description] = told;
    let fragment = [error, code, description, ("sb", "")];
    Some(if in_query {
        with_fragment(&with_query(target, &told), &fragment)
    } else {
        with_fragment(target, &fragment)
    })
}
