//! What the refreshes of a batch write.

use super::{Known, RefreshJob, RefreshOutcome, Refreshed, session_of};
use crate::domain::audit::{Action, AuditEntry};
use crate::domain::refresh::{RefreshRefusal, Step};
use crate::store::audit::{self, AuditDocument};
use crate::store::columns::time_text;
use crate::store::connection::DbConnection;
use crate::store::refresh_tokens;
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
    let mut entries = Vec::new();
    for (job, outcome) in jobs.iter().zip(outcomes) {
        match outcome {
            Some(Ok(refreshed)) => {
                rotations.extend(rotation(job, refreshed));
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
    audit::insert(conn, &entries)?;
    Ok(())
}

fn rotation(job: &RefreshJob, refreshed: &Refreshed) -> Option<Rotation> {
    let (expected, counter) = match refreshed.step {
        Step::Rotate(next) => (next.checked_sub(1), next),
        Step::Upgrade => (None, 0),
        Step::Replay { .. } => return None,
    };
    Some(Rotation {
        id: refreshed.session.id.0,
        expected,
        counter,
        hmac_key: refreshed.session.refresh_token_hmac_key.clone()?,
        at: time_text(job.now),
        user_agent: job.user_agent.clone(),
        ip: job.ip,
    })
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

fn audit_documents(job: &RefreshJob, refreshed: &Refreshed) -> Vec<AuditDocument> {
    let user = &refreshed.account.user;
    let actions: &[Action] = match refreshed.step {
        Step::Rotate(_) => &[Action::TokenRefreshed],
        Step::Upgrade => &[Action::TokenRefreshed, Action::TokenRevoked],
        Step::Replay { .. } => &[],
    };
    job.audit_ids
        .into_iter()
        .flatten()
        .zip(actions)
        .map(|(id, action)| AuditDocument::new(id, AuditEntry::new(*action, user), job.ip, job.now))
        .collect()
}
