//! Why a redirect flow does not begin, come back or end well.

use super::super::Error;
use crate::domain::flow::{CallbackRefusal, ChallengeFault, ExchangeRefusal};

/// Every refusal of the redirect flow's own. What a provider said is held to be handed on to the app, and never logged.
#[derive(Debug, thiserror::Error)]
pub enum RedirectError {
    // `/authorize`.
    /// No browser can be sent to this provider.
    #[error("unsupported provider: {0}")]
    UnsupportedProvider(ProviderFault),
    /// Nobody was invited with this token.
    #[error("no user has this invitation")]
    InvitedUserNotFound,
    /// `code_challenge` or `code_challenge_method`.
    #[error("bad challenge: {0}")]
    Challenge(ChallengeFault),
    /// No challenge, while `IMPLICIT_FLOW_ENABLED` is false.
    #[error("the implicit flow is off")]
    ImplicitFlowDisabled,
    /// No target is allowed, and there is no `SITE_URL`.
    #[error("no allowed target, and no SITE_URL")]
    NoTarget,
    /// A parameter that is kept holds U+0000, which no database keeps.
    #[error("{0} holds a NUL character")]
    NulCharacter(&'static str),

    // `/callback`, before it is known where the browser is to go.
    /// No `state`.
    #[error("state is missing")]
    StateMissing,
    /// A `state` that no flow can have.
    #[error("state is no UUID")]
    StateInvalid,
    /// The state leads nowhere.
    #[error("state refused: {0}")]
    State(CallbackRefusal),
    /// The user to link to is gone.
    #[error("the user to link to is gone")]
    LinkingTargetNotFound,

    // `/callback`, once it is known.
    /// The provider said no.
    #[error("the provider sent the browser back with an error")]
    ProviderSaid {
        /// Its `error`.
        error: String,
        /// Its `error_description`.
        description: String,
    },
    /// Neither a code nor an error.
    #[error("no code from the provider")]
    CodeMissing,
    /// The flow's provider is not there any more.
    #[error("unsupported provider: {0}")]
    ProviderGone(ProviderFault),
    /// The code was not exchanged.
    #[error("the code was not exchanged")]
    CodeNotExchanged {
        /// The code's first characters.
        opening: String,
        /// Why.
        cause: Box<Error>,
    },
    /// The provider does not tell who it is, or not so that it can be believed.
    #[error("nobody knows who it is")]
    NoProfile {
        /// Why.
        cause: Box<Error>,
    },
    /// There must be an e-mail, and the provider gave none.
    #[error("no e-mail from the provider")]
    NoEmail,
    /// The invitation is not there any more.
    #[error("the invitation is gone")]
    InviteNotFound,
    /// Somebody else was invited.
    #[error("the invited e-mail is another")]
    InviteMismatch,

    // The exchange.
    /// Not both of `auth_code` and `code_verifier`.
    #[error("auth_code or code_verifier is missing")]
    ExchangeIncomplete,
    /// The code is not exchanged.
    #[error("exchange refused: {0}")]
    Exchange(ExchangeRefusal),
}

/// Why browsers cannot be sent to a provider. The texts are the wire's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    /// Nobody knows it.
    #[error("Provider {0} could not be found")]
    NotFound(String),
    /// `custom:…`, which nobody configured.
    #[error("custom provider {0} not found")]
    CustomNotFound(String),
    /// It is off.
    #[error("provider is not enabled")]
    Disabled,
    /// No key of an app is configured.
    #[error("missing OAuth client ID")]
    NoClientId,
    /// No secret is configured.
    #[error("missing OAuth secret")]
    NoSecret,
    /// It is not configured where the provider sends browsers back to.
    #[error("missing redirect URI")]
    NoRedirectUri,
}

impl RedirectError {
    /// What lies beneath, where the app is told less than the log.
    pub fn cause(&self) -> Option<&Error> {
        match self {
            Self::CodeNotExchanged { cause, .. } | Self::NoProfile { cause } => Some(cause),
            _ => None,
        }
    }
}
