//! The sign-ins of a batch: find everyone (the `crowd`), decide each, then `write` everything.

mod crowd;
mod write;

use super::job::Key;
use crate::domain::audit::AuditEntry;
use crate::domain::link::{LinkRefusal, link};
use crate::domain::session::{Amr, Session};
use crate::domain::sign_in::{
    AccountChange, Known, NewIds, RowChange, SignInRefusal, SignInRules, sign_in,
};
use crate::domain::{Account, Profile, SessionId, UserId};
use crate::store::columns::TimeColumn;
use crate::store::connection::DbConnection;
use crate::store::identities;
use crate::store::sessions::NewSession;
use crate::store::users::{self, Involved};
use chrono::{DateTime, Utc};
use crowd::Crowd;
use diesel::result::QueryResult;
use std::net::IpAddr;
use uuid::Uuid;

/// A person whom a provider vouches for, and what a session for them needs.
pub struct SignInJob {
    /// The person.
    pub profile: Profile,
    /// Link the identity to this user instead of signing in.
    pub link_to: Option<UserId>,
    /// The settings.
    pub rules: SignInRules,
    /// Ids for what may have to be made.
    pub ids: NewIds,
    /// The session to be made; `None` where only the account changes, and the session follows by itself.
    pub session: Option<SessionSeed>,
    /// The client's address, for the audit log.
    pub address: IpAddr,
    /// Ids of audit entries; `None` where none are to be written.
    pub audit_ids: Option<[Uuid; 2]>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// A session to be made, before it is known whose.
#[derive(Debug, Clone)]
pub struct SessionSeed {
    /// Its id.
    pub id: SessionId,
    /// The id of its authentication method's row.
    pub amr_id: Uuid,
    /// `oauth`.
    pub amr_method: &'static str,
    /// The key of its refresh tokens, as it is to be stored.
    pub hmac_key: String,
    /// The client's software.
    pub user_agent: Option<String>,
    /// The client's address.
    pub ip: IpAddr,
}

/// Somebody signed in.
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// The new session, if one was asked for.
    pub session: Option<Session>,
    /// The user was made just now.
    pub is_new_user: bool,
    /// The profile's e-mail was left out because another user has it.
    pub email_taken: bool,
    /// What the audit log has to tell of it.
    pub audit: Vec<AuditEntry>,
}

/// Why somebody was not signed in, or an identity not linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInFailure {
    /// The sign-in was refused.
    #[error(transparent)]
    SignIn(SignInRefusal),
    /// The link was refused.
    #[error(transparent)]
    Link(LinkRefusal),
}

/// What became of a sign-in.
pub type SignInOutcome = Result<SignedIn, SignInFailure>;

impl SessionSeed {
    /// The session as `user` has it from now on.
    pub fn session_of(&self, user: UserId, now: DateTime<Utc>) -> Session {
        Session {
            id: self.id,
            user_id: user,
            created_at: now,
            refreshed_at: None,
            not_after: None,
            aal: Some("aal1".to_owned()),
            tag: None,
            is_of_oauth_client: false,
            refresh_token_counter: Some(0),
            refresh_token_hmac_key: Some(self.hmac_key.clone()),
            amr: vec![Amr {
                method: self.amr_method.to_owned(),
                at: now,
            }],
        }
    }

    /// Its row.
    pub fn row_of(&self, user: UserId, now: DateTime<Utc>) -> NewSession {
        NewSession {
            id: self.id.0,
            user_id: user.0,
            created_at: TimeColumn(now),
            user_agent: self.user_agent.clone(),
            ip: self.ip,
            hmac_key: self.hmac_key.clone(),
            amr_id: self.amr_id,
            amr_method: self.amr_method,
        }
    }
}

impl SignInJob {
    pub(super) fn keys(&self) -> Vec<Key<'_>> {
        let Profile {
            provider, subject, ..
        } = &self.profile;
        let mut keys = vec![Key::Subject(provider, subject.as_str())];
        keys.extend(self.profile.email.as_deref().map(Key::Email));
        keys.extend(self.link_to.map(Key::User));
        keys
    }
}

