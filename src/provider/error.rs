//! What can go wrong with a provider. Nothing that a provider wrote is kept, but for the code of its refusal.

use std::fmt;
use std::time::Duration;

/// When to come back after a fault that is not remembered.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// When to come back for a place among the exchanges: one takes less than a second.
const RETRY_AFTER_BUSY: Duration = Duration::from_secs(1);

/// The provider cannot be asked, or its answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct Unavailable {
    /// Why, for the log.
    pub fault: Fault,
    /// When to come back: whole seconds, at least one.
    pub retry_after: Duration,
}

impl From<Fault> for Unavailable {
    fn from(fault: Fault) -> Self {
        let retry_after = match fault {
            Fault::Busy => RETRY_AFTER_BUSY,
            _ => RETRY_AFTER,
        };
        Self { fault, retry_after }
    }
}

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// https is needed and there is nobody to trust.
    #[error(
        "https needs certificate authorities and there are none ({detail}): install the system's (ca-certificates) or \
         name a PEM file in SSL_CERT_FILE"
    )]
    NoAuthorities {
        /// Where they were looked for.
        detail: String,
    },
    /// No connection, or one that broke.
    #[error("the provider cannot be reached: {detail}")]
    Unreachable {
        /// What the network or TLS said.
        detail: String,
    },
    /// No answer in time.
    #[error("the provider did not answer in time")]
    NoAnswer,
    /// A status other than success.
    #[error("the provider answered with status {status}")]
    Status {
        /// Which.
        status: u16,
    },
    /// A redirect, which is never followed.
    #[error("the provider answered with a redirect")]
    Redirected,
    /// An answer over 1 MiB.
    #[error("the provider's answer is over 1 MiB")]
    TooLarge,
    /// An answer that is not what it should be.
    #[error("the provider's answer is no {what}")]
    Unreadable {
        /// What it should be.
        what: &'static str,
    },
    /// The discovery document is another issuer's.
    #[error("the discovery document is of another issuer")]
    OtherIssuer,
    /// An address in the discovery document that may not be used.
    #[error("the discovery document's {endpoint} is no https address")]
    InsecureEndpoint {
        /// Which.
        endpoint: &'static str,
    },
    /// An address that the discovery document lacks.
    #[error("the discovery document has no {endpoint}")]
    MissingEndpoint {
        /// Which.
        endpoint: &'static str,
    },
    /// A key set in which no key can be used.
    #[error("the provider's key set has no usable key")]
    NoUsableKey,
    /// The provider says that it cannot answer now.
    #[error("the provider says {code}")]
    Temporary {
        /// Its code.
        code: KoeCode,
    },
    /// Enough exchanges are under way.
    #[error("too many code exchanges are under way")]
    Busy,
    /// The fetch that was waited for ended with its thread.
    #[error("the fetch was interrupted")]
    Interrupted,
}

/// Why a code was not exchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// The provider refuses the code, or the person.
    #[error("the provider refuses the code: {code}")]
    Refused {
        /// Its code.
        code: KoeCode,
    },
    /// The provider refuses us, which only the operator can mend.
    #[error("the provider refuses our configuration: {code}")]
    Misconfigured {
        /// Its code.
        code: KoeCode,
    },
    /// No answer, or none that can be used.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The caller's deadline ended before the time that a call may take.
    #[error("the request's time ended before the provider answered")]
    TimedOut,
}

impl From<Fault> for ExchangeError {
    fn from(fault: Fault) -> Self {
        Self::Unavailable(fault.into())
    }
}

/// Kakao's code of a refusal: `KOE` and up to four digits, or `invalid_client`. Nothing else passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KoeCode(String);

impl KoeCode {
    /// Takes a code of the form that Kakao documents.
    pub fn parse(code: &str) -> Option<Self> {
        let digits = code.strip_prefix("KOE")?;
        let fits = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(code.to_owned()))
    }

    /// The refusal of RFC 6749, section 5.2, that comes without a code.
    pub fn invalid_client() -> Self {
        Self("invalid_client".to_owned())
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KoeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a provider cannot be set up: a setting is wrong, which shows at start.
#[derive(Debug, thiserror::Error)]
pub enum ProviderSetupError {
    /// A proxy's address that cannot be used; it may hold a password and is not repeated.
    #[error("{name} is no address of an http or https proxy, such as http://proxy.example:3128")]
    BadProxy {
        /// The variable.
        name: &'static str,
    },
    /// An address that the provider's endpoints are derived from.
    #[error("{address:?} is no URL: {source}")]
    BadAddress {
        /// As it was built.
        address: String,
        /// What is wrong.
        source: url::ParseError,
    },
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
}
