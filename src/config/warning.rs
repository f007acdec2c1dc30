//! What an operator should know although the service starts; never a value.

use super::source::Origin;

/// One thing to notice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// One setting under two names, with two values.
    #[error("{used} and {ignored} differ; {used} counts")]
    Shadowed {
        /// The one that counts.
        used: Origin,
        /// The one that does not.
        ignored: Origin,
    },
    /// A name that we do not know.
    #[error("{origin} is not a setting{}", did_you_mean(suggestion.as_deref()))]
    Unknown {
        /// Which one, and where it was set.
        origin: Origin,
        /// The nearest name that we do know.
        suggestion: Option<String>,
    },
    /// A setting that protects somebody, which we do not have, and which the operator gave up.
    #[error("{origin} {words}. It is ignored, as DAEMUN_IGNORE_UNSUPPORTED says")]
    Unsupported {
        /// Which one, and where it was set.
        origin: Origin,
        /// What is not there and what follows.
        words: &'static str,
    },
    /// `EXTERNAL_KAKAO_URL` is set.
    #[error(
        "{origin} is set: who holds that URL signs in as anyone. It is for development and tests"
    )]
    KakaoElsewhere {
        /// Where it was set.
        origin: Origin,
    },
    /// A client id is set, the switch is not.
    #[error("{origin} is set, but Kakao is off: DAEMUN_EXTERNAL_KAKAO_ENABLED=true switches it on")]
    KakaoOff {
        /// Where the client id was set.
        origin: Origin,
    },
    /// `EXTERNAL_KAKAO_SCOPES` without `openid`.
    #[error("{origin} leaves out openid: Kakao then sends no ID token")]
    NoOpenIdScope {
        /// Where it was set.
        origin: Origin,
    },
    /// `EXTERNAL_KAKAO_EXPLAIN_REFUSALS` is on.
    #[error("{origin} is on: callers are told why their token is refused. It is for development")]
    RefusalsExplained {
        /// Where it was set.
        origin: Origin,
    },
    /// Enough leeway to make an expired token live on noticeably.
    #[error(
        "{origin} is longer than five minutes: ID tokens stay good that long after they expire"
    )]
    LongLeeway {
        /// Where it was set.
        origin: Origin,
    },
    /// A `JWT_SECRET` that can be found by trying.
    #[error("{origin} is shorter than 32 bytes: who finds it signs in as anyone")]
    ShortSecret {
        /// Where it was set.
        origin: Origin,
    },
    /// A `JWT_SECRET` that everybody knows.
    #[error(
        "{origin} is the one of Supabase's examples: everybody knows it, and who knows it signs in as anyone"
    )]
    ExampleSecret {
        /// Where it was set.
        origin: Origin,
    },
    /// An Ed25519 key signs.
    #[error("{origin} signs with EdDSA: no client library can check such a token by itself")]
    EdDsaKey {
        /// Where it was set.
        origin: Origin,
    },
    /// Refresh tokens of the first kind are asked for.
    #[error(
        "{origin} asks for refresh tokens of the first kind: sessions that have them keep them, but new sessions get the second"
    )]
    FirstKindOfRefreshTokens {
        /// Where it was set.
        origin: Origin,
    },
    /// A flow's life below the minimum.
    #[error("{origin} is below the minimum; 300s counts")]
    FlowStateTooShort {
        /// Where it was set.
        origin: Origin,
    },
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(name) => format!("; did you mean {name}?"),
        None => " that is known".to_owned(),
    }
}
