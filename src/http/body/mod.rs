//! Request bodies: taken whole within a size and a time, then read as one JSON object.
//!
//! [`raw`] takes the bytes, [`object`] reads them. What a body holds may be a token: none of it is ever logged.

pub mod object;
pub mod raw;

#[cfg(test)]
mod tests;

pub use object::JsonBody;
pub use raw::{MAX_BODY, RawBody};

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// More than [`MAX_BODY`] bytes, or so it announces.
    #[error("the body is too large")]
    TooLarge,
    /// It did not end in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// It is not the JSON that the endpoint takes; the text says why, to the client alone.
    #[error("the body is not the JSON that is asked for")]
    NotJson(String),
    /// A member that we read holds U+0000, which no database keeps.
    #[error("{0} holds a NUL character")]
    NulCharacter(&'static str),
}

impl BodyFault {
    fn not_json(detail: impl Into<String>) -> Self {
        Self::NotJson(detail.into())
    }
}
