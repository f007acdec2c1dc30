//! What the database knows of the tokens of a batch, read before anything is decided.

use super::RefreshJob;
use crate::domain::refresh::RefreshRefusal;
use crate::domain::session::Session;
use crate::domain::{Account, SessionId, UserId};
use crate::store::connection::DbConnection;
use crate::store::refresh_tokens::{self, FirstKindToken};
use crate::store::{identities, sessions, users};
use crate::token::refresh::{RefreshToken, V1Token};
use diesel::result::QueryResult;
use std::collections::HashMap;

/// Sessions under lock, and what belongs to them.
pub(super) struct Known {
    sessions: HashMap<SessionId, Session>,
    pub(super) accounts: HashMap<UserId, Account>,
    pub(super) first_kind: HashMap<String, FirstKindToken>,
    /// Every session of a user, where a user may have one at a time.
    of_users: HashMap<UserId, Vec<Session>>,
}

impl Known {
    /// Every session of the user whose session this is.
    pub(super) fn of_user(&self, session: &Session) -> &[Session] {
        self.of_users
            .get(&session.user_id)
            .map_or(&[], Vec::as_slice)
    }

    /// The active token of the first kind in the session of the token that was shown.
    pub(super) fn active(&self, job: &RefreshJob) -> Option<V1Token> {
        match &job.token {
            RefreshToken::V1(token) => self.first_kind.get(token.expose())?.active.clone(),
            RefreshToken::V2(_) => None,
        }
    }
}

/// Reads it, and locks the sessions.
pub(super) fn find(conn: &mut DbConnection, jobs: &[&RefreshJob]) -> QueryResult<Known> {
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
    let mut owners: Vec<UserId> = found.iter().map(|session| session.user_id).collect();
    owners.extend(first_kind.values().filter_map(|token| token.user));
    owners.sort_unstable();
    owners.dedup();
    let of_users = if jobs.iter().any(|job| job.single_by_tag.is_some()) {
        sessions::of_users(conn, &owners)?
    } else {
        Vec::new()
    };
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
        of_users: by_user(of_users),
    })
}

/// The session of the token that was shown.
pub(super) fn session_of<'k>(job: &RefreshJob, known: &'k Known) -> Option<&'k Session> {
    let id = match &job.token {
        RefreshToken::V2(token) => SessionId(token.session_id()),
        RefreshToken::V1(token) => known.first_kind.get(token.expose())?.session?,
    };
    known.sessions.get(&id)
}

/// Why a token without a session is refused. One of the first kind has a user all the same, who is asked for first.
pub(super) fn missing(job: &RefreshJob, known: &Known) -> RefreshRefusal {
    let user = match &job.token {
        RefreshToken::V1(token) => known.first_kind.get(token.expose()).and_then(|t| t.user),
        RefreshToken::V2(_) => None,
    };
    match user.and_then(|user| known.accounts.get(&user)) {
        Some(account) if account.user.deleted_at.is_some() => RefreshRefusal::NotFound,
        Some(account) if account.user.is_banned(job.now) => RefreshRefusal::Banned,
        Some(_) => RefreshRefusal::NoSession,
        None => RefreshRefusal::NotFound,
    }
}

fn by_user(sessions: Vec<Session>) -> HashMap<UserId, Vec<Session>> {
    let mut by_user: HashMap<UserId, Vec<Session>> = HashMap::new();
    for session in sessions {
        by_user.entry(session.user_id).or_default().push(session);
    }
    by_user
}
