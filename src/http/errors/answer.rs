//! What an error becomes: status, code and text, before it is written in either form.

use actix_web::http::StatusCode;
use std::borrow::Cow;
use std::time::Duration;

/// The answer to a request that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// What the body says.
    pub kind: Kind,
    /// `Retry-After`, in whole seconds.
    pub retry_after: Option<u64>,
    /// A header of this error alone.
    pub header: Option<(&'static str, &'static str)>,
}

/// The kinds of bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `HTTPError`: a code and a text, in either form.
    Coded {
        /// The code, also in `x-sb-error-code`.
        code: &'static str,
        /// The text.
        text: Cow<'static, str>,
    },
    /// `OAuthError` (RFC 6749, section 5.2): the same in both forms.
    OAuth {
        /// `error`.
        error: &'static str,
        /// `error_description`.
        description: Cow<'static, str>,
    },
    /// `WeakPasswordError`: a code, a text, and what the password lacks.
    WeakPassword {
        /// The text.
        text: String,
        /// `length`, `characters`.
        reasons: Vec<&'static str>,
    },
    /// No body.
    Empty,
}

/// An `HTTPError`.
pub fn coded(status: StatusCode, code: &'static str, text: impl Into<Cow<'static, str>>) -> Answer {
    let text = text.into();
    Answer::new(status, Kind::Coded { code, text })
}

/// An `OAuthError`, always 400.
pub fn oauth(error: &'static str, description: impl Into<Cow<'static, str>>) -> Answer {
    let description = description.into();
    Answer::new(StatusCode::BAD_REQUEST, Kind::OAuth { error, description })
}

impl Answer {
    /// An answer without headers of its own.
    pub fn new(status: StatusCode, kind: Kind) -> Self {
        Self {
            status,
            kind,
            retry_after: None,
            header: None,
        }
    }

    /// Tells when to come back: at least one second from now, rounded up.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        let started = u64::from(wait.subsec_nanos() > 0);
        self.retry_after = Some(wait.as_secs().saturating_add(started).max(1));
        self
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }
}
