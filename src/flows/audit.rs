//! The audit log of a use case: rows beside the change, in its transaction, and a line in the log once that is committed.

use super::{Caller, Context};
use crate::domain::audit::AuditEntry;
use crate::store::audit::AuditDocument;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::net::IpAddr;
use uuid::Uuid;

/// What the entries of one request need; made before the transaction, which may run more than once.
#[derive(Debug, Clone, Copy)]
pub struct Auditor {
    ids: Option<[Uuid; 2]>,
    address: IpAddr,
    now: DateTime<Utc>,
}

impl Auditor {
    /// For what `caller` asks for at `now`.
    pub fn new(ctx: &Context, caller: &Caller, now: DateTime<Utc>) -> Self {
        Self {
            ids: ctx.audit_ids(),
            address: caller.address,
            now,
        }
    }

    /// The rows of at most two entries; none where rows are switched off.
    pub fn rows(&self, entries: &[AuditEntry]) -> Vec<AuditDocument<'static>> {
        let ids = self.ids.into_iter().flatten();
        ids.zip(entries)
            .map(|(id, entry)| AuditDocument::new(id, entry, self.address, self.now).into_owned())
            .collect()
    }
}

/// Writes committed entries to the log: action, actor and the ids among the traits; never a name, an e-mail or a phone.
pub fn tell(entries: &[AuditEntry]) {
    for entry in entries {
        let text = |member: &str| entry.payload.get(member).and_then(Value::as_str);
        let of_traits = |member: &str| {
            let traits = entry.payload.get("traits")?;
            traits.get(member)?.as_str()
        };
        tracing::info!(
            target: "daemun::audit",
            action = entry.action.name(),
            log_type = entry.action.log_type(),
            actor = text("actor_id"),
            user = of_traits("user_id"),
            identity = of_traits("identity_id"),
            provider = of_traits("provider").or_else(|| of_traits("provider_type")),
            "audit"
        );
    }
}
