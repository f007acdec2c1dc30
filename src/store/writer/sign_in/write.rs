//! What the sign-ins of a batch write, a statement per table.

use super::returned::{self, Returned};
use super::{SignInFailure, SignInJob};
use crate::domain::sign_in::AccountChange;
use crate::domain::{Account, Identity, User};
use crate::store::audit::{self, AuditDocument};
use crate::store::connection::DbConnection;
use crate::store::sessions::{self, NewSession};
use crate::store::users::pending;
use crate::store::{flows_of_users, identities, refresh_tokens, supabase_only, users};
use diesel::result::QueryResult;

/// Writes everything that the decisions of a batch change of those who are `known`, and the sessions and audit entries beside
/// it.
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
    let mut returned = Vec::new();
    let mut entries = Vec::new();
    changes.retain(|(job, change)| {
        let audit = audit_documents(job, change);
        let row = Returned::of(known, job, change, &audit);
        if row.is_none() {
            entries.extend(audit);
        }
        let is_of_the_rest = row.is_none();
        returned.extend(row);
        is_of_the_rest
    });
    returned::write(conn, &returned)?;
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
    let (new, known): (Vec<_>, Vec<_>) = changes.iter().partition(|(_, change)| change.is_new_user);
    let new: Vec<&User> = new.iter().map(|(_, change)| &change.account.user).collect();
    let known: Vec<(&User, bool)> = known
        .iter()
        .map(|(_, change)| (&change.account.user, change.takes_over))
        .collect();
    users::insert(conn, &new)?;
    users::update(conn, &known)?;
    Ok(())
}

fn write_identities(
    conn: &mut DbConnection,
    changes: &[(&SignInJob, &AccountChange)],
) -> QueryResult<()> {
    let touched = |is_new: bool| -> Vec<&Identity> {
        changes
            .iter()
            .filter(|(_, change)| change.is_new_identity == is_new)
            .flat_map(|(_, change)| {
                change
                    .account
                    .identities
                    .iter()
                    .filter(|i| i.id == change.identity)
            })
            .collect()
    };
    identities::insert(conn, &touched(true))?;
    identities::update(conn, &touched(false))?;
    Ok(())
}

fn audit_documents(job: &SignInJob, change: &AccountChange) -> Vec<AuditDocument> {
    let ids = job.audit_ids.into_iter().flatten();
    ids.zip(change.audit.iter().cloned())
        .map(|(id, entry)| AuditDocument::new(id, entry, job.address, job.now))
        .collect()
}
