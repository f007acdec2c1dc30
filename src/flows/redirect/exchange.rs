//! `grant_type=pkce`: whoever began a flow proves it, and gets the session, or the link, that it came to.

use super::super::audit::{Auditor, tell};
use super::super::issued::{Tokens, issue};
use super::super::opening::{refusal, session_seed, sign_in_job};
use super::super::{Caller, Context, Error, IssuedSession};
use super::{RedirectError, expiry, waiting};
use crate::domain::audit::AuditEntry;
use crate::domain::flow::ExchangeRefusal;
use crate::domain::{Account, Flow, UserId};
use crate::store::writer::{SessionSeed, SignInJob, sign_in_within};
use crate::store::{
    DbConnection, QueryResult, audit, flow_notes, flow_states, identities, sessions, users,
};
use crate::token::refresh::RefreshKey;
use chrono::{DateTime, TimeDelta, Utc};

/// The body of the grant; an absent member is empty. It holds a code and its proof, so it has no Debug.
#[derive(Default)]
pub struct ExchangeRequest {
    /// The code that the callback handed out.
    pub auth_code: String,
    /// PKCE's verifier.
    pub code_verifier: String,
}

/// What one exchange does, made before the transaction, which may run more than once.
struct Exchange {
    flow: Flow,
    verifier: String,
    seed: SessionSeed,
    link: Option<SignInJob>,
    auditor: Auditor,
    expiry: TimeDelta,
    now: DateTime<Utc>,
}

/// Exchanges the code.
pub async fn exchange(
    ctx: &Context,
    request: ExchangeRequest,
    caller: &Caller,
) -> Result<IssuedSession, Error> {
    if request.auth_code.is_empty() || request.code_verifier.is_empty() {
        return Err(RedirectError::ExchangeIncomplete.into());
    }
    let now = ctx.clock.now();
    let (flow, person) = flow_of(ctx, request.auth_code).await?;
    // A stranger's guess must not make anyone wait for a lock; what counts is asked again under it.
    flow.redeem(&request.code_verifier, expiry(ctx), now)
        .map_err(RedirectError::Exchange)?;
    let (provider_token, provider_refresh_token) = waiting::tokens_of(ctx, &flow)?;
    let key = RefreshKey::generate(&*ctx.chance);
    let seed = session_seed(ctx, &key, "oauth", caller)?;
    let link = link_of(ctx, &flow, person, &seed, caller, now)?;
    let links = link.is_some();
    let exchange = Exchange {
        flow,
        verifier: request.code_verifier,
        seed: seed.clone(),
        link,
        auditor: Auditor::new(ctx, caller, now),
        expiry: expiry(ctx),
        now,
    };
    let (account, entries) = ctx.store.write(move |conn| exchange.run(conn)).await??;
    if links {
        ctx.store.tally().linked.up();
    }
    tell(&entries);
    let session = seed.session_of(account.user.id, now);
    let tokens = Tokens {
        key: &key,
        reuse_causes: Vec::new(),
        provider_token,
        provider_refresh_token,
    };
    issue(ctx, account, &session, tokens, now)
}

/// The flow, and the person who waits to be linked.
async fn flow_of(ctx: &Context, code: String) -> Result<(Flow, Option<String>), Error> {
    let found = ctx
        .store
        .read(move |conn| {
            let flow = flow_states::find_by_code(conn, &code)?;
            match flow {
                Some(flow) => {
                    let note = flow_notes::find(conn, flow.id)?;
                    Ok(Some((flow, note.person)))
                }
                None => Ok(None),
            }
        })
        .await?;
    found.ok_or_else(|| RedirectError::Exchange(ExchangeRefusal::NotFound).into())
}

fn link_of(
    ctx: &Context,
    flow: &Flow,
    person: Option<String>,
    seed: &SessionSeed,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<Option<SignInJob>, Error> {
    let Some(target) = flow.linking_target else {
        return Ok(None);
    };
    // Supabase Auth links at its callback; a flow of its own brings nobody.
    let Some(person) = person else {
        return Ok(None);
    };
    let profile = waiting::person_of(ctx, flow.id, &person)?;
    let seed = Some(seed.clone());
    Ok(Some(sign_in_job(
        ctx,
        profile,
        Some(target),
        seed,
        caller,
        now,
    )))
}

impl Exchange {
    /// In one transaction: the code goes, the session comes.
    fn run(
        &self,
        conn: &mut DbConnection,
    ) -> QueryResult<Result<(Account, Vec<AuditEntry>), Error>> {
        let refused = |refusal| Ok(Err(RedirectError::Exchange(refusal).into()));
        let Some(flow) = flow_states::lock(conn, self.flow.id)? else {
            return refused(ExchangeRefusal::NotFound);
        };
        let user = match flow.redeem(&self.verifier, self.expiry, self.now) {
            Ok(user) => user,
            Err(refusal) => return refused(refusal),
        };
        let opened = match &self.link {
            Some(job) => self.link(conn, job, user)?,
            None => self.open(conn, user)?,
        };
        let account = match opened {
            Ok(account) => account,
            Err(error) => return Ok(Err(error)),
        };
        flow_states::delete(conn, flow.id)?;
        flow_notes::delete(conn, flow.id)?;
        let entries = vec![AuditEntry::by_code(&account.user, &flow.provider)];
        audit::insert(conn, &self.auditor.rows(&entries))?;
        Ok(Ok((account, entries)))
    }

    /// Links the person who waits, and opens a session.
    fn link(
        &self,
        conn: &mut DbConnection,
        job: &SignInJob,
        target: UserId,
    ) -> QueryResult<Result<Account, Error>> {
        let error = match sign_in_within(conn, job)? {
            Ok(linked) => return Ok(Ok(linked.account)),
            Err(failure) => refusal(failure),
        };
        let Error::UserNotFound = error else {
            return Ok(Err(error));
        };
        let user = users::find(conn, target)?;
        let is_banned = user.is_some_and(|user| user.is_banned(self.now));
        Ok(Err(if is_banned {
            Error::UserBanned
        } else {
            gone(error)
        }))
    }

    /// Opens a session for a user who may still come in.
    fn open(&self, conn: &mut DbConnection, user: UserId) -> QueryResult<Result<Account, Error>> {
        let user = users::lock(conn, &[user])?.pop();
        let Some(mut user) = user.filter(|user| user.deleted_at.is_none()) else {
            return Ok(Err(gone(Error::UserNotFound)));
        };
        if user.is_banned(self.now) {
            return Ok(Err(Error::UserBanned));
        }
        user.last_sign_in_at = Some(self.now);
        user.updated_at = self.now;
        users::update(conn, &[(&user, false)])?;
        sessions::insert(conn, &[self.seed.row_of(user.id, self.now)])?;
        let account = identities::accounts_of(conn, vec![user])?.pop();
        Ok(account.ok_or(gone(Error::UserNotFound)))
    }
}

/// The codes of a user who was deleted go with the user.
fn gone(error: Error) -> Error {
    match error {
        Error::UserNotFound => RedirectError::Exchange(ExchangeRefusal::NotFound).into(),
        error => error,
    }
}
