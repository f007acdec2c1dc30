//! Kakao, the identity provider: the variables `EXTERNAL_KAKAO_*`, which are checked once it is switched on.

use super::Secret;
use super::problem::Problem;
use super::reader::Reader;
use super::values;
use super::warning::Warning;
use url::Url;

/// Section "Kakao".
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, most of them Supabase Auth's"
)]
pub struct KakaoConfig {
    /// `EXTERNAL_KAKAO_CLIENT_ID`: the app's keys, never empty; the first is the client of redirects and of codes.
    pub client_ids: Vec<String>,
    /// `EXTERNAL_KAKAO_SECRET`.
    pub secret: Option<Secret>,
    /// `EXTERNAL_KAKAO_REDIRECT_URI`.
    pub redirect_uri: Option<String>,
    /// `EXTERNAL_KAKAO_URL` or Kakao's own issuer, without a trailing slash.
    pub issuer: String,
    /// `EXTERNAL_KAKAO_URL` as it was set: then it also stands for kapi.kakao.com.
    pub url: Option<Url>,
    /// `EXTERNAL_KAKAO_EMAIL_OPTIONAL`.
    pub email_optional: bool,
    /// `EXTERNAL_KAKAO_SKIP_NONCE_CHECK`.
    pub skip_nonce_check: bool,
    /// `EXTERNAL_KAKAO_REQUIRE_NONCE`.
    pub require_nonce: bool,
    /// `EXTERNAL_KAKAO_SCOPES`.
    pub scopes: Vec<String>,
    /// `EXTERNAL_KAKAO_PKCE`.
    pub pkce: bool,
    /// `EXTERNAL_KAKAO_EXPLAIN_REFUSALS`.
    pub explain_refusals: bool,
    /// `EXTERNAL_KAKAO_MAX_EXCHANGES`: code exchanges under way at once.
    pub max_exchanges: usize,
}

/// Kakao's own issuer, as its discovery document names it.
pub const KAKAO_ISSUER: &str = "https://kauth.kakao.com";

mod variables;
pub(super) use variables::VARIABLES;
use variables::{
    CLIENT_ID, EMAIL_OPTIONAL, ENABLED, EXPLAIN_REFUSALS, MAX_EXCHANGES, PKCE, REDIRECT_URI,
    REQUIRE_NONCE, SCOPES, SECRET, SKIP_NONCE_CHECK, URL,
};

/// The inner `None` is Kakao switched off.
#[expect(
    clippy::option_option,
    reason = "the outer None is a fault, the inner one a provider that is off"
)]
pub(super) fn parse(reader: &mut Reader<'_>) -> Option<Option<KakaoConfig>> {
    if reader.value(&ENABLED, values::switch)? {
        return parse_enabled(reader).map(Some);
    }
    // Switched off in so many words, a client id beside it surprises nobody.
    if reader.origin(&ENABLED).is_none() {
        reader.warn(&CLIENT_ID, |origin| Warning::KakaoOff { origin });
    }
    Some(None)
}

fn parse_enabled(reader: &mut Reader<'_>) -> Option<KakaoConfig> {
    let client_ids = reader.needed(&CLIENT_ID, "EXTERNAL_KAKAO_ENABLED is true", values::words);
    let secret = reader.optional(&SECRET, |value| Ok(Secret::new(value)));
    let redirect_uri = reader.optional(&REDIRECT_URI, redirect_uri);
    let url = reader.optional(&URL, issuer_url);
    let email_optional = reader.value(&EMAIL_OPTIONAL, values::switch);
    let skip_nonce_check = reader.value(&SKIP_NONCE_CHECK, values::switch);
    let require_nonce = reader.value(&REQUIRE_NONCE, values::switch);
    let scopes = reader.value(&SCOPES, scopes);
    let pkce = reader.value(&PKCE, values::switch);
    let explain_refusals = reader.value(&EXPLAIN_REFUSALS, values::switch);
    let max_exchanges = reader.value(&MAX_EXCHANGES, values::number(1, 10_000));
    let (issuer, url) = url?.map_or_else(
        || (KAKAO_ISSUER.to_owned(), None),
        |(issuer, url)| (issuer, Some(url)),
    );
    let config = KakaoConfig {
        client_ids: client_ids?,
        secret: secret?,
        redirect_uri: redirect_uri?,
        issuer,
        url,
        email_optional: email_optional?,
        skip_nonce_check: skip_nonce_check?,
        require_nonce: require_nonce?,
        scopes: scopes?,
        pkce: pkce?,
        explain_refusals: explain_refusals?,
        max_exchanges: max_exchanges?,
    };
    look_over(reader, &config);
    Some(config)
}

/// What shows only when all of it is read.
fn look_over(reader: &mut Reader<'_>, config: &KakaoConfig) {
    if config.require_nonce && config.skip_nonce_check {
        reader.refuse(
            &REQUIRE_NONCE,
            Problem::Excludes {
                other: SKIP_NONCE_CHECK.name,
            },
        );
    }
    if config.explain_refusals {
        reader.warn(&EXPLAIN_REFUSALS, |origin| Warning::RefusalsExplained {
            origin,
        });
    }
    if !config.scopes.iter().any(|scope| scope == "openid") {
        reader.warn(&SCOPES, |origin| Warning::NoOpenIdScope { origin });
    }
    reader.warn(&URL, |origin| Warning::KakaoElsewhere { origin });
}

/// The issuer as it was written, since tokens must name it letter by letter, and the URL that was read from it.
fn issuer_url(value: &str) -> Result<(String, Url), Problem> {
    let url = values::base_url(value)?;
    if url.scheme() != "https" && !values::is_loopback(&url) {
        return Err(Problem::PlainHttp);
    }
    Ok((value.trim().trim_end_matches('/').to_owned(), url))
}

/// Kept as it was written: Kakao compares it letter by letter with what is registered.
fn redirect_uri(value: &str) -> Result<String, Problem> {
    values::callback_url(value).map(|_url| value.trim().to_owned())
}

fn scopes(value: &str) -> Result<Vec<String>, Problem> {
    let separators = |character: char| character == ',' || character.is_whitespace();
    let scopes: Vec<_> = value
        .split(separators)
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() {
        Err(Problem::EmptyList)
    } else {
        Ok(scopes)
    }
}
