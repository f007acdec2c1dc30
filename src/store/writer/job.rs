//! What waits for the writer: a sign-in or a refresh.

use super::refresh::{self, RefreshJob, RefreshOutcome};
use super::sign_in::{self, SignInJob, SignInOutcome};
use super::told;
use crate::domain::{SessionId, UserId};
use crate::store::batches::Batched;
use crate::store::connection::DbConnection;
use crate::store::error::StoreError;
use crate::store::gateway::Lines;
use diesel::result::QueryResult;

/// One job.
pub enum Job {
    /// A sign-in, or a link.
    SignIn(Box<SignInJob>),
    /// A refresh.
    Refresh(Box<RefreshJob>),
}

/// What became of a job.
pub enum Outcome {
    /// Of a sign-in.
    SignIn(SignInOutcome),
    /// Of a refresh.
    Refresh(RefreshOutcome),
}

/// What two members of one batch must not both touch; the second waits for the next batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key<'a> {
    /// An identity, by its provider and its subject.
    Subject(&'a str, &'a str),
    /// An e-mail that may decide whose account it is.
    Email(&'a str),
    /// A user, where it is known beforehand.
    User(UserId),
    /// A session.
    Session(SessionId),
    /// A token of the first kind, whose session is not known yet.
    FirstKind(&'a str),
}

impl Batched for Job {
    type Outcome = Outcome;
    type Key<'a> = Key<'a>;

    fn keys(&self) -> Vec<Key<'_>> {
        match self {
            Self::SignIn(job) => job.keys(),
            Self::Refresh(job) => vec![job.key()],
        }
    }

    /// One transaction: whoever is answered is on disk.
    fn run(lines: &Lines, batch: &[&Self]) -> Result<Vec<Option<Outcome>>, StoreError> {
        lines.write(|conn| run_within(conn, batch))
    }

    fn count(&self, outcome: &Outcome, lines: &Lines) {
        told::count(&lines.tally, self, outcome);
    }

    fn count_batch(lines: &Lines, members: usize) {
        lines.tally.writes.note(members);
    }
}

/// Runs every member inside the transaction that is open; `None` for one that must wait for the next batch.
fn run_within(conn: &mut DbConnection, batch: &[&Job]) -> QueryResult<Vec<Option<Outcome>>> {
    let mut sign_ins = Vec::new();
    let mut refreshes = Vec::new();
    for job in batch {
        match job {
            Job::SignIn(job) => sign_ins.push(&**job),
            Job::Refresh(job) => refreshes.push(&**job),
        }
    }
    let mut signed_in = sign_in::run(conn, &sign_ins)?.into_iter();
    let mut kept_alive = refresh::run(conn, &refreshes)?.into_iter();
    Ok(batch
        .iter()
        .map(|job| match job {
            Job::SignIn(..) => signed_in.next().flatten().map(Outcome::SignIn),
            Job::Refresh(..) => kept_alive.next().flatten().map(Outcome::Refresh),
        })
        .collect())
}
