//! A store on a database of the test's own, and jobs for it.

use crate::support::chance::SeededChance;
use crate::support::database::TestDatabase;
use chrono::{DateTime, TimeDelta, Utc};
use daemun::clock::{Chance, uuid_v4};
use daemun::config::Secret;
use daemun::config::database::{DatabaseConfig, DatabaseUrl};
use daemun::config::security::EncryptionConfig;
use daemun::domain::refresh::RefreshRules;
use daemun::domain::session::SessionRules;
use daemun::domain::sign_in::{NewIds, SignInRules};
use daemun::domain::{Account, IdentityId, Profile, Session, SessionId, Subject, UserId};
use daemun::store::Store;
use daemun::store::migrations::migrate;
use daemun::store::writer::{RefreshJob, SessionSeed, SignInJob, SignedIn, UpgradeKey};
use daemun::token::encryption::Encryption;
use daemun::token::refresh::{RefreshKey, RefreshToken, encode_v2};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// A migrated store and a runtime to ask it in.
pub struct Bench {
    pub runtime: Runtime,
    pub store: Store,
    pub chance: Arc<dyn Chance>,
}

/// A sign-in that opened a session.
pub struct Opened {
    pub account: Account,
    pub session: Session,
    pub is_new_user: bool,
}

impl From<SignedIn> for Opened {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            account: signed_in.account,
            session: signed_in.session.expect("a session was asked for"),
            is_new_user: signed_in.is_new_user,
        }
    }
}

impl Bench {
    pub fn new(database: &TestDatabase) -> Self {
        let store = Store::open(&config(database), None);
        migrate(store.dial()).expect("the tables are made");
        Self {
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime"),
            store,
            chance: Arc::new(SeededChance::new(7)),
        }
    }

    /// A sign-in by Kakao's `subject`, with a key that [`Bench::token`] knows again.
    pub fn job(&self, subject: &str, email: Option<&str>) -> SignInJob {
        SignInJob {
            profile: Profile {
                provider: "kakao".into(),
                issuer: "https://kauth.kakao.com".into(),
                subject: Subject::new(subject),
                nickname: Some(format!("Nick {subject}")),
                picture: None,
                email: email.map(str::to_owned),
            },
            link_to: None,
            rules: rules(),
            ids: NewIds {
                user: UserId(self.id()),
                identity: IdentityId(self.id()),
            },
            session: Some(SessionSeed {
                id: SessionId(self.id()),
                amr_id: self.id(),
                amr_method: "oauth",
                hmac_key: key().expose_base64url(),
                user_agent: Some("a test".into()),
                ip: ADDRESS,
            }),
            address: ADDRESS,
            audit_ids: Some([self.id(), self.id()]),
            now: now(),
        }
    }

    pub fn sign_in(&self, job: SignInJob) -> Opened {
        let signed_in = self
            .runtime
            .block_on(self.store.sign_in(job))
            .expect("the store answers")
            .unwrap_or_else(|failure| panic!("signed in: {failure}"));
        Opened::from(signed_in)
    }

    /// A refresh of a session at a counter.
    pub fn refresh_job(&self, session: SessionId, counter: u64, at: DateTime<Utc>) -> RefreshJob {
        self.refresh_job_of(&encode_v2(session.0, counter, &key()), at)
    }

    /// A refresh by the token itself.
    pub fn refresh_job_of(&self, token: &str, at: DateTime<Utc>) -> RefreshJob {
        RefreshJob {
            token: RefreshToken::parse(token).expect("a refresh token"),
            rules: refresh_rules(),
            single_by_tag: None,
            upgrade: UpgradeKey {
                key: key(),
                chance: Arc::clone(&self.chance),
            },
            encryption: Arc::new(
                Encryption::from_config(&EncryptionConfig::default()).expect("no encryption"),
            ),
            audit_ids: Some([self.id(), self.id()]),
            user_agent: None,
            ip: ADDRESS,
            now: at,
        }
    }

    pub fn id(&self) -> uuid::Uuid {
        uuid_v4(&*self.chance)
    }
}

pub const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

pub fn config(database: &TestDatabase) -> DatabaseConfig {
    let url = match database.url().strip_prefix("sqlite://") {
        Some(path) => DatabaseUrl::Sqlite(path.into()),
        None => DatabaseUrl::Postgres(Secret::new(database.url())),
    };
    DatabaseConfig {
        url,
        max_pool_size: 10,
        cleans_up: false,
    }
}

pub fn now() -> DateTime<Utc> {
    "2026-03-01T09:00:00.123456Z".parse().expect("an instant")
}

pub fn rules() -> SignInRules {
    SignInRules {
        sign_up_disabled: false,
        email_optional: true,
        autoconfirm: false,
        allow_unverified: false,
        audience: "authenticated".into(),
        role: "authenticated".into(),
    }
}

pub fn refresh_rules() -> RefreshRules {
    RefreshRules {
        rotation: true,
        reuse_interval: TimeDelta::seconds(10),
        allow_reuse: false,
        upgrade_percentage: 100,
        sessions: SessionRules::default(),
    }
}

/// The key of every session in these tests.
pub fn key() -> RefreshKey {
    RefreshKey::parse("Z7BejUrH86vJsROCPlQYdViGR3v5oDV4ADj23H0WjcY").expect("a key")
}
