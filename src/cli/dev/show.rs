//! What `daemun dev` prints: each step, the session, and lines to paste.

use super::demo;
use super::parts::{CLIENT_IDS, Parts};
use crate::cli::exit::Exit;
use crate::cli::keys::{Role, client_key};
use crate::cli::out;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Tokens are long; their beginning is enough to know one by.
const SHOWN: usize = 24;

/// What runs, and where.
pub fn started(parts: &Parts) {
    out::line(&format!(
        "daemun dev: everything on this machine, nothing for production\n\n  \
         service         {url}  (Supabase clients: this URL; its API is under /auth/v1 and /)\n  \
         demo page       {url}{demo}  (sign in with the stand-in Kakao in a browser, and see every request)\n  \
         stand-in Kakao  {kakao}  (issuer {issuer})\n  \
         database        {folder}\n  \
         Kakao app       REST key {rest}, native key {native}",
        url = parts.url,
        demo = demo::PATH,
        kakao = parts.kakao.url(),
        issuer = parts.kakao.issuer(),
        folder = parts.context.store.describe(),
        rest = CLIENT_IDS[0],
        native = CLIENT_IDS[1],
    ));
}

/// The first step.
pub fn id_token(body: &Value) {
    out::line(&format!(
        "\n1. A native app has an ID token from the Kakao SDK and sends it with the raw nonce:\n\n  \
         POST /auth/v1/token?grant_type=id_token\n{}",
        indented(&shortened(body))
    ));
}

/// The session that came of it.
pub fn session(session: &Value) {
    let text = |pointer: &str| {
        session
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let expires = session
        .get("expires_at")
        .and_then(Value::as_i64)
        .and_then(|at| DateTime::<Utc>::from_timestamp(at, 0))
        .map_or_else(String::new, |at| at.to_rfc3339());
    out::line(&format!(
        "\n   200: a session\n\n  \
         access token    {}  (until {expires})\n  \
         refresh token   {}\n  \
         user            {}  {}\n  \
         identity        {}, subject {}",
        cut(&text("/access_token")),
        cut(&text("/refresh_token")),
        text("/user/id"),
        text("/user/email"),
        text("/user/identities/0/provider"),
        text("/user/identities/0/id"),
    ));
    out::line(&format!(
        "\n   The whole answer, tokens cut:\n\n{}",
        indented(&shortened(session))
    ));
}

/// The second step.
pub fn looked_up(user: &Value) {
    let id = user.get("id").and_then(Value::as_str).unwrap_or("");
    out::line(&format!(
        "\n2. GET /auth/v1/user with the access token\n\n   200: user {id}"
    ));
}

/// The third step.
pub fn refreshed(session: &Value) {
    let token = session
        .get("refresh_token")
        .and_then(Value::as_str)
        .unwrap_or("");
    out::line(&format!(
        "\n3. POST /auth/v1/token?grant_type=refresh_token\n\n   200: the next refresh token is {}",
        cut(token)
    ));
}

/// The fourth step.
pub fn code(body: &Value) {
    out::line(&format!(
        "\n4. A back end has an authorization code and sends it in place of the ID token:\n\n  \
         POST /auth/v1/token?grant_type=id_token\n{}",
        indented(&shortened(body))
    ));
}

/// What came of the code.
pub fn same_user(session: &Value) {
    let id = session
        .pointer("/user/id")
        .and_then(Value::as_str)
        .unwrap_or("");
    let provider_token = session.get("provider_token").is_some();
    out::line(&format!(
        "\n   200: the same user {id}, {} Kakao's own access token",
        if provider_token { "with" } else { "without" }
    ));
}

/// Lines to paste.
pub fn how_to_go_on(parts: &Parts) -> Result<(), Exit> {
    let now = parts.context.clock.now();
    let anon = client_key(&parts.context, Role::Anon, now)?;
    let service_role = client_key(&parts.context, Role::ServiceRole, now)?;
    let (url, kakao) = (&parts.url, parts.kakao.url());
    let insecure = if kakao.starts_with("https") {
        " --insecure"
    } else {
        ""
    };
    out::line(&format!(
        "\nTry it yourself:\n\n  \
         ID_TOKEN=$(curl -s{insecure} {kakao}/sandbox/id_token -H 'Content-Type: application/json' \\\n    \
           -d '{{\"sub\":\"1234567890\",\"nickname\":\"Me\",\"raw_nonce\":\"my-nonce\"}}' \\\n    \
           | sed 's/.*\"id_token\":\"\\([^\"]*\\)\".*/\\1/')\n  \
         curl -s '{url}/auth/v1/token?grant_type=id_token' -H 'Content-Type: application/json' \\\n    \
           -d \"{{\\\"provider\\\":\\\"kakao\\\",\\\"id_token\\\":\\\"$ID_TOKEN\\\",\\\"nonce\\\":\\\"my-nonce\\\"}}\"\n\n\
         Or with supabase-js (the key is what clients send as apikey):\n\n  \
         import {{ createClient }} from '@supabase/supabase-js'\n  \
         const supabase = createClient('{url}', '{anon}')\n  \
         const {{ data, error }} = await supabase.auth.signInWithIdToken({{ provider: 'kakao', token: idToken, nonce: 'my-nonce' }})\n\n\
         Keys\n\n  anon          {anon}\n  service_role  {service_role}"
    ));
    Ok(())
}

/// A copy of `value` with tokens and codes cut.
fn shortened(value: &Value) -> Value {
    let is_secret = |name: &str| name.ends_with("token") || name == "code";
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if is_secret(name) => (name.clone(), Value::from(cut(text))),
                other => (name.clone(), shortened(other)),
            })
            .collect(),
        Value::Array(values) => values.iter().map(shortened).collect(),
        other => other.clone(),
    }
}

fn cut(token: &str) -> String {
    if token.chars().count() <= SHOWN {
        return token.to_owned();
    }
    token.chars().take(SHOWN).chain("…".chars()).collect()
}

fn indented(value: &Value) -> String {
    format!("{value:#}")
        .lines()
        .map(|line| format!("   {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
