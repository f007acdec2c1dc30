//! What every use case needs, built once by the composition root.

use super::keys::KeyRing;
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::domain::redirect::RedirectRules;
use crate::domain::refresh::RefreshRules;
use crate::domain::session::SessionRules;
use crate::provider::Provider;
use crate::store::Store;
use crate::token::FlowKey;
use crate::token::encryption::Encryption;
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;

/// The service's parts; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// Kakao, where it is switched on.
    pub kakao: Option<Arc<Provider>>,
    /// The keys of our access tokens.
    pub keys: Arc<KeyRing>,
    /// The key of redirect flows.
    pub flow_key: Arc<FlowKey>,
    /// The encryption at rest.
    pub encryption: Arc<Encryption>,
    /// Where browsers and codes may go.
    pub redirects: Arc<RedirectRules>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
}

impl Context {
    /// The rules of a refresh, as the settings have them.
    pub fn refresh_rules(&self) -> RefreshRules {
        let security = &self.config.security;
        let sessions = &self.config.sessions;
        RefreshRules {
            rotation: security.rotation,
            reuse_interval: delta(security.reuse_interval),
            allow_reuse: security.allow_reuse,
            upgrade_percentage: match security.refresh_token_version {
                2.. => security.upgrade_percentage,
                // Supabase Auth upgrades nobody while new tokens are to be of the first kind.
                ..2 => 0,
            },
            sessions: SessionRules {
                timebox: sessions.timebox.map(delta),
                inactivity_timeout: sessions.inactivity_timeout.map(delta),
            },
        }
    }

    /// The tags by which sessions are told apart, where a user may have one at a time for each; `None` where there may be
    /// as many as there are sign-ins.
    pub fn single_by_tag(&self) -> Option<Arc<[String]>> {
        let sessions = &self.config.sessions;
        let tags = || Arc::from(sessions.tags.as_slice());
        sessions.single_per_user.then(tags)
    }

    /// Ids for the audit entries of one request; `None` where no rows are wanted.
    pub fn audit_ids(&self) -> Option<[uuid::Uuid; 2]> {
        self.writes_audit_rows().then(|| self.new_ids())
    }

    /// Whether audit entries are written to the database, beside the log.
    pub fn writes_audit_rows(&self) -> bool {
        !self.config.log.audit_rows_disabled
    }

    /// A random UUID.
    pub fn new_id(&self) -> uuid::Uuid {
        crate::clock::uuid_v4(&*self.chance)
    }

    /// Random UUIDs, by one draw.
    pub fn new_ids<const N: usize>(&self) -> [uuid::Uuid; N] {
        crate::clock::uuids_v4(&*self.chance)
    }
}

/// A setting's duration as a difference of instants; one beyond 290 million years is as good as endless.
pub fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
