//! Why a use case did not do what it was asked: a variant per reason. What each says to a client is the HTTP layer's.

use crate::oidc::VerifyError;
use crate::store;
use crate::token::BearerError;
use std::time::Duration;

/// Every refusal and failure of the use cases. No variant holds a token, a code or a claim, but for what the wire tells
/// the caller about its own token (an audience).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    // The request of the id_token grant.
    /// Neither `id_token` nor `code`.
    #[error("id_token is missing")]
    IdTokenRequired,
    /// No `provider`, and no `client_id` with `issuer`.
    #[error("provider is missing")]
    ProviderRequired,
    /// `link_identity` without an Authorization header.
    #[error("linking needs a user's access token")]
    LinkingNeedsBearer,
    /// The provider is switched off.
    #[error("provider is not enabled")]
    ProviderDisabled {
        /// Its issuer.
        issuer: String,
    },
    /// `custom:…`, which nobody configured.
    #[error("custom provider not found")]
    CustomProviderNotFound {
        /// As sent.
        provider: String,
    },
    /// A provider that we do not know.
    #[error("unknown provider")]
    UnknownProvider {
        /// As sent.
        provider: String,
    },
    /// A code in the request, and something about it that has to be mended before Kakao is asked.
    #[error("bad code request: {0}")]
    CodeRequest(CodeRequestFault),

    // The ID token and the provider.
    /// The ID token is refused.
    #[error("ID token refused: {reason}")]
    IdTokenRefused {
        /// Why.
        reason: VerifyError,
        /// The provider.
        provider: &'static str,
        /// The key that the token names, cut; `None` if it names none or cannot be read.
        kid: Option<String>,
        /// The reason may be told to the client (development).
        explain: bool,
    },
    /// The provider refused the code.
    #[error("the provider refused the code: {code}")]
    CodeRefused {
        /// KOE code.
        code: String,
    },
    /// The provider refuses because of our configuration.
    #[error("the provider refuses our configuration: {code}")]
    ProviderMisconfigured {
        /// KOE code.
        code: String,
    },
    /// The provider cannot be reached or answers nonsense.
    #[error("the provider is unavailable: {reason}")]
    ProviderUnavailable {
        /// For the log.
        reason: String,
        /// When to come back.
        retry_after: Duration,
    },

    // The account.
    /// New users are not wanted.
    #[error("sign-up is disabled")]
    SignUpDisabled,
    /// The user is banned.
    #[error("the user is banned")]
    UserBanned,
    /// There must be a verified e-mail and there is none.
    #[error("no verified e-mail from the provider")]
    EmailNeedsVerification {
        /// The provider.
        provider: &'static str,
        /// The user has an e-mail, which is not confirmed.
        has_email: bool,
    },
    /// `SECURITY_MANUAL_LINKING_ENABLED` is off.
    #[error("manual linking is disabled")]
    ManualLinkingDisabled,
    /// This user has the identity already.
    #[error("identity is already linked")]
    IdentityAlreadyLinked,
    /// Another user has it.
    #[error("identity is already linked to another user")]
    IdentityLinkedToAnother,
    /// Another user has the identity's e-mail.
    #[error("e-mail exists")]
    EmailExists,

    // The bearer token, in the order of its checks.
    /// No bearer token.
    #[error("no bearer token")]
    NoAuthorization,
    /// The token cannot be verified.
    #[error("bearer token refused: {0}")]
    BadJwt(BearerError),
    /// No `sub`.
    #[error("no sub claim")]
    MissingSub,
    /// `sub` is no UUID.
    #[error("sub is no UUID")]
    SubNotUuid,
    /// No such user.
    #[error("user not found")]
    UserNotFound,
    /// `session_id` is no UUID.
    #[error("session_id is no UUID")]
    SessionIdNotUuid,
    /// No such session.
    #[error("session not found")]
    SessionNotFound,
    /// `aud` is not that of the request.
    #[error("audience mismatch")]
    AudienceMismatch,

    // Sign-up.
    /// Both an e-mail and a phone.
    #[error("sign-up with both e-mail and phone")]
    SignUpWithBoth,

    // Unlinking.
    /// The identity's id in the path is no UUID.
    #[error("identity_id is no UUID")]
    IdentityIdNotUuid,
    /// `aud` is not that of the request.
    #[error("unexpected audience")]
    UnexpectedAudience,
    /// The identity stays.
    #[error("not unlinked: {0}")]
    Unlink(crate::domain::unlink::UnlinkRefusal),

    // Changing oneself.
    /// Nothing is changed.
    #[error("not changed: {0}")]
    Update(crate::domain::update::UpdateRefusal),

    // What there is not.
    /// The feature is off.
    #[error(transparent)]
    Off(super::off::Off),
    /// The feature is off, and the request would be refused anyway.
    #[error(transparent)]
    Incomplete(super::off::Incomplete),
    /// An e-mail or a phone that is none.
    #[error(transparent)]
    Contact(#[from] crate::domain::contact::ContactFault),

    // Sign-out.
    /// Not `global`, `local` or `others`.
    #[error("unsupported logout scope")]
    UnsupportedLogoutScope {
        /// As sent, cut to 64 characters.
        scope: String,
    },

    // The redirect flow.
    /// `/authorize`, `/callback` or the exchange says no.
    #[error(transparent)]
    Redirect(#[from] super::redirect::RedirectError),

    // Refresh.
    /// Not of the form of either kind.
    #[error("not a refresh token")]
    NotARefreshToken,
    /// The session's state machine refuses.
    #[error("refresh refused: {0}")]
    Refresh(crate::domain::refresh::RefreshRefusal),

    // Administration.
    /// What an admin asks for is refused, or the caller is none.
    #[error("admin request refused: {0}")]
    Admin(super::admin::AdminRefusal),

    // Ours.
    /// The database is away, or the queue is full: come back.
    #[error("the database is unavailable: {reason}")]
    DatabaseUnavailable {
        /// For the log.
        reason: String,
    },
    /// The request's time is over.
    #[error("the request took too long")]
    TimedOut,
    /// Ours, and none of the above.
    #[error("unexpected failure: {0}")]
    Unexpected(String),
}

/// What is wrong with a request that carries a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeRequestFault {
    /// `id_token` and `code` at once.
    #[error("send either id_token or code, not both")]
    Both,
    /// `redirect_uri` is missing.
    #[error("redirect_uri is required with code: the one that Kakao sent the code to")]
    NoRedirectUri,
    /// `redirect_uri` is not allowed as a target.
    #[error("redirect_uri is not in the allow list (URI_ALLOW_LIST) and not under SITE_URL")]
    RedirectUriNotAllowed,
    /// `redirect_uri` is that of the redirect flow.
    #[error("codes sent to this redirect_uri belong to /callback")]
    RedirectUriOfCallback,
    /// `client_id` is not configured.
    #[error("client_id is not one of the configured keys")]
    UnknownClientId,
}

impl From<store::StoreError> for Error {
    fn from(error: store::StoreError) -> Self {
        match error {
            store::StoreError::Unavailable(reason) => Self::DatabaseUnavailable { reason },
            store::StoreError::Failed(reason) => Self::Unexpected(reason),
        }
    }
}