/// Runs one sign-in inside of the caller's transaction, where it belongs together with something else.
pub fn sign_in_within(conn: &mut DbConnection, job: &SignInJob) -> QueryResult<SignInOutcome> {
    // A batch of one has nobody beside it that could have the account.
    run(conn, &[job])?
        .pop()
        .flatten()
        .ok_or(diesel::result::Error::NotFound)
}

/// Runs the sign-ins of a batch. `None` for one that needs an account which another member of the batch has.
pub(super) fn run(
    conn: &mut DbConnection,
    jobs: &[&SignInJob],
) -> QueryResult<Vec<Option<SignInOutcome>>> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let mut crowd = Crowd::new(jobs, find(conn, jobs)?);
    let decided: Vec<Option<Result<AccountChange, SignInFailure>>> = (0..)
        .zip(jobs)
        .map(|(member, job)| Some(decide(job, crowd.take(member)?)))
        .collect();
    write::write(conn, jobs, &decided)?;
    Ok(jobs
        .iter()
        .zip(decided)
        .map(|(job, decision)| Some(decision?.map(|change| signed_in(job, change))))
        .collect())
}

/// Everybody whom the batch may concern, under lock: those who have one of its identities or e-mails, or are linked to.
fn find(conn: &mut DbConnection, jobs: &[&SignInJob]) -> QueryResult<Vec<Account>> {
    let involved: Vec<Involved<'_>> = jobs
        .iter()
        .map(|job| Involved {
            provider: &job.profile.provider,
            provider_id: job.profile.subject.as_str(),
            email: job.profile.email.as_deref(),
            target: job.link_to.map(|target| target.0),
        })
        .collect();
    let locked = users::lock_involved(conn, &involved)?;
    identities::accounts_of(conn, locked)
}

/// Decides for those who concern the job and nobody else.
fn decide(job: &SignInJob, concerned: Vec<Account>) -> Result<AccountChange, SignInFailure> {
    if let Some(target) = job.link_to {
        return decide_link(job, concerned, target).map_err(SignInFailure::Link);
    }
    let known = known_of(&job.profile, concerned);
    sign_in(&job.profile, known, &job.rules, job.ids, job.now).map_err(SignInFailure::SignIn)
}

fn known_of(profile: &Profile, mut concerned: Vec<Account>) -> Known {
    let has_identity = |account: &Account| account.identity_of(profile).is_some();
    match concerned.iter().position(has_identity) {
        Some(place) => Known::Account(concerned.swap_remove(place)),
        None => Known::Candidates(concerned),
    }
}

fn decide_link(
    job: &SignInJob,
    concerned: Vec<Account>,
    target: UserId,
) -> Result<AccountChange, LinkRefusal> {
    let owner = concerned
        .iter()
        .find(|account| account.identity_of(&job.profile).is_some())
        .map(|account| account.user.id);
    let email_owner = concerned
        .iter()
        .filter(|account| job.profile.email.is_some() && !account.user.is_sso_user)
        .find(|account| account.user.email == job.profile.email)
        .map(|account| account.user.id);
    let account = concerned
        .into_iter()
        .find(|account| account.user.id == target)
        .filter(|account| account.user.deleted_at.is_none() && !account.user.is_banned(job.now))
        .ok_or(LinkRefusal::NotAllowed)?;
    link(
        &job.profile,
        account,
        owner,
        email_owner,
        job.ids.identity,
        job.now,
    )
}

fn signed_in(job: &SignInJob, change: AccountChange) -> SignedIn {
    let user = change.account.user.id;
    SignedIn {
        session: job
            .session
            .as_ref()
            .map(|seed| seed.session_of(user, job.now)),
        account: change.account,
        is_new_user: change.user_row == RowChange::New,
        email_taken: change.email_taken,
        audit: change.audit,
    }
}
