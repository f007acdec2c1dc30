//! Why an ID token is refused: one variant per reason.
//!
//! A reason carries nothing of the token but the names of its key and algorithm, cut to a length that fits a log line,
//! and the audience, which the client is told.

use std::fmt;

/// Longest name of a key or an algorithm that an error keeps, in characters.
const LONGEST_NAME: usize = 64;

/// One of the three parts of a token in compact serialisation (RFC 7515, section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The JOSE header.
    Header,
    /// The claims.
    Payload,
    /// The signature.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

/// Why an ID token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Longer than 16 KiB.
    #[error("the token has {bytes} bytes, more than 16384")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not three parts with a dot between them: encrypted, unsigned, or in JSON serialisation.
    #[error("the token does not have three parts but {parts}")]
    NotThreeParts {
        /// How many there are.
        parts: usize,
    },
    /// A part is not base64url as RFC 7515 has it: padding, white space or excess bits count too.
    #[error("the {part} is not strict base64url")]
    NotBase64Url {
        /// Which.
        part: Part,
    },
    /// A part is not a JSON object in UTF-8.
    #[error("the {part} is not a JSON object in UTF-8")]
    NotAnObject {
        /// Which.
        part: Part,
    },
    /// A member stands twice in an object, so that two readers could see two values.
    #[error("the {part} has a member twice")]
    DuplicateMember {
        /// In which part.
        part: Part,
    },
    /// The header names no algorithm.
    #[error("the header names no algorithm")]
    AlgorithmMissing,
    /// Signed by an algorithm that is not allowed, or by none.
    #[error("the algorithm {alg:?} is not allowed")]
    AlgorithmNotAllowed {
        /// The algorithm, cut.
        alg: String,
    },
    /// `typ` is there and is not `JWT`: another kind of token.
    #[error("the token's type is not JWT")]
    TypeNotAllowed,
    /// `crit` asks for an extension; we know none.
    #[error("the header has critical extensions")]
    CriticalExtension,
    /// `b64` asks for a payload that is not encoded.
    #[error("the header asks for an unencoded payload")]
    UnencodedPayload,
    /// The header brings a key along, or says where to get one.
    #[error("the header brings its own key in {member}")]
    EmbeddedKey {
        /// `jwk`, `jku`, `x5c` or `x5u`.
        member: &'static str,
    },
    /// The header names no key.
    #[error("the header names no key")]
    KeyIdMissing,
    /// The provider has no such key (any more, or yet).
    #[error("the key {kid:?} is not in the provider's set")]
    UnknownKid {
        /// The key's name, cut.
        kid: String,
    },
    /// The key did not make this signature.
    #[error("the signature is wrong")]
    BadSignature,
    /// A claim is not of its type; times must be numbers.
    #[error("the claim {claim} is of the wrong type")]
    WrongType {
        /// Its name.
        claim: &'static str,
    },
    /// A time before 1970 or after the year 9999.
    #[error("the claim {claim} is no time between 1970 and 9999")]
    TimeOutOfRange {
        /// Its name.
        claim: &'static str,
    },
    /// A claim that must be there is not.
    #[error("the claim {claim} is missing")]
    MissingClaim {
        /// Its name.
        claim: &'static str,
    },
    /// A Security Event Token (RFC 8417), which shares issuer, keys and subject with ID tokens.
    #[error("the token is a security event, not an ID token")]
    SecurityEvent,
    /// Issued by somebody else.
    #[error("the issuer is another one")]
    IssuerMismatch,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// Issued in the future.
    #[error("the token was issued in the future")]
    IssuedInFuture,
    /// Issued longer ago than the settings allow.
    #[error("the token was issued too long ago")]
    TooOld,
    /// The access token that came along is not the one that the ID token was issued with.
    #[error("the access token does not belong to the ID token")]
    AccessTokenMismatch,
    /// `sub` is longer than 255 characters.
    #[error("the subject is longer than 255 characters")]
    SubjectTooLong,
    /// `sub` contains a NUL, which no database keeps.
    #[error("the subject contains NUL")]
    SubjectWithNul,
    /// `sub` is absent or empty.
    #[error("the subject is missing")]
    MissingSubject,
    /// None of our client ids is in `aud`.
    #[error("the token was issued to another client")]
    UnacceptableAudience {
        /// The audience; empty if there is none.
        audience: Vec<String>,
    },
    /// `azp` is there and is none of our client ids.
    #[error("the authorized party is another client")]
    AuthorizedPartyMismatch,
    /// A nonce is required and neither side has one.
    #[error("a nonce is required")]
    NonceRequired,
    /// Only one of token and request has a nonce.
    #[error("only one of token and request has a nonce")]
    NonceOneSided,
    /// Both have one and they do not belong together.
    #[error("the nonces do not match")]
    NonceMismatch,
}

impl VerifyError {
    /// A short label, for the field `reason` of a log line and for metrics.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too_long",
            Self::NotThreeParts { .. } => "not_three_parts",
            Self::NotBase64Url { .. } => "not_base64url",
            Self::NotAnObject { .. } => "not_an_object",
            Self::DuplicateMember { .. } => "duplicate_member",
            Self::AlgorithmMissing => "algorithm_missing",
            Self::AlgorithmNotAllowed { .. } => "algorithm_not_allowed",
            Self::TypeNotAllowed => "type_not_allowed",
            Self::CriticalExtension => "critical_extension",
            Self::UnencodedPayload => "unencoded_payload",
            Self::EmbeddedKey { .. } => "embedded_key",
            Self::KeyIdMissing => "kid_missing",
            Self::UnknownKid { .. } => "unknown_kid",
            Self::BadSignature => "bad_signature",
            Self::WrongType { .. } => "wrong_type",
            Self::TimeOutOfRange { .. } => "time_out_of_range",
            Self::MissingClaim { .. } => "missing_claim",
            Self::SecurityEvent => "security_event",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::TooOld => "too_old",
            Self::AccessTokenMismatch => "access_token_mismatch",
            Self::SubjectTooLong => "subject_too_long",
            Self::SubjectWithNul => "subject_with_nul",
            Self::MissingSubject => "missing_subject",
            Self::UnacceptableAudience { .. } => "unacceptable_audience",
            Self::AuthorizedPartyMismatch => "authorized_party_mismatch",
            Self::NonceRequired => "nonce_required",
            Self::NonceOneSided => "nonce_one_sided",
            Self::NonceMismatch => "nonce_mismatch",
        }
    }

    /// The audience that was not acceptable, in the form that Supabase Auth prints it: `[a b]`.
    pub fn audience_text(&self) -> Option<String> {
        match self {
            Self::UnacceptableAudience { audience } => Some(format!("[{}]", audience.join(" "))),
            _ => None,
        }
    }
}

/// A name from a token's header, cut and without control characters, so that it fits a log line.
pub(super) fn shorten(name: &str) -> String {
    name.chars()
        .take(LONGEST_NAME)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
