//! The reader: whoever shows an access token has its user and session looked up, and those who ask at the same time share
//! three statements.

use super::batches::{Batched, Batches};
use super::error::StoreError;
use super::gateway::Lines;
use super::{identities, sessions, users};
use crate::domain::session::Session;
use crate::domain::{Account, SessionId, UserId};
use std::collections::HashMap;

/// Whom a token speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookUp {
    /// Its user.
    pub user: UserId,
    /// Its session, if it names one.
    pub session: Option<SessionId>,
}

/// What there is of it; the session may be another user's.
#[derive(Debug, Clone)]
pub struct Found {
    /// The user with identities.
    pub account: Option<Account>,
    /// The session.
    pub session: Option<Session>,
}

/// The queue and its threads, which end when this is dropped.
pub struct Reader(Batches<LookUp>);

impl Reader {
    /// Starts `threads` threads over the connections.
    pub fn start(lines: &Lines, threads: usize) -> Self {
        Self(Batches::start("reader", lines, threads))
    }

    /// Looks up.
    pub async fn look_up(&self, wanted: LookUp) -> Result<Found, StoreError> {
        self.0.ask(wanted).await
    }
}

impl Batched for LookUp {
    type Outcome = Found;
    type Key<'a> = ();

    /// Readers are in nobody's way.
    fn keys(&self) -> Vec<()> {
        Vec::new()
    }

    fn run(lines: &Lines, batch: &[&Self]) -> Result<Vec<Option<Found>>, StoreError> {
        let users = distinct(batch.iter().map(|wanted| wanted.user));
        let sessions = distinct(batch.iter().filter_map(|wanted| wanted.session));
        let is_one_each = users.len() == batch.len();
        let (accounts, sessions) = lines.read(|conn| {
            let users = users::find_all(conn, &users)?;
            let accounts = identities::accounts_of(conn, users)?;
            Ok((accounts, sessions::find_all(conn, &sessions)?))
        })?;
        let mut accounts: HashMap<UserId, Account> =
            accounts.into_iter().map(|one| (one.user.id, one)).collect();
        let sessions: HashMap<SessionId, Session> =
            sessions.into_iter().map(|one| (one.id, one)).collect();
        let found = batch.iter().map(|wanted| Found {
            account: if is_one_each {
                accounts.remove(&wanted.user)
            } else {
                accounts.get(&wanted.user).cloned()
            },
            session: wanted.session.and_then(|id| sessions.get(&id).cloned()),
        });
        Ok(found.map(Some).collect())
    }

    /// Whoever looked up has answered a request, which is counted where it was asked.
    fn count(&self, _found: &Found, _lines: &Lines) {}

    fn count_batch(lines: &Lines, members: usize) {
        lines.tally.reads.note(members);
    }
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
