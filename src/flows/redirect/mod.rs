//! The redirect flow: a browser goes to the provider and comes back, and a session, or a linked identity, comes of it.
//!
//! [`authorize`] begins a flow and tells where the browser goes; [`callback`] takes it back; with PKCE [`exchange`] hands
//! the session to whoever began the flow. [`waiting`] is what is kept between the two, [`error`] what can go wrong.
//! What a flow may do when is decided in [`crate::domain::flow`].

pub mod authorize;
pub mod callback;
pub mod error;
pub mod exchange;
pub mod waiting;

pub use error::{ProviderFault, RedirectError};

use super::Context;
use super::context::delta;
use super::opening::KAKAO;
use crate::config::kakao::KakaoConfig;
use crate::provider::Provider;
use chrono::TimeDelta;

/// How long a flow may take from its first step to its last.
fn expiry(ctx: &Context) -> TimeDelta {
    delta(ctx.config.redirects.flow_state_expiry)
}

/// Other providers of Supabase Auth's: known, and off.
#[rustfmt::skip] // A list reads as a list.
const OTHERS: [&str; 24] = [
    "apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly", "github", "gitlab", "google", "keycloak",
    "linkedin", "linkedin_oidc", "notion", "slack", "slack_oidc", "snapchat", "spotify", "twitch", "twitter",
    "vercel_marketplace", "workos", "x", "zoom",
];

/// Everything that a redirect through Kakao needs.
struct Kakao<'c> {
    provider: &'c Provider,
    config: &'c KakaoConfig,
    client_id: &'c str,
    redirect_uri: &'c str,
}

/// The provider of that name, if browsers can be sent to it.
fn provider_of<'c>(ctx: &'c Context, name: &str) -> Result<Kakao<'c>, ProviderFault> {
    let name = name.to_lowercase();
    if OTHERS.contains(&name.as_str()) {
        return Err(ProviderFault::Disabled);
    }
    if name.starts_with("custom:") {
        return Err(ProviderFault::CustomNotFound(name));
    }
    if name != KAKAO {
        return Err(ProviderFault::NotFound(name));
    }
    let (Some(provider), Some(config)) = (&ctx.kakao, &ctx.config.kakao) else {
        return Err(ProviderFault::Disabled);
    };
    let client_id = config.client_ids.first().ok_or(ProviderFault::NoClientId)?;
    if config.secret.is_none() {
        return Err(ProviderFault::NoSecret);
    }
    let redirect_uri = config.redirect_uri.as_deref();
    Ok(Kakao {
        provider,
        config,
        client_id,
        redirect_uri: redirect_uri.ok_or(ProviderFault::NoRedirectUri)?,
    })
}
