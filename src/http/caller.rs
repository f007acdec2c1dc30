//! Builds the [`Caller`] of a request: address, User-Agent, audience, Authorization, deadline.

use super::HttpError;
use super::edge::Progress;
use super::state::HttpState;
use crate::flows::Caller;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName, USER_AGENT};
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// Says for which audience a request is meant.
const X_JWT_AUD: HeaderName = HeaderName::from_static("x-jwt-aud");

/// The longest User-Agent that is kept, in characters.
const LONGEST_USER_AGENT: usize = 512;

/// Who asks. An extractor.
pub struct AskedBy(pub Caller);

impl FromRequest for AskedBy {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller_of(request).map(Self))
    }
}

fn caller_of(request: &HttpRequest) -> Result<Caller, HttpError> {
    let state = HttpState::of(request)?;
    let progress = Progress::of(request).ok_or(HttpError::Misassembled("progress"))?;
    let headers = request.headers();
    Ok(Caller {
        address: state.addresses().of(request.peer_addr(), headers),
        user_agent: user_agent(headers),
        audience: text(headers, &X_JWT_AUD).filter(|audience| !audience.is_empty()),
        authorization: text(headers, &AUTHORIZATION),
        deadline: progress.deadline(),
    })
}

/// Made fit for the database: valid UTF-8, no NUL, not too long.
fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = text(headers, &USER_AGENT)?;
    let fit: String = text
        .chars()
        .filter(|c| *c != '\0')
        .take(LONGEST_USER_AGENT)
        .collect();
    Some(fit).filter(|agent| !agent.is_empty())
}

/// A header as text; what is not UTF-8 in it is replaced, so that it stays there and fits nothing.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn headers(name: HeaderName, value: &[u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_bytes(value).expect("a value"));
        headers
    }

    #[test]
    fn a_user_agent_is_kept_as_it_is() {
        let headers = headers(USER_AGENT, "supabase-js/2 카카오".as_bytes());
        assert_eq!(
            user_agent(&headers).as_deref(),
            Some("supabase-js/2 카카오")
        );
    }

    #[test]
    fn a_long_user_agent_is_cut_after_512_characters() {
        let headers = headers(USER_AGENT, "가".repeat(513).as_bytes());
        assert_eq!(user_agent(&headers), Some("가".repeat(512)));
    }

    #[test]
    fn a_user_agent_that_is_no_utf8_is_made_so() {
        let headers = headers(USER_AGENT, b"a\xffb");
        assert_eq!(user_agent(&headers).as_deref(), Some("a\u{fffd}b"));
    }

    #[test]
    fn an_empty_user_agent_is_none() {
        assert_eq!(user_agent(&headers(USER_AGENT, b"")), None);
        assert_eq!(user_agent(&HeaderMap::new()), None);
    }

    #[test]
    fn an_authorization_that_is_no_utf8_is_still_there() {
        let headers = headers(AUTHORIZATION, b"Bearer \xff");
        assert_eq!(
            text(&headers, &AUTHORIZATION).as_deref(),
            Some("Bearer \u{fffd}")
        );
    }
}
