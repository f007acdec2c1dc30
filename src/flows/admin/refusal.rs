//! Why something is not done that an admin asks for: a variant per reason.

use crate::flows::Error;

/// A refusal, in the order in which a request meets them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdminRefusal {
    // The caller.
    /// The token's session has ended by its settings.
    #[error("the session is over")]
    SessionOver,
    /// The token's role is none of `JWT_ADMIN_ROLES`.
    #[error("not an admin")]
    NotAdmin,
}

impl From<AdminRefusal> for Error {
    fn from(refusal: AdminRefusal) -> Self {
        Self::Admin(refusal)
    }
}
