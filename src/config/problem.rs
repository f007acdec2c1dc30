//! What can be wrong with a value, one variant per reason.
//!
//! No variant holds any part of the value: an operator looks at the own setting, a log reader must not.

use super::jwk::JwkFault;

/// Why a value is refused. It reads as the rest of a sentence that begins with the variable's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Neither of Go's spellings of true and false.
    #[error("must be true or false")]
    NotASwitch,
    /// No whole number, or one out of range.
    #[error("must be a whole number from {least} to {most}")]
    NotANumber {
        /// The smallest that is accepted.
        least: u64,
        /// The largest that is accepted.
        most: u64,
    },
    /// Not in Go's notation.
    #[error("must be a duration, numbers each with a unit (ms, s, m, h)")]
    NotADuration,
    /// A duration below zero.
    #[error("must not be negative")]
    NegativeDuration,
    /// A duration of nothing where that has no meaning.
    #[error("must be longer than zero")]
    ZeroDuration,
    /// A duration of more than about 292 years.
    #[error("is too long a duration")]
    EndlessDuration,
    /// No absolute URL with a host.
    #[error("must be a URL with scheme and host")]
    NotAUrl,
    /// A scheme that is not accepted here.
    #[error("must begin with {schemes}")]
    Scheme {
        /// Those that are accepted.
        schemes: &'static str,
    },
    /// A part of a URL that would be lost or shown.
    #[error("must not have {part}")]
    UrlPart {
        /// What there is too much.
        part: &'static str,
    },
    /// http to a host that is not this machine.
    #[error("must begin with https:// (http:// only to a loopback address)")]
    PlainHttp,
    /// An entry of a list of networks.
    #[error("entry {entry} must be a network in CIDR notation or an address")]
    NotANetwork {
        /// Its place in the list, from 1.
        entry: usize,
    },
    /// An entry of a list of patterns.
    #[error("entry {entry} has a bracket that is not closed")]
    NotAPattern {
        /// Its place in the list, from 1.
        entry: usize,
    },
    /// A list with nothing in it.
    #[error("must name at least one")]
    EmptyList,
    /// White space or control characters where there can be none.
    #[error("must not contain blanks or control characters")]
    Blank,
    /// No name of an HTTP header.
    #[error("must be made of the characters that a header name may have")]
    NotAHeader,
    /// Neither an address nor a host name.
    #[error("must be an IP address or a host name")]
    NotAHost,
    /// No address with a port.
    #[error("must be an IP address and a port")]
    NotASocketAddress,
    /// None of the words that are known.
    #[error("must be one of {words}")]
    NotAWord {
        /// The words.
        words: &'static str,
    },
    /// Not in the notation of `RUST_LOG`.
    #[error("must be a list of target=level")]
    NotAFilter,
    /// About the database's address.
    #[error("{0}")]
    Database(#[from] DatabaseProblem),
    /// About keys.
    #[error("{0}")]
    Key(#[from] KeyProblem),
    /// Two settings that exclude each other.
    #[error("cannot be on together with {other}")]
    Excludes {
        /// The other one, without prefix.
        other: &'static str,
    },
    /// The role that every new user gets would be an administrator's.
    #[error("must not be one of JWT_ADMIN_ROLES: every new user would be an administrator")]
    EveryoneIsAdmin,
    /// A setting of Supabase Auth's that protects somebody, and that we do not have.
    #[error("{words}. Switch it off, or set DAEMUN_IGNORE_UNSUPPORTED=true to start without it")]
    Unsupported {
        /// What is not there and what would follow.
        words: &'static str,
    },
}

/// Why a database's address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseProblem {
    /// Neither of the two databases.
    #[error("must begin with sqlite://, postgres:// or postgresql://")]
    Scheme,
    /// SQLite without a file.
    #[error("must name a file: in memory, every connection would have a database of its own")]
    InMemory,
    /// `sqlite://` and nothing, or a folder.
    #[error("must name a file after sqlite://")]
    NoFile,
    /// SQLite with parameters or as a URI.
    #[error("must be a plain path after sqlite://, without parameters")]
    NotAPath,
    /// PostgreSQL without anything after the scheme.
    #[error("must name a server and a database after the scheme")]
    NoServer,
    /// Characters that no URL has.
    #[error("must not contain blanks or control characters")]
    Blank,
}

/// Why keys are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Not JSON, or JSON of another shape.
    #[error("must be a JSON array of keys (line {line}, column {column})")]
    NotAnArray {
        /// Where reading ended.
        line: usize,
        /// Where reading ended.
        column: usize,
    },
    /// An element that is no JWK.
    #[error("key {entry} must be a JWK: an object with text members kty, alg and a list key_ops")]
    NotAJwk {
        /// Its place in the array, from 1.
        entry: usize,
    },
    /// Without `alg`, it would have to be guessed.
    #[error("key {entry} has no alg; known are {ALGORITHMS}")]
    NoAlgorithm {
        /// Its place in the array, from 1.
        entry: usize,
    },
    /// The one algorithm of Supabase Auth's that our crypto does not sign with.
    #[error("key {entry} is for ES512, which is not supported; known are {ALGORITHMS}")]
    Es512 {
        /// Its place in the array, from 1.
        entry: usize,
    },
    /// Another algorithm.
    #[error("key {entry} has an alg that is not known; known are {ALGORITHMS}")]
    UnknownAlgorithm {
        /// Its place in the array, from 1.
        entry: usize,
    },
    /// The key's members do not make a key.
    #[error("key {entry} cannot be used: {fault}")]
    Unusable {
        /// Its place in the array, from 1.
        entry: usize,
        /// What is wrong; it holds nothing of the key.
        fault: JwkFault,
    },
    /// Two keys of one id.
    #[error("key {entry} has the kid of an earlier one, or like it none")]
    DuplicateId {
        /// The later one's place in the array, from 1.
        entry: usize,
    },
    /// None, or several, would sign.
    #[error("exactly one key must have \"sign\" in its key_ops, not {found}")]
    SigningKeys {
        /// How many there are.
        found: usize,
    },
    /// Accepted algorithms, one of which is none of ours.
    #[error("entry {entry} is not known; known are {ALGORITHMS}")]
    UnknownMethod {
        /// Its place in the list, from 1.
        entry: usize,
    },
    /// Our own tokens would be refused.
    #[error("leaves out {algorithm}, with which tokens are signed")]
    OwnMethodMissing {
        /// The signing key's.
        algorithm: String,
    },
    /// An encryption key of another size or notation.
    #[error("must be 32 bytes in base64url without padding")]
    NotAnEncryptionKey,
    /// An entry among the decryption keys.
    #[error("entry {entry} must be id:key, the key 32 bytes in base64url without padding")]
    NotADecryptionKey {
        /// Its place in the list, from 1.
        entry: usize,
    },
    /// What is encrypted could not be read again.
    #[error("must contain SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY under its id")]
    CannotDecrypt,
}

/// The algorithms that our tokens can be signed with, as the messages list them.
pub const ALGORITHMS: &str = "RS256, RS384, RS512, ES256, ES384, EdDSA, HS256";
