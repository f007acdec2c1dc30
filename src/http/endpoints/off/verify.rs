//! `/verify`: a code, or a link, that somebody would have been sent. Nobody was, so that it is always an expired one.

use crate::domain::contact;
use crate::flows::Error;
use crate::flows::off::{Incomplete, Off};
use crate::http::HttpError;
use crate::http::body::{JsonBody, RawBody};
use crate::http::errors::{Answer, Kind};
use crate::http::state::HttpState;
use actix_web::http::header::{HeaderValue, LOCATION, REFERER};
use actix_web::{HttpRequest, HttpResponse};
use std::collections::BTreeMap;
use url::form_urlencoded::{self, Serializer};

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
    let query: Vec<(String, String)> = form_urlencoded::parse(request.query_string().as_bytes())
        .into_owned()
        .collect();
    let asked = |wanted: &str| {
        let found = query.iter().find(|(name, _)| name == wanted);
        found.map_or("", |(_, value)| value.as_str())
    };
    let (kind, token) = (asked("type"), asked("token"));
    if kind.is_empty() {
        return Err(Error::Incomplete(Incomplete::VerifyType).into());
    }
    if token.is_empty() {
        return Err(Error::Incomplete(Incomplete::VerifyLink).into());
    }
    let error = HttpError::from(link(kind));
    let header = |name: &str| {
        let value = request.headers().get(name);
        value.and_then(|value| value.to_str().ok())
    };
    let wishes = [
        header("redirect_to"),
        Some(asked("redirect_to")),
        header(REFERER.as_str()),
    ];
    let rules = &HttpState::of(&request)?.context().redirects;
    let target = rules.choose(wishes.into_iter().flatten());
    let location = target.and_then(|target| {
        let location = with_error(&target, &error.answer(), token.starts_with(PKCE))?;
        HeaderValue::from_bytes(location.as_bytes()).ok()
    });
    // Without any place to send the browser, the error is all that there is to show.
    let location = location.ok_or(error)?;
    let mut answer = HttpResponse::SeeOther();
    Ok(answer.insert_header((LOCATION, location)).finish())
}

/// The target with the error in its fragment, for clients of the flow with PKCE in its query too. The last, empty member
/// tells clients who sends them.
fn with_error(target: &str, answer: &Answer, in_query: bool) -> Option<String> {
    let Kind::Coded { code, text } = &answer.kind else {
        return None;
    };
    let error = if answer.status.as_u16() == 403 {
        "access_denied"
    } else {
        "invalid_request"
    };
    let members = [
        ("error", error),
        ("error_code", code),
        ("error_description", text.as_ref()),
    ];
    let fragment = Serializer::new(String::new())
        .extend_pairs(members)
        .append_pair("sb", "")
        .finish();
    let bare = target.split_once('#').map_or(target, |(bare, _)| bare);
    if !in_query {
        return Some(format!("{bare}#{fragment}"));
    }
    let (path, query) = bare.split_once('?').unwrap_or((bare, ""));
    let mut merged: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    merged.extend(members.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let query = Serializer::new(String::new()).extend_pairs(merged).finish();
    Some(format!("{path}?{query}#{fragment}"))
}
