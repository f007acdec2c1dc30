//! What the refreshes of a batch write.

use super::{CurrentToken, Known, RefreshJob, RefreshOutcome, Refreshed, session_of};
use crate::domain::User;
use crate::domain::audit::{Action, AuditEntry};
use crate::domain::refresh::{RefreshRefusal, Step};
use crate::store::audit::{self, AuditDocument};
use crate::store::columns::TimeColumn;
use crate::store::connection::DbConnection;
use crate::store::refresh_tokens::{self, Child};
use crate::store::sessions::{self, Rotation};
use crate::token::refresh::RefreshToken;
use diesel::result::QueryResult;

/// Writes what the decisions of a batch change: counters, tokens of the first kind that are spent, families that end.
pub(super) fn write(
    conn: &mut DbConnection,
    jobs: &[&RefreshJob],
    outcomes: &[Option<RefreshOutcome>],
    known: &Known,
) -> QueryResult<()> {
    let mut rotations = Vec::new();
    let mut children = Vec::new();
    let mut entries = Vec::new();
    for (job, outcome) in jobs.iter().zip(outcomes) {
        match outcome {
            Some(Ok(refreshed)) => {
                rotations.extend(rotation(job, refreshed));
                children.extend(child(job, refreshed));
                entries.extend(audit_documents(job, refreshed));
                if refreshed.step == Step::Upgrade
                    && let RefreshToken::V1(token) = &job.token
                {
                    let session = refreshed.session.id;
                    refresh_tokens::spend_all_of(conn, session, Some(token.expose()), job.now)?;
                }
            }
            Some(Err(RefreshRefusal::Stolen)) => end_family(conn, job, known)?,
            Some(Err(_)) | None => {}
        }
    }
    let moved = sessions::rotate(conn, &rotations)?;
    if moved != rotations.len() {
        return Err(diesel::result::Error::RollbackTransaction);
    }
    refresh_tokens::replace(conn, &children)?;
    audit::insert(conn, &entries)?;
    Ok(())
}

fn rotation(job: &RefreshJob, refreshed: &Refreshed) -> Option<Rotation> {
    let (expected, counter) = match refreshed.step {
        Step::Rotate(next) => (next.checked_sub(1), Some(next)),
        Step::Upgrade => (None, Some(0)),
        Step::Child => (None, None),
        Step::Replay { .. } | Step::Active => return None,
    };
    Some(Rotation {
        id: refreshed.session.id.0,
        expected,
        counter,
        hmac_key: refreshed.session.refresh_token_hmac_key.clone(),
        at: TimeColumn(job.now),
        user_agent: job.user_agent.clone(),
        ip: job.ip,
    })
}

/// The token that takes the place of the one that was shown, where both are of the first kind.
fn child(job: &RefreshJob, refreshed: &Refreshed) -> Option<Child> {
    let session = &refreshed.session;
    match (&refreshed.step, &job.token, &refreshed.token) {
        (Step::Child, RefreshToken::V1(parent), CurrentToken::FirstKind(token)) => {
            let user = session.user_id;
            Some(Child::new(token, parent, user, session.id, job.now))
        }
        _ => None,
    }
}

/// Somebody else has the token: of the second kind the session ends, of the first its unspent tokens are spent. A
/// session that has moved on to the second kind ends whichever kind betrays it.
fn end_family(conn: &mut DbConnection, job: &RefreshJob, known: &Known) -> QueryResult<()> {
    let Some(session) = session_of(job, known) else {
        return Ok(());
    };
    if session.refresh_token_counter.is_some() {
        sessions::delete(conn, session.id)?;
    } else {
        refresh_tokens::spend_all_of(conn, session.id, None, job.now)?;
    }
    Ok(())
}

/// What the audit log tells of a step: a token that is given again was asked for all the same.
pub(super) fn audit_entries(user: &User, step: &Step) -> Vec<AuditEntry> {
    let actions: &[Action] = match step {
        Step::Rotate(_) | Step::Replay { .. } | Step::Active => &[Action::TokenRefreshed],
        Step::Upgrade | Step::Child => &[Action::TokenRefreshed, Action::TokenRevoked],
    };
    let entry = |action: &Action| AuditEntry::new(*action, user);
    actions.iter().map(entry).collect()
}

fn audit_documents<'a>(
    job: &RefreshJob,
    refreshed: &'a Refreshed,
) -> impl Iterator<Item = AuditDocument<'a>> + use<'a> {
    let ids = job.audit_ids.into_iter().flatten();
    let (ip, now) = (job.ip, job.now);
    ids.zip(&refreshed.audit)
        .map(move |(id, entry)| AuditDocument::new(id, entry, ip, now))
}
