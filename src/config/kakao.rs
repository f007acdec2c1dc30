//! Kakao, the identity provider.

use super::Secret;
use url::Url;

/// Section "Kakao".
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
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
