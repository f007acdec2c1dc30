//! What the sign-ins of a batch write, a statement per table.

use super::{SignInFailure, SignInJob};
use crate::domain::sign_in::{AccountChange, RowChange};
use crate::store::audit::{self, AuditDocument};
use crate::store::connection::DbConnection;
use crate::store::sessions::{self, NewSession};
use crate::store::users::pending;
use crate::store::{flows_of_users, identities, refresh_tokens, seen, supabase_only, users};
use diesel::result::QueryResult;

/// Writes everything that the decisions of a batch change, and the sessions and audit entries beside it.
pub(super) fn write(
    conn: &mut DbConnection,
    jobs: &[&SignInJob],
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
    write_users(conn, &changes)?;
    write_identities(conn, &changes)?;
    let new: Vec<NewSession> = changes
        .iter()
        .filter_map(|(job, change)| {
            let seed = job.session.as_ref()?;
            Some(seed.row_of(change.account.user.id, job.now))
        })
        .collect();
    sessions::insert(conn, &new)?;
    let entries: Vec<AuditDocument<'_>> = changes
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
    changes: &[(&SignInJob, &AccountChange)],
) -> QueryResult<()> {
    let (mut new, mut altered, mut as_before) = (Vec::new(), Vec::new(), Vec::new());
    for (_, change) in changes {
        let after = &change.account.user;
        match change.user_row {
            RowChange::New => new.push(after),
            RowChange::Altered => altered.push((after, change.takes_over)),
            RowChange::Seen => as_before.push(after),
        }
    }
    users::insert(conn, &new)?;
    users::update(conn, &altered)?;
    seen::users(conn, &as_before)?;
    Ok(())
}

fn write_identities(
    conn: &mut DbConnection,
    changes: &[(&SignInJob, &AccountChange)],
) -> QueryResult<()> {
    let (mut new, mut altered, mut as_before) = (Vec::new(), Vec::new(), Vec::new());
    for (_, change) in changes {
        let Some(after) = change.account.identity(change.identity) else {
            continue;
        };
        match change.identity_row {
            RowChange::New => new.push(after),
            RowChange::Altered => altered.push(after),
            RowChange::Seen => as_before.push(after),
        }
    }
    identities::insert(conn, &new)?;
    identities::update(conn, &altered)?;
    seen::identities(conn, &as_before)?;
    Ok(())
}

fn audit_documents<'a>(
    job: &SignInJob,
    change: &'a AccountChange,
) -> impl Iterator<Item = AuditDocument<'a>> + use<'a> {
    let ids = job.audit_ids.into_iter().flatten();
    let (address, now) = (job.address, job.now);
    ids.zip(&change.audit)
        .map(move |(id, entry)| AuditDocument::new(id, entry, address, now))
}
