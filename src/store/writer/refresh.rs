//! The refreshes of a batch: one compare-and-swap on each session's row (in `write`), and no token is
//! stored.

mod write;

use super::job::Key;
use crate::domain::refresh::{RefreshRefusal, RefreshRules, Step, admit, first_kind, second_kind};
use crate::domain::session::Session;
use crate::domain::{Account, SessionId};
use crate::store::connection::DbConnection;
use crate::store::refresh_tokens::{self, FirstKindToken};
use crate::store::{identities, sessions, users};
use crate::token::encryption::Encryption;
use crate::token::refresh::{RefreshKey, RefreshToken, V2Token};
use chrono::{DateTime, Utc};
use diesel::result::QueryResult;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// A refresh token that was shown, and what answering it may need.
pub struct RefreshJob {
    /// The token, of well-formed shape.
    pub token: RefreshToken,
    /// The settings.
    pub rules: RefreshRules,
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
    /// The key of its refresh tokens.
    pub key: RefreshKey,
    /// What the token brought about.
    pub step: Step,
}

/// What became of a refresh.
pub type RefreshOutcome = Result<Refreshed, RefreshRefusal>;

/// What the database knows of the tokens of a batch.
struct Known {
    sessions: HashMap<SessionId, Session>,
    accounts: HashMap<crate::domain::UserId, Account>,
    first_kind: HashMap<String, FirstKindToken>,
}

impl RefreshJob {
    pub(super) fn key(&self) -> Key {
        match &self.token {
            RefreshToken::V1(token) => Key::FirstKind(token.expose().to_owned()),
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
                Ok((step, kept, account)) => Ok(after(job, session, account, kept, step)?),
                Err(refusal) => Err(refusal),
            }),
            None => Some(Err(missing(job, &known))),
        };
        outcomes.push(outcome);
    }
    write::write(conn, jobs, &outcomes, &known)?;
    Ok(outcomes)
}

fn find(conn: &mut DbConnection, jobs: &[&RefreshJob]) -> QueryResult<Known> {
    let mut ids = Vec::with_capacity(jobs.len());
    let mut shown = Vec::new();
    for job in jobs {
        match &job.token {
            RefreshToken::V2(token) => ids.push(SessionId(token.session_id())),
            RefreshToken::V1(token) => {
                shown.push(token.expose());
                ids.extend(refresh_tokens::find(conn, token.expose())?.and_then(|t| t.session));
            }
        }
    }
    let found = sessions::lock(conn, &ids)?;
    // Read again now that the sessions are locked: another refresh may have spent the token meanwhile.
    let mut first_kind = HashMap::new();
    for token in shown {
        if let Some(known) = refresh_tokens::find(conn, token)? {
            first_kind.insert(token.to_owned(), known);
        }
    }
    let mut owners: Vec<_> = found.iter().map(|session| session.user_id).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners = users::find_all(conn, &owners)?;
    let accounts = identities::accounts_of(conn, owners)?;
    Ok(Known {
        sessions: found
            .into_iter()
            .map(|session| (session.id, session))
            .collect(),
        accounts: accounts
            .into_iter()
            .map(|account| (account.user.id, account))
            .collect(),
        first_kind,
    })
}

fn session_of<'k>(job: &RefreshJob, known: &'k Known) -> Option<&'k Session> {
    let id = match &job.token {
        RefreshToken::V2(token) => SessionId(token.session_id()),
        RefreshToken::V1(token) => known.first_kind.get(token.expose())?.session?,
    };
    known.sessions.get(&id)
}

fn missing(job: &RefreshJob, known: &Known) -> RefreshRefusal {
    match &job.token {
        RefreshToken::V1(token) if known.first_kind.contains_key(token.expose()) => {
            RefreshRefusal::NoSession
        }
        _ => RefreshRefusal::NotFound,
    }
}

fn decide(
    job: &RefreshJob,
    session: &Session,
    known: &Known,
) -> Result<(Step, Option<RefreshKey>, Account), RefreshRefusal> {
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

/// A key that we cannot open is as good as none: its tokens cannot be checked, so they are not honoured.
fn kept_key(job: &RefreshJob, session: &Session) -> Result<Option<RefreshKey>, RefreshRefusal> {
    let Some(stored) = &session.refresh_token_hmac_key else {
        return Ok(None);
    };
    let unusable = |error: &dyn std::fmt::Display| {
        tracing::error!(session = %session.id, %error, "a session's key cannot be used");
        RefreshRefusal::NotFound
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
    account: Account,
    kept: Option<RefreshKey>,
    step: Step,
) -> QueryResult<Refreshed> {
    let mut session = session.clone();
    let key = kept.unwrap_or_else(|| job.upgrade.key.clone());
    match step {
        Step::Rotate(next) => {
            session.refresh_token_counter = Some(next);
            session.refreshed_at = Some(job.now);
        }
        Step::Upgrade => {
            let sealed = job
                .encryption
                .seal(
                    &session.id.to_string(),
                    &key.expose_base64url(),
                    &*job.upgrade.chance,
                )
                .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
            session.refresh_token_counter = Some(0);
            session.refresh_token_hmac_key = Some(sealed);
            session.refreshed_at = Some(job.now);
        }
        Step::Replay { .. } => {}
    }
    Ok(Refreshed {
        account,
        session,
        key,
        step,
    })
}
