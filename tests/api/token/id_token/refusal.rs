//! What a refusal looks like on the wire: status, headers and body, in both forms.

use crate::support::client::Response;
use serde_json::Value;

/// A refusal, word for word.
#[derive(Debug, Clone, Copy)]
pub enum Refusal<'a> {
    /// 400 with `error` and `error_description`, the same in both forms.
    OAuth(&'a str, &'a str),
    /// A status, a code and a text.
    Coded(u16, &'a str, &'a str),
}

/// What is said of every token that is none, whatever its fault.
pub const BAD_ID_TOKEN: Refusal<'static> = Refusal::OAuth("invalid request", "Bad ID token");

impl Refusal<'_> {
    /// Asserts that `answer` is this refusal, to a request with (`dated`) or without `X-Supabase-Api-Version`.
    #[track_caller]
    pub fn is(self, case: &str, answer: &Response, dated: bool) {
        let (status, body, code) = self.parts(dated);
        assert_eq!(answer.to_string(), format!("{status} {body}"), "{case}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{case}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{case}"
        );
        assert_eq!(answer.header("x-sb-error-code"), code, "{case}");
        let version = answer.header("x-supabase-api-version");
        assert_eq!(version, dated.then_some("2024-01-01"), "{case}");
        assert_eq!(answer.header("sb-auth-user-id"), None, "{case}");
    }

    fn parts(&self, dated: bool) -> (u16, String, Option<&str>) {
        match *self {
            Self::OAuth(error, text) => {
                let (error, text) = (quoted(error), quoted(text));
                let body = format!(r#"{{"error":{error},"error_description":{text}}}"#);
                (400, body, None)
            }
            Self::Coded(status, code, text) if dated => {
                let body = format!(r#"{{"code":{},"message":{}}}"#, quoted(code), quoted(text));
                (status, body, Some(code))
            }
            Self::Coded(status, code, text) => {
                let (word, text) = (quoted(code), quoted(text));
                let body = format!(r#"{{"code":{status},"error_code":{word},"msg":{text}}}"#);
                (status, body, Some(code))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
