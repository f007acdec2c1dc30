//! The way back to the app: a redirect URI that may be gone to, and what is added to it (RFC 6749, section 4.1.2).

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, LOCATION},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::sandbox::{refusal::Refusal, state::State};

/// All but the unreserved characters (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where the app waits, and its `state`.
#[derive(Clone)]
pub(in crate::sandbox) struct Back {
    redirect_uri: String,
    state: Option<String>,
}

impl Back {
    /// KOE006 where the app did not register `redirect_uri`. One on this machine needs no registration: whoever
    /// listens there could ask the stand-in itself.
    pub(in crate::sandbox) fn registered(
        state: &State,
        redirect_uri: &str,
        app_state: Option<&str>,
    ) -> Result<Self, Refusal> {
        let is_registered = state
            .redirect_uris
            .iter()
            .any(|known| known == redirect_uri);
        if !may_be_sent(redirect_uri) || !(is_registered || is_loopback(redirect_uri)) {
            return Err(Refusal::RedirectUnregistered {
                redirect_uri: redirect_uri.to_owned(),
            });
        }
        Ok(Self {
            redirect_uri: redirect_uri.to_owned(),
            state: app_state.map(str::to_owned),
        })
    }

    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(super) fn with_code(&self, code: &str) -> HttpResponse {
        self.with(&[("code", code)])
    }

    pub(super) fn with_error(&self, error: &str, description: &str) -> HttpResponse {
        self.with(&[("error", error), ("error_description", description)])
    }

    /// With nothing but `state`.
    pub(in crate::sandbox) fn with_state_alone(&self) -> HttpResponse {
        self.with(&[])
    }

    fn with(&self, parameters: &[(&str, &str)]) -> HttpResponse {
        let mut to = self.redirect_uri.clone();
        let state = self.state.as_deref().map(|state| ("state", state));
        for (name, value) in parameters.iter().copied().chain(state) {
            to.push(if to.contains('?') { '&' } else { '?' });
            to.push_str(name);
            to.push('=');
            to.extend(utf8_percent_encode(value, ESCAPED));
        }
        HttpResponse::Found()
            .insert_header((LOCATION, to))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish()
    }
}

/// Whether it can stand in a header, with parameters behind it.
fn may_be_sent(redirect_uri: &str) -> bool {
    redirect_uri.bytes().all(|byte| byte.is_ascii_graphic())
        && !redirect_uri.contains(['#', '\\'])
        && Url::parse(redirect_uri).is_ok()
}

fn is_loopback(redirect_uri: &str) -> bool {
    let Ok(url) = Url::parse(redirect_uri) else {
        return false;
    };
    let is_web = matches!(url.scheme(), "http" | "https");
    let is_plain = url.username().is_empty() && url.password().is_none();
    is_web
        && is_plain
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}
