//! The lists of those who administer: users and audit entries.

use super::time::RequiredTime;
use super::user::UserObject;
use crate::domain::JsonObject;
use crate::store::audit_pages::AuditRecord;
use serde::Serialize;
use uuid::Uuid;

/// A page of users.
#[derive(Serialize)]
pub struct UserListObject<'a> {
    /// Each with its identities.
    pub users: Vec<UserObject<'a>>,
    /// Whose audience they are.
    pub aud: &'a str,
    /// Only of a page by cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<PaginationObject<'a>>,
}

/// Where the rest is.
#[derive(Serialize)]
pub struct PaginationObject<'a> {
    /// Of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<&'a str>,
    /// Whether there is one.
    pub has_more: bool,
}

/// An entry of the audit log.
#[derive(Serialize)]
pub struct AuditEntryObject<'a> {
    id: Uuid,
    payload: &'a JsonObject,
    created_at: RequiredTime,
    ip_address: &'a str,
}

impl<'a> From<&'a AuditRecord> for AuditEntryObject<'a> {
    fn from(record: &'a AuditRecord) -> Self {
        Self {
            id: record.id,
            payload: &record.payload,
            created_at: RequiredTime(record.created_at),
            ip_address: &record.ip_address,
        }
    }
}
