//! `POST /logout`: ends sessions, and with them their refresh tokens. Access tokens live on until they expire.

use super::audit::{Auditor, tell};
use super::authenticate::authenticate;
use super::{Caller, Context, Error};
use crate::domain::audit::{Action, AuditEntry};
use crate::domain::{SessionId, UserId};
use crate::store::{DbConnection, QueryResult, audit, sessions};

/// Which of the user's sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Global,
    /// The one that asks.
    Local,
    /// All but the one that asks.
    Others,
}

impl Scope {
    /// Reads the parameter; an empty or absent one is `global`.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "global" => Some(Self::Global),
            "local" => Some(Self::Local),
            "others" => Some(Self::Others),
            _ => None,
        }
    }
}

/// Ends the sessions that `scope` (as the client wrote it) names. A token without a session ends them all, whatever the
/// scope.
pub async fn sign_out(ctx: &Context, scope: &str, caller: &Caller) -> Result<(), Error> {
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    let scope = Scope::parse(scope).ok_or_else(|| Error::UnsupportedLogoutScope {
        scope: scope.chars().take(64).collect(),
    })?;
    let user = authenticated.account.user;
    let session = authenticated.session.map(|session| session.id);
    let entries = [AuditEntry::new(Action::Logout, &user)];
    let rows = Auditor::new(ctx, caller, ctx.clock.now()).rows(&entries);
    ctx.store
        .write(move |conn| {
            end(conn, user.id, session, scope)?;
            audit::insert(conn, &rows)
        })
        .await?;
    tell(&entries);
    Ok(())
}

fn end(
    conn: &mut DbConnection,
    user: UserId,
    session: Option<SessionId>,
    scope: Scope,
) -> QueryResult<usize> {
    match (scope, session) {
        (Scope::Global, _) | (_, None) => sessions::delete_of(conn, user, None),
        (Scope::Local, Some(session)) => sessions::delete(conn, session),
        (Scope::Others, Some(session)) => sessions::delete_of(conn, user, Some(session)),
    }
}
