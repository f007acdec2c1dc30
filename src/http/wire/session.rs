//! A session as clients see it: the answer to every grant, with the headers that tell of its refresh token.

use super::user::UserObject;
use crate::flows::IssuedSession;
use crate::provider::ProviderToken;
use serde::Serialize;

/// The members of the answer. It holds live tokens, so it has no Debug.
#[derive(Serialize)]
pub struct SessionObject<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
    expires_at: i64,
    refresh_token: &'a str,
    user: UserObject<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_refresh_token: Option<&'a str>,
}

impl<'a> From<&'a IssuedSession> for SessionObject<'a> {
    fn from(issued: &'a IssuedSession) -> Self {
        Self {
            access_token: &issued.access_token,
            token_type: "bearer",
            expires_in: issued.expires_in,
            expires_at: issued.expires_at,
            refresh_token: &issued.refresh_token,
            user: UserObject::from(&issued.account),
            provider_token: issued.provider_token.as_ref().map(ProviderToken::expose),
            provider_refresh_token: issued
                .provider_refresh_token
                .as_ref()
                .map(ProviderToken::expose),
        }
    }
}

/// The `sb-auth-*` headers of the answer, in order.
pub fn headers(issued: &IssuedSession) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("sb-auth-user-id", issued.account.user.id.to_string()),
        ("sb-auth-session-id", issued.session_id.to_string()),
        match issued.refresh_token_counter {
            Some(counter) => ("sb-auth-refresh-token-counter", counter.to_string()),
            None => ("sb-auth-refresh-token-prefix", prefix(issued)),
        },
    ];
    if !issued.is_replay {
        headers.push(("sb-auth-refresh-token-reuse", "false".to_owned()));
        headers.push(("sb-auth-refresh-token-rotated", "true".to_owned()));
    } else if !issued.reuse_causes.is_empty() {
        let causes: Vec<&str> = issued.reuse_causes.iter().map(|c| c.name()).collect();
        headers.push(("sb-auth-refresh-token-reuse-cause", causes.join(",")));
    }
    headers
}

/// As much of a token of the first kind as may be told.
fn prefix(issued: &IssuedSession) -> String {
    issued.refresh_token.chars().take(5).collect()
}
