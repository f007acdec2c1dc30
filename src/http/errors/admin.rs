//! The part of the error table on what admins ask for.

use super::answer::{Answer, coded};
use crate::flows::admin::AdminRefusal;
use actix_web::http::StatusCode as S;

/// What a refusal becomes on the wire.
#[rustfmt::skip] // A table reads as a table: a reason, a row.
pub(super) fn admin(refusal: &AdminRefusal) -> Answer {
    match refusal {
        AdminRefusal::SessionOver => coded(S::FORBIDDEN, "session_expired", "Session is no longer valid"),
        AdminRefusal::NotAdmin => coded(S::FORBIDDEN, "not_admin", "User not allowed"),
    }
}
