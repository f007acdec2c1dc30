//! What admins are told: the error table's rows of their refusals.

use super::answer::{Answer, Kind, coded};
use super::table::contact;
use crate::flows::admin::AdminRefusal;
use crate::flows::admin::refusal::{PageFault, SortFault};
use crate::http::go_text::quoted;
use actix_web::http::StatusCode as S;

const VALIDATION_FAILED: &str = "validation_failed";

const NO_CONTACT_TEXT: &str = "Cannot create a user without either an email or phone";
const EMAIL_TAKEN_TEXT: &str = "A user with this email address has already been registered";
const PHONE_TAKEN_TEXT: &str = "Phone number already registered by another user";
const ID_TAKEN_TEXT: &str = "A user with this ID has already been registered";
const BOTH_TEXT: &str = "Only a password or a password hash should be provided";
const HASH_TEXT: &str = "password_hash must be a bcrypt, Argon2 or Firebase scrypt hash";
const DIRECTIONS: &str = "only 'asc' and 'desc' allowed";

#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub(super) fn admin(refusal: &AdminRefusal) -> Answer {
    match refusal {
        AdminRefusal::SessionOver => coded(S::FORBIDDEN, "session_expired", "Session is no longer valid"),
        AdminRefusal::NotAdmin => coded(S::FORBIDDEN, "not_admin", "User not allowed"),

        AdminRefusal::UserIdNotUuid => coded(S::NOT_FOUND, VALIDATION_FAILED, "user_id must be an UUID"),
        AdminRefusal::NoSuchUser => coded(S::NOT_FOUND, "user_not_found", "User not found"),

        AdminRefusal::NoContact => invalid(NO_CONTACT_TEXT),
        AdminRefusal::Contact(fault) => contact(*fault),
        AdminRefusal::EmailTaken => coded(S::UNPROCESSABLE_ENTITY, "email_exists", EMAIL_TAKEN_TEXT),
        AdminRefusal::PhoneTaken => coded(S::UNPROCESSABLE_ENTITY, "phone_exists", PHONE_TAKEN_TEXT),
        AdminRefusal::PasswordAndHash => invalid(BOTH_TEXT),
        AdminRefusal::UnreadableHash => invalid(HASH_TEXT),
        AdminRefusal::NewPasswordTooLong => invalid("bcrypt: password length exceeds 72 bytes"),
        AdminRefusal::PasswordTooLong => invalid("Password cannot be longer than 72 characters"),
        AdminRefusal::WeakPassword(weakness) => Answer::new(S::UNPROCESSABLE_ENTITY, Kind::WeakPassword { text: weakness.message.clone(), reasons: weakness.reasons.clone() }),
        AdminRefusal::IdNotUuid => invalid("ID must conform to the uuid v4 format"),
        AdminRefusal::IdNil => invalid("ID cannot be a nil uuid"),
        AdminRefusal::IdTaken => coded(S::UNPROCESSABLE_ENTITY, "user_already_exists", ID_TAKEN_TEXT),
        AdminRefusal::BanDuration(fault) => invalid(format!("invalid format for ban duration: {fault}")),
        AdminRefusal::TooLong { member } => invalid(format!("{member} must not be longer than 255 characters")),

        AdminRefusal::Sort(SortFault::Field(field)) => invalid(format!("Bad Sort Parameters: bad field for sort '{field}'")),
        AdminRefusal::Sort(SortFault::Direction(direction)) => invalid(format!("Bad Sort Parameters: bad direction for sort '{direction}', {DIRECTIONS}")),
        AdminRefusal::Page(fault) => invalid(format!("Bad Pagination Parameters: {}", page(fault))),
        AdminRefusal::Scope { query } => invalid(format!("Invalid query scope: {query}")),
        AdminRefusal::NulCharacter { parameter } => invalid(format!("{parameter} must not contain a NUL character")),
    }
}

fn invalid(text: impl Into<std::borrow::Cow<'static, str>>) -> Answer {
    coded(S::BAD_REQUEST, VALIDATION_FAILED, text)
}

/// The first two as Go's library has them.
fn page(fault: &PageFault) -> String {
    let parsing = |text: &str, what| format!("strconv.ParseUint: parsing {}: {what}", quoted(text));
    match fault {
        PageFault::NotANumber(text) => parsing(text, "invalid syntax"),
        PageFault::OutOfRange(text) => parsing(text, "value out of range"),
        PageFault::EmptyPages { parameter } => format!("{parameter} must be greater than 0"),
        PageFault::Cursor => "invalid cursor".to_owned(),
    }
}
