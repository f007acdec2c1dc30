//! What waits in the queue: a sign-in or a refresh, with the place to answer it to.

use super::refresh::{RefreshJob, RefreshOutcome};
use super::sign_in::{SignInJob, SignInOutcome};
use crate::domain::{SessionId, UserId};
use crate::store::error::StoreError;
use tokio::sync::oneshot;

/// Where a job's answer goes.
pub type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// One job.
pub enum Job {
    /// A sign-in, or a link.
    SignIn(Box<SignInJob>, Reply<SignInOutcome>),
    /// A refresh.
    Refresh(Box<RefreshJob>, Reply<RefreshOutcome>),
}

/// What became of a job.
pub enum Outcome {
    /// Of a sign-in.
    SignIn(SignInOutcome),
    /// Of a refresh.
    Refresh(RefreshOutcome),
}

/// What two members of one batch must not both touch; the second waits for the next batch.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// An identity.
    Subject(String, String),
    /// An e-mail that may decide whose account it is.
    Email(String),
    /// A user, where it is known beforehand.
    User(UserId),
    /// A session.
    Session(SessionId),
    /// A token of the first kind, whose session is not known yet.
    FirstKind(String),
}

impl Job {
    /// Everything that it touches, as far as that is known before the database is asked.
    pub fn keys(&self) -> Vec<Key> {
        match self {
            Self::SignIn(job, _) => job.keys(),
            Self::Refresh(job, _) => vec![job.key()],
        }
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_abandoned(&self) -> bool {
        match self {
            Self::SignIn(_, reply) => reply.is_closed(),
            Self::Refresh(_, reply) => reply.is_closed(),
        }
    }

    /// Answers that the store failed.
    pub fn fail(self, error: StoreError) {
        match self {
            Self::SignIn(_, reply) => send(reply, Err(error)),
            Self::Refresh(_, reply) => send(reply, Err(error)),
        }
    }

    /// Answers with what became of it.
    pub fn answer(self, outcome: Outcome) {
        match (self, outcome) {
            (Self::SignIn(_, reply), Outcome::SignIn(outcome)) => send(reply, Ok(outcome)),
            (Self::Refresh(_, reply), Outcome::Refresh(outcome)) => send(reply, Ok(outcome)),
            (job, _) => job.fail(StoreError::Failed(
                "an answer to another question".to_owned(),
            )),
        }
    }
}

/// Who has gone away needs no answer; the work is done all the same.
fn send<T>(reply: Reply<T>, answer: Result<T, StoreError>) {
    if reply.send(answer).is_err() {
        tracing::debug!("a client went away before its answer");
    }
}
