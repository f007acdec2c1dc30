//! The refreshes of a batch: one compare-and-swap on each session's row (in `write`), and no token is
//! stored but for those of the first kind. What is `known` is read first, then each is decided.

mod known;
mod write;

use super::job::Key;
use crate::domain::audit::AuditEntry;
use crate::domain::refresh::{RefreshRefusal, RefreshRules, Step, admit, first_kind, second_kind};
use crate::domain::session::Session;
use crate::domain::{Account, SessionId};
use crate::store::connection::DbConnection;
use crate::token::encryption::Encryption;
use crate::token::refresh::{RefreshKey, RefreshToken, V1Token, V2Token};
use chrono::{DateTime, Utc};
use diesel::result::QueryResult;
use known::{Known, find, missing, session_of};
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// A refresh token that was shown, and what answering it may need.
pub struct RefreshJob {
    /// The token, of well-formed shape.
    pub token: RefreshToken,
    /// The settings.
    pub rules: RefreshRules,
    /// The tags by which sessions are told apart, where a user may have one at a time for each.
    pub single_by_tag: Option<Arc<[String]>>,
    /// A key for a session that has none yet.
    pub upgrade: UpgradeKey,
    /// Opens keys that are sealed at rest.
    pub encryption: Arc<Encryption>,
    /// Ids of audit entries; `None` where none are to be written.
    pub audit_ids: Option<[Uuid; 2]>,
    /// The client's software.
    pub user_agent: Option<String>,
    /// The client's address.
    pub ip: IpAddr,
    /// Now.
    pub now: DateTime<Utc>,
}

/// A fresh key. It is stored under the session that it becomes part of, so it is sealed when that is known.
#[derive(Clone)]
pub struct UpgradeKey {
    /// The key.
    pub key: RefreshKey,
    /// Randomness for sealing it.
    pub chance: Arc<dyn crate::clock::Chance>,
}

/// A session, refreshed.
pub struct Refreshed {
    /// Whose.
    pub account: Account,
    /// The session as it stands now.
    pub session: Session,
    /// Its current refresh token.
    pub token: CurrentToken,
    /// What the token brought about.
    pub step: Step,
    /// What the audit log has to tell of it.
    pub audit: Vec<AuditEntry>,
}

/// The refresh token that a session has now. It has no Debug.
pub enum CurrentToken {
    /// One of the first kind.
    FirstKind(V1Token),
    /// One of the second kind, which the session's counter and this key make.
    SecondKind(RefreshKey),
}

/// What became of a refresh.
pub type RefreshOutcome = Result<Refreshed, RefreshRefusal>;

impl RefreshJob {
    pub(super) fn key(&self) -> Key<'_> {
        match &self.token {
            RefreshToken::V1(token) => Key::FirstKind(token.expose()),
            RefreshToken::V2(token) => Key::Session(SessionId(token.session_id())),
        }
    }
}

/// Runs the refreshes of a batch. `None` for one whose session another member of the batch has changed already.
pub(super) fn run(
    conn: &mut DbConnection,
    jobs: &[&RefreshJob],
) -> QueryResult<Vec<Option<RefreshOutcome>>> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let known = find(conn, jobs)?;
    let mut touched = std::collections::HashSet::new();
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        let outcome = match session_of(job, &known) {
            Some(session) if !touched.insert(session.id) => None,
            Some(session) => Some(match decide(job, session, &known) {
                Ok(decided) => Ok(after(job, session, decided, &known)?),
                Err(refusal) => Err(refusal),
            }),
            None => Some(Err(missing(job, &known))),
        };
        outcomes.push(outcome);
    }
    write::write(conn, jobs, &outcomes, &known)?;
    Ok(outcomes)
}

/// What a token brings about, the key that its session has, and whose it is.
type Decided = (Step, Option<RefreshKey>, Account);

