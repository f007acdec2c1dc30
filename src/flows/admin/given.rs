//! What an admin says of a user, read and checked: contacts, names of audiences and roles, bans.

use super::AdminRefusal;
use crate::domain::contact::{self, ContactFault};
use crate::domain::go_duration::nanoseconds;

/// What the columns of names take, in characters.
const LONGEST_NAME: usize = 255;

/// An e-mail in the form in which it is kept.
pub fn email(typed: Option<&str>) -> Result<Option<String>, ContactFault> {
    typed.map(contact::email).transpose()
}

/// A phone in the form in which it is kept.
pub fn phone(typed: Option<&str>) -> Result<Option<String>, ContactFault> {
    typed.map(contact::phone).transpose()
}

/// A ban's nanoseconds; `none` ends one.
pub fn ban(typed: Option<&str>) -> Result<Option<i64>, AdminRefusal> {
    match typed {
        None => Ok(None),
        Some("none") => Ok(Some(0)),
        Some(text) => nanoseconds(text)
            .map(Some)
            .map_err(AdminRefusal::BanDuration),
    }
}

/// A role or an audience, as its column takes it.
pub fn name(text: &str, member: &'static str) -> Result<String, AdminRefusal> {
    if text.chars().count() > LONGEST_NAME {
        return Err(AdminRefusal::TooLong { member });
    }
    Ok(text.to_owned())
}
