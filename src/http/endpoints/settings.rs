//! `GET /settings`: what the service can do, for clients that ask before they show a button.

use super::document;
use crate::config::Config;
use crate::http::HttpError;
use crate::http::state::HttpState;
use crate::http::wire::json::encode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Serialize, Serializer};

/// The switches of `external`, in the order that clients see.
const EXTERNAL: [&str; 26] = [
    "anonymous_users",
    "apple",
    "azure",
    "bitbucket",
    "discord",
    "facebook",
    "snapchat",
    "figma",
    "fly",
    "github",
    "gitlab",
    "google",
    "keycloak",
    "kakao",
    "linkedin",
    "linkedin_oidc",
    "notion",
    "spotify",
    "slack",
    "slack_oidc",
    "workos",
    "twitch",
    "twitter",
    "email",
    "phone",
    "zoom",
];

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the members that clients know"
)]
struct Settings<'a> {
    external: External<'a>,
    disable_signup: bool,
    mailer_autoconfirm: bool,
    phone_autoconfirm: bool,
    sms_provider: &'static str,
    saml_enabled: bool,
    saml_private_key_next_configured: bool,
    passkeys_enabled: bool,
}

struct External<'a>(&'a Config);

impl Serialize for External<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(EXTERNAL.map(|name| (name, self.is_on(name))))
    }
}

impl External<'_> {
    fn is_on(&self, name: &str) -> bool {
        match name {
            "kakao" => self.0.kakao.is_some(),
            "anonymous_users" => self.0.sign_up.anonymous_enabled,
            _ => false,
        }
    }
}

/// The document, which never changes while the service runs.
pub fn render(config: &Config) -> Result<Bytes, serde_json::Error> {
    let settings = Settings {
        external: External(config),
        disable_signup: config.sign_up.disabled,
        mailer_autoconfirm: config.sign_up.autoconfirm,
        phone_autoconfirm: false,
        sms_provider: "",
        saml_enabled: false,
        saml_private_key_next_configured: false,
        passkeys_enabled: false,
    };
    encode(&settings).map(Bytes::from)
}

/// 200.
pub async fn show(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    Ok(document(&HttpState::of(&request)?.documents().settings))
}
