//! The end of a callback with PKCE: what the exchange will need is written down, and the browser gets a code for it.

use super::super::opening::{Vouched, change_account, sign_in_job};
use super::super::{Caller, Context, Error};
use super::{RedirectError, waiting};
use crate::domain::flow::CallbackRefusal;
use crate::domain::{Flow, FlowId, UserId};
use crate::store::flow_notes::Note;
use crate::store::flow_states::KeptTokens;
use crate::store::{DbConnection, QueryResult};
use crate::store::{flow_notes, flow_states, flows_of_users, identities, users};
use chrono::{DateTime, Utc};

/// Decides whose account it is; the session waits for the exchange.
pub async fn await_session(
    ctx: &Context,
    flow: &Flow,
    vouched: Vouched,
    caller: &Caller,
) -> Result<(), Error> {
    let now = ctx.clock.now();
    let kept = kept(ctx, flow, &vouched)?;
    let job = sign_in_job(ctx, vouched.profile, None, None, caller, now);
    let user = change_account(ctx, job).await?.account.user.id;
    let arrival = Arrival {
        flow: flow.id,
        user,
        // Whoever comes again has an account again.
        gone: || RedirectError::State(CallbackRefusal::Expired),
        kept,
        now,
    };
    ctx.store
        .write(move |conn| match arrival.admit(conn)? {
            Ok(()) => arrival.write(conn),
            refused => Ok(refused),
        })
        .await?
}

/// Nothing is linked yet: who brings the code may not be who began. What can be refused already is refused here, where
/// the person at the browser sees it.
pub async fn await_link(
    ctx: &Context,
    flow: &Flow,
    user: UserId,
    vouched: &Vouched,
) -> Result<(), Error> {
    let now = ctx.clock.now();
    let arrival = Arrival {
        flow: flow.id,
        user,
        gone: || RedirectError::LinkingTargetNotFound,
        kept: kept(ctx, flow, vouched)?,
        now,
    };
    let note = Note {
        nonce: None,
        person: Some(waiting::keep_person(ctx, flow.id, &vouched.profile)?),
    };
    let (provider, subject) = (
        vouched.profile.provider.clone(),
        vouched.profile.subject.clone(),
    );
    ctx.store
        .write(move |conn| {
            if let Err(refused) = arrival.admit(conn)? {
                return Ok(Err(refused));
            }
            match identities::owner(conn, &provider, &subject)? {
                Some(owner) if owner == user => return Ok(Err(Error::IdentityAlreadyLinked)),
                Some(_) => return Ok(Err(Error::IdentityLinkedToAnother)),
                None => {}
            }
            flow_notes::insert(conn, arrival.flow, &note, now)?;
            arrival.write(conn)
        })
        .await?
}

/// A browser that came back with a user.
struct Arrival {
    flow: FlowId,
    user: UserId,
    /// What is said where the user was deleted while the provider was asked.
    gone: fn() -> RedirectError,
    kept: KeptTokens,
    now: DateTime<Utc>,
}

impl Arrival {
    /// Locks the flow and then the user, so that a deletion either sees what is written here or is seen.
    fn admit(&self, conn: &mut DbConnection) -> QueryResult<Result<(), Error>> {
        let flow = flow_states::lock(conn, self.flow)?;
        let user = users::lock(conn, &[self.user])?.pop();
        let Some(user) = user.filter(|user| user.deleted_at.is_none()) else {
            flows_of_users::end(conn, self.flow)?;
            return Ok(Err((self.gone)().into()));
        };
        if flow.is_none() {
            return Ok(Err(overtaken()));
        }
        if user.is_banned(self.now) {
            return Ok(Err(Error::UserBanned));
        }
        Ok(Ok(()))
    }

    fn write(&self, conn: &mut DbConnection) -> QueryResult<Result<(), Error>> {
        let arrived = flow_states::arrive(conn, self.flow, self.user, &self.kept, self.now)?;
        Ok(if arrived { Ok(()) } else { Err(overtaken()) })
    }
}

/// The clean-up took the row while the provider was asked, or whoever took the user over.
fn overtaken() -> Error {
    RedirectError::State(CallbackRefusal::Expired).into()
}

fn kept(ctx: &Context, flow: &Flow, vouched: &Vouched) -> Result<KeptTokens, Error> {
    waiting::keep_tokens(
        ctx,
        flow.id,
        vouched.provider_token.as_ref(),
        vouched.provider_refresh_token.as_ref(),
    )
}
