//! Cross-origin requests: any origin may ask, with the headers that Supabase's clients send. There are no cookies, so
//! nothing is gained by a page that asks in a visitor's name.

use super::settings::{NotAHeaderName, header_name};
use actix_web::HttpResponse;
use actix_web::dev::RequestHead;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// In lower case. `apikey` because there is no gateway that would handle it.
const HEADERS: [&str; 10] = [
    "accept",
    "apikey",
    "authorization",
    "content-type",
    "origin",
    "x-client-info",
    "x-client-ip",
    "x-jwt-aud",
    "x-supabase-api-version",
    "x-use-cookie",
];

/// Headers of the clients' own, whatever follows.
const CLIENT_PREFIX: &str = "x-supabase-client-";

const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const EXPOSED: HeaderValue =
    HeaderValue::from_static("X-Total-Count, Link, X-Supabase-Api-Version");
const VARY_ANSWER: HeaderValue = HeaderValue::from_static("Origin");
const VARY_PREFLIGHT: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
);

/// The headers that a page of another origin may send.
#[derive(Debug, Clone)]
pub struct AllowedHeaders {
    further: Vec<String>,
    any: bool,
}

impl AllowedHeaders {
    /// The fixed list and `further` ones (`CORS_ALLOWED_HEADERS`); `*` allows any.
    pub fn with(further: &[String]) -> Result<Self, NotAHeaderName> {
        let is_name = |name: &&String| !name.trim().is_empty() && name.trim() != "*";
        let names = further.iter().filter(is_name).map(|name| {
            header_name("CORS_ALLOWED_HEADERS", name).map(|name| name.as_str().to_owned())
        });
        Ok(Self {
            further: names.collect::<Result<_, _>>()?,
            any: further.iter().any(|name| name.trim() == "*"),
        })
    }

    /// Whether `name`, in any case, may be sent.
    fn allows(&self, name: &str) -> bool {
        let name = name.trim().to_ascii_lowercase();
        self.any
            || name.is_empty()
            || HEADERS.contains(&name.as_str())
            || name.starts_with(CLIENT_PREFIX)
            || self.further.contains(&name)
    }
}

/// The answer to a browser that asks whether it may ask (Fetch, section 3.3.3); `None` for every other request.
pub fn preflight(head: &RequestHead, allowed: &AllowedHeaders) -> Option<HttpResponse> {
    if head.method != Method::OPTIONS {
        return None;
    }
    let method = head.headers().get(ACCESS_CONTROL_REQUEST_METHOD)?;
    let mut answer = HttpResponse::NoContent().finish();
    let headers = answer.headers_mut();
    headers.insert(VARY, VARY_PREFLIGHT);
    let requested: Vec<&HeaderValue> = head
        .headers()
        .get_all(ACCESS_CONTROL_REQUEST_HEADERS)
        .collect();
    if may_ask(head.headers(), method, &requested, allowed) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method.clone());
        for names in requested {
            headers.append(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        }
    }
    Some(answer)
}

fn may_ask(
    headers: &HeaderMap,
    method: &HeaderValue,
    requested: &[&HeaderValue],
    allowed: &AllowedHeaders,
) -> bool {
    headers.contains_key(ORIGIN)
        && METHODS.iter().any(|known| method == known)
        && requested.iter().all(|names| match names.to_str() {
            Ok(names) => names.split(',').all(|name| allowed.allows(name)),
            Err(_) => false,
        })
}

/// Marks the answer to a request: a browser shows it to its page only so. `Vary` stands on every answer, lest a cache
/// hand the one without marks to a page.
pub fn mark(headers: &mut HeaderMap, has_origin: bool) {
    if !headers.contains_key(VARY) {
        headers.insert(VARY, VARY_ANSWER);
    }
    if has_origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

#[cfg(test)]
mod tests;
