//! What is Kakao's own: exchanging a code, with Kakao's error codes, and who a user is.
//!
//! Kakao's descriptions may echo a code, a client id or a token, and its texts may change: nothing of them is kept,
//! and only `error_code` decides.

use super::client::{Answer, HttpClient};
use super::code::{CodeExchange, Exchanged, ProviderProfile, ProviderToken};
use super::discovery::Discovery;
use super::error::{ExchangeError, Fault, KoeCode, ProviderSetupError, Unavailable};
use crate::config::Secret;
use crate::config::kakao::KakaoConfig;
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

/// The host of Kakao's user information, unless a setting names another for everything.
const API: &str = "https://kapi.kakao.com";

/// Refusals that only the operator can mend: Kakao Login off, wrong key type, platform, secret, unknown key, caller's
/// address not allowed.
const MISCONFIGURED: [&str; 6] = ["KOE004", "KOE008", "KOE009", "KOE010", "KOE101", "KOE127"];

/// Refusals that pass: a fault at Kakao, too many requests.
const TEMPORARY: [&str; 2] = ["KOE003", "KOE237"];

/// Kakao's endpoints beside its published ones.
pub(super) struct Kakao {
    client: HttpClient,
    secret: Option<Secret>,
    user_address: Url,
    places: Semaphore,
}

/// What the token endpoint grants; everything else in its answer is ignored.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
struct TokenAnswer {
    id_token: Option<String>,
    access_token: Option<String>,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct TokenRefusal {
    error: Option<String>,
    error_code: Option<String>,
}

#[derive(Deserialize)]
struct UserAnswer {
    /// May exceed 2^53: read as the integer that it is, never through a float.
    id: u64,
    kakao_account: Option<Account>,
}

#[derive(Deserialize)]
struct Account {
    profile: Option<AccountProfile>,
    email: Option<String>,
    is_email_valid: Option<bool>,
    is_email_verified: Option<bool>,
}

#[derive(Deserialize)]
struct AccountProfile {
    nickname: Option<String>,
    profile_image_url: Option<String>,
}

impl Kakao {
    pub(super) fn new(
        client: HttpClient,
        config: &KakaoConfig,
    ) -> Result<Self, ProviderSetupError> {
        let host = config.url.as_ref().map_or(API, Url::as_str);
        let address = format!("{}/v2/user/me", host.trim_end_matches('/'));
        let user_address = match Url::parse(&address) {
            Ok(url) => url,
            Err(source) => return Err(ProviderSetupError::BadAddress { address, source }),
        };
        Ok(Self {
            client,
            secret: config.secret.clone(),
            user_address,
            places: Semaphore::new(config.max_exchanges.min(Semaphore::MAX_PERMITS)),
        })
    }

    /// A place among the exchanges under way, at once or not at all.
    pub(super) fn take_place(&self) -> Result<SemaphorePermit<'_>, Fault> {
        match self.places.try_acquire() {
            Ok(place) => Ok(place),
            Err(_) => Err(Fault::Busy),
        }
    }

    /// Asks the token endpoint (RFC 6749, section 4.1.3); client authentication is in the form only.
    pub(super) async fn exchange(
        &self,
        discovery: &Discovery,
        code: CodeExchange<'_>,
        limit: Duration,
    ) -> Result<Exchanged, ExchangeError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", code.client_id),
            ("redirect_uri", code.redirect_uri),
            ("code", code.code),
        ];
        form.extend(
            self.secret
                .iter()
                .map(|secret| ("client_secret", secret.expose())),
        );
        form.extend(
            code.code_verifier
                .map(|verifier| ("code_verifier", verifier)),
        );
        let request = self.client.post(discovery.token_endpoint()?).form(&form);
        read_exchange(&self.client.send(request, limit).await?)
    }

    /// Asks for the user whose access token this is.
    pub(super) async fn profile(
        &self,
        token: &ProviderToken,
        limit: Duration,
    ) -> Result<ProviderProfile, Unavailable> {
        let request = self.client.get(self.user_address.clone());
        let request = request.bearer_auth(token.expose());
        let body = self.client.send(request, limit).await?.success()?;
        match serde_json::from_slice::<UserAnswer>(&body) {
            Ok(user) => Ok(user.into()),
            Err(_) => Err(Fault::Unreadable { what: "user" }.into()),
        }
    }
}

/// Tells a success from each kind of refusal.
pub(super) fn read_exchange(answer: &Answer) -> Result<Exchanged, ExchangeError> {
    match answer.status {
        200..300 => read_tokens(&answer.body).map_err(ExchangeError::from),
        400..500 => Err(read_refusal(answer)),
        status => Err(Fault::Status { status }.into()),
    }
}

fn read_tokens(body: &[u8]) -> Result<Exchanged, Fault> {
    let unusable = Fault::Unreadable { what: "token" };
    let Ok(answer) = serde_json::from_slice::<TokenAnswer>(body) else {
        return Err(unusable);
    };
    let id_token = given(answer.id_token);
    let access_token = given(answer.access_token).map(ProviderToken::new);
    if id_token.is_none() && access_token.is_none() {
        return Err(unusable);
    }
    Ok(Exchanged {
        id_token,
        access_token,
        refresh_token: given(answer.refresh_token).map(ProviderToken::new),
    })
}

fn read_refusal(answer: &Answer) -> ExchangeError {
    let Ok(refusal) = serde_json::from_slice::<TokenRefusal>(&answer.body) else {
        return Fault::Unreadable { what: "refusal" }.into();
    };
    match refusal.error_code.as_deref().and_then(KoeCode::parse) {
        Some(code) if TEMPORARY.contains(&code.as_str()) => Fault::Temporary { code }.into(),
        Some(code) if MISCONFIGURED.contains(&code.as_str()) => {
            ExchangeError::Misconfigured { code }
        }
        Some(code) => ExchangeError::Refused { code },
        None if refusal.error.as_deref() == Some("invalid_client") => {
            let code = KoeCode::invalid_client();
            ExchangeError::Misconfigured { code }
        }
        None => Fault::Status {
            status: answer.status,
        }
        .into(),
    }
}

impl From<UserAnswer> for ProviderProfile {
    fn from(user: UserAnswer) -> Self {
        let mut profile = Self {
            subject: user.id.to_string(),
            nickname: None,
            picture: None,
            email: None,
        };
        let Some(account) = user.kakao_account else {
            return profile;
        };
        // A valid address that is not verified, or the other way round, may be somebody else's.
        if account.is_email_valid == Some(true) && account.is_email_verified == Some(true) {
            profile.email = storable(account.email);
        }
        if let Some(said) = account.profile {
            profile.nickname = storable(said.nickname);
            profile.picture = storable(said.profile_image_url);
        }
        profile
    }
}

fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A text that a database keeps.
fn storable(text: Option<String>) -> Option<String> {
    given(text).filter(|text| !text.contains('\0'))
}
