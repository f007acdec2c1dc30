//! Why something is not done that an admin asks for: a variant per reason.

use crate::domain::contact::ContactFault;
use crate::domain::go_duration::DurationFault;
use crate::domain::password::Weakness;
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

    // The user of the path.
    /// Its id is no UUID.
    #[error("the user's id is no UUID")]
    UserIdNotUuid,
    /// There is no such user.
    #[error("no such user")]
    NoSuchUser,

    // What is said of a user.
    /// A new user with neither e-mail nor phone.
    #[error("neither e-mail nor phone")]
    NoContact,
    /// An e-mail or a phone that is none.
    #[error(transparent)]
    Contact(#[from] ContactFault),
    /// Another user has the e-mail.
    #[error("the e-mail is taken")]
    EmailTaken,
    /// Another user has the phone.
    #[error("the phone is taken")]
    PhoneTaken,
    /// A password and a hash of one.
    #[error("both a password and a hash")]
    PasswordAndHash,
    /// A hash that nothing could compare a password with.
    #[error("the password's hash cannot be read")]
    UnreadableHash,
    /// A new user's password is longer than bcrypt reads.
    #[error("the new password is too long")]
    NewPasswordTooLong,
    /// A changed password is.
    #[error("the password is too long")]
    PasswordTooLong,
    /// A changed password is not what the settings ask for.
    #[error("the password is weak")]
    WeakPassword(Weakness),
    /// An id that is no UUID.
    #[error("the new id is no UUID")]
    IdNotUuid,
    /// The nil UUID.
    #[error("the new id is nil")]
    IdNil,
    /// Another user has the id.
    #[error("the id is taken")]
    IdTaken,
    /// A ban of no duration.
    #[error("the ban's duration is none")]
    BanDuration(DurationFault),
    /// A text that its column does not take.
    #[error("{member} is too long")]
    TooLong {
        /// The member of the request.
        member: &'static str,
    },

    // Lists.
    /// Nothing to sort by.
    #[error("bad sort")]
    Sort(SortFault),
    /// No page.
    #[error("bad page")]
    Page(PageFault),
    /// A search of the audit log in nothing that can be searched.
    #[error("bad scope")]
    Scope {
        /// The whole query.
        query: String,
    },
    /// A text to look for that holds U+0000.
    #[error("{parameter} holds a NUL character")]
    NulCharacter {
        /// Where.
        parameter: &'static str,
    },
}

/// What is wrong with an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortFault {
    /// Not a field that can be sorted by.
    Field(String),
    /// Neither up nor down.
    Direction(String),
}

/// What is wrong with the part of a list that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageFault {
    /// Not a number in decimal digits.
    NotANumber(String),
    /// More than 64 bits.
    OutOfRange(String),
    /// Pages of nobody.
    EmptyPages {
        /// The parameter.
        parameter: &'static str,
    },
    /// Not one of our cursors.
    Cursor,
}

impl From<AdminRefusal> for Error {
    fn from(refusal: AdminRefusal) -> Self {
        Self::Admin(refusal)
    }
}
