//! What the sign-ins of a batch write, a statement per table.

use super::{SignInFailure, SignInJob};
use crate::domain::Account;
use crate::domain::sign_in::AccountChange;
use crate::store::audit::{self, AuditDocument};
use crate::store::connection::DbConnection;
use crate::store::sessions::{self, NewSession};
use crate::store::users::pending;
use crate::store::{flows_of_users, identities, refresh_tokens, seen, supabase_only, users};
use diesel::result::QueryResult;

/// Writes everything that the decisions of a batch change of those who are `known`, and the sessions and audit entries beside it.
pub(super) fn write(
    conn: &mut DbConnection,
    jobs: &[&SignInJob],
    known: &[Account],
    decided: &[Option<Result<AccountChange, SignInFailure>>],
) -> QueryResult<()> {
    let mut changes: Vec<(&SignInJob, &AccountChange)> = jobs
        .iter()
        .zip(decided)
        .filter_map(|(job, decision)| match decision {
            Some(Ok(change)) => Some((*job, change)),
            _ => None,
        })
        .collect();
    // In one order everywhere, so that two batches that insert the same never wait for each other in a circle.
    changes.sort_by(|(a, _), (b, _)| a.profile.subject.cmp(&b.profile.subject));
    take_over(conn, &changes)?;
    write_users(conn, known, &changes)?;
    write_identities(conn, known, &changes)?;
    let new: Vec<NewSession> = changes
        .iter()
        .filter_map(|(job, change)| {
            let seed = job.session.as_ref()?;
            Some(seed.row_of(change.account.user.id, job.now))
        })
        .collect();
    sessions::insert(conn, &new)?;
    let entries: Vec<AuditDocument> = changes
        .iter()
        .flat_map(|(job, change)| audit_documents(job, change))
        .collect();
    audit::insert(conn, &entries)?;
    Ok(())
}

/// Rare: whoever lay in wait under an unconfirmed address loses every way in, those that were only begun among them, and
/// those by which Supabase Auth would let them in again.
fn take_over(conn: &mut DbConnection, changes: &[(&SignInJob, &AccountChange)]) -> QueryResult<()> {
    for (job, change) in changes.iter().filter(|(_, change)| change.takes_over) {
        let user = change.account.user.id;
        flows_of_users::delete(conn, user, job.now)?;
        pending::clear(conn, user)?;
        supabase_only::end_everything(conn, user)?;
        identities::delete_others(conn, user, change.identity)?;
        sessions::delete_of(conn, user, None)?;
        refresh_tokens::delete_all_of(conn, user)?;
    }
    Ok(())
}

fn write_users(
    conn: &mut DbConnection,
    known: &[Account],
    changes: &[(&SignInJob, &AccountChange)],
) -> QueryResult<()> {
    let (mut new, mut altered, mut as_before) = (Vec::new(), Vec::new(), Vec::new());
    for (_, change) in changes {
        let after = &change.account.user;
        let before = known.iter().find(|account| account.user.id == after.id);
        if change.is_new_user {
            new.push(after);
        } else if !change.takes_over && before.is_some_and(|b| seen::is_seen_only(&b.user, after)) {
            as_before.push(after);
        } else {
            altered.push((after, change.takes_over));
        }
    }
    users::insert(conn, &new)?;
    users::update(conn, &altered)?;
    seen::users(conn, &as_before)?;
    Ok(())
}

fn write_identities(
    conn: &mut DbConnection,
    known: &[Account],
    changes: &[(&SignInJob, &AccountChange)],
) -> QueryResult<()> {
    let (mut new, mut altered, mut as_before) = (Vec::new(), Vec::new(), Vec::new());
    for (_, change) in changes {
        let Some(after) = change.account.identity(change.identity) else {
            continue;
        };
        let before = known
            .iter()
            .find_map(|account| account.identity(change.identity));
        if change.is_new_identity {
            new.push(after);
        } else if before.is_some_and(|before| before.identity_data == after.identity_data) {
            as_before.push(after);
        } else {
            altered.push(after);
        }
    }
    identities::insert(conn, &new)?;
    identities::update(conn, &altered)?;
    seen::identities(conn, &as_before)?;
    Ok(())
}

fn audit_documents(job: &SignInJob, change: &AccountChange) -> Vec<AuditDocument> {
    let ids = job.audit_ids.into_iter().flatten();
    ids.zip(change.audit.iter().cloned())
        .map(|(id, entry)| AuditDocument::new(id, entry, job.address, job.now))
        .collect()
}