fn decide(job: &RefreshJob, session: &Session, known: &Known) -> Result<Decided, RefreshRefusal> {
    let account = known
        .accounts
        .get(&session.user_id)
        .ok_or(RefreshRefusal::NotFound)?;
    let kept = kept_key(job, session)?;
    if let RefreshToken::V2(token) = &job.token
        && !kept.as_ref().is_some_and(|key| token.is_signed_by(key))
    {
        return Err(RefreshRefusal::NotFound);
    }
    admit(session, &account.user, job.rules, job.now)?;
    if let Some(tags) = &job.single_by_tag
        && session.is_superseded(known.of_user(session), tags, job.rules.sessions, job.now)
    {
        return Err(RefreshRefusal::Superseded);
    }
    let step = match &job.token {
        RefreshToken::V2(token) => second_kind(session, presented(token)?, job.rules, job.now)?,
        RefreshToken::V1(token) => {
            let state = known
                .first_kind
                .get(token.expose())
                .ok_or(RefreshRefusal::NotFound)?
                .state;
            first_kind(session, state, job.rules, job.now)?
        }
    };
    Ok((step, kept, account.clone()))
}

/// A counter beyond what a column holds is ahead of any of ours.
fn presented(token: &V2Token) -> Result<i64, RefreshRefusal> {
    i64::try_from(token.counter()).map_err(|_too_large| RefreshRefusal::NotIssued)
}

/// A key that we cannot open leaves its tokens unchecked: they are not honoured, and not called bad either, since a client
/// that is told so signs its user out, and the operator may bring back the key that is missing.
fn kept_key(job: &RefreshJob, session: &Session) -> Result<Option<RefreshKey>, RefreshRefusal> {
    let Some(stored) = &session.refresh_token_hmac_key else {
        return Ok(None);
    };
    let unusable = |error: &dyn std::fmt::Display| {
        tracing::error!(session = %session.id, %error, "a session's key cannot be used");
        RefreshRefusal::KeyUnusable
    };
    let opened = job
        .encryption
        .open(&session.id.to_string(), stored)
        .map_err(|error| unusable(&error))?;
    RefreshKey::parse(&opened)
        .map(Some)
        .map_err(|error| unusable(&error))
}

fn after(
    job: &RefreshJob,
    session: &Session,
    (step, kept, account): Decided,
    known: &Known,
) -> QueryResult<Refreshed> {
    let mut session = session.clone();
    if !matches!(step, Step::Replay { .. } | Step::Active) {
        session.refreshed_at = Some(job.now);
    }
    let key = || kept.clone().unwrap_or_else(|| job.upgrade.key.clone());
    let token = match step {
        Step::Rotate(next) => {
            session.refresh_token_counter = Some(next);
            seal_anew(job, &mut session, &key())?;
            CurrentToken::SecondKind(key())
        }
        Step::Upgrade => {
            session.refresh_token_counter = Some(0);
            seal(job, &mut session, &key())?;
            CurrentToken::SecondKind(key())
        }
        Step::Replay { .. } => CurrentToken::SecondKind(key()),
        Step::Child => CurrentToken::FirstKind(V1Token::generate(&*job.upgrade.chance)),
        // There is one, or its parent would not be known.
        Step::Active => CurrentToken::FirstKind(
            known
                .active(job)
                .ok_or(diesel::result::Error::RollbackTransaction)?,
        ),
    };
    Ok(Refreshed {
        audit: write::audit_entries(&account.user, &step),
        account,
        session,
        token,
        step,
    })
}

/// A key that is kept plain, or sealed under a key that has been replaced, moves on with its session.
fn seal_anew(job: &RefreshJob, session: &mut Session, key: &RefreshKey) -> QueryResult<()> {
    let stored = session.refresh_token_hmac_key.as_deref();
    if stored.is_some_and(|stored| job.encryption.is_outdated(stored)) {
        seal(job, session, key)?;
    }
    Ok(())
}

fn seal(job: &RefreshJob, session: &mut Session, key: &RefreshKey) -> QueryResult<()> {
    let sealed = job.encryption.seal(
        &session.id.to_string(),
        &key.expose_base64url(),
        &*job.upgrade.chance,
    );
    session.refresh_token_hmac_key =
        Some(sealed.map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?);
    Ok(())
}
