//! What admins ask for: back ends with a token of one of `JWT_ADMIN_ROLES`, which nobody in particular holds.
//!
//! [`refusal`] is why something is not done, [`paging`] and [`given`] what a request asks for, [`password`] how one is kept.
//! The use cases, a file each: [`list`], [`show`], [`create`], [`update`], [`delete`], [`audit`]; each takes an [`Admin`],
//! which only [`admit`] makes.

pub mod audit;
pub mod create;
pub mod delete;
pub mod given;
pub mod list;
pub mod paging;
pub mod password;
pub mod refusal;
pub mod show;
pub mod update;

pub use refusal::AdminRefusal;

use super::authenticate::{identified, is_admin, names_session, request_audience, verified_anew};
use super::{Caller, Context, Error};
use crate::domain::UserId;
use uuid::Uuid;

/// A caller who may do everything.
#[derive(Debug, Clone)]
pub struct Admin {
    /// The role, which is all that the audit log knows of the caller.
    pub role: String,
    /// The audience that the request speaks for.
    pub audience: String,
}

/// Checks that the caller is an admin. A token of a session is good only as long as the session is; others, which back
/// ends have, belong to no user.
pub async fn admit(ctx: &Context, caller: &Caller) -> Result<Admin, Error> {
    let mut token = verified_anew(ctx, caller.authorization.as_deref()).await?;
    if names_session(&token) {
        let known = identified(ctx, token).await?;
        let rules = ctx.refresh_rules().sessions;
        let is_over =
            |session: &crate::domain::Session| session.expiry(rules, ctx.clock.now()).is_some();
        if known.session.as_ref().is_some_and(is_over) {
            return Err(AdminRefusal::SessionOver.into());
        }
        token = known.token;
    }
    if !is_admin(ctx, &token) {
        return Err(AdminRefusal::NotAdmin.into());
    }
    Ok(Admin {
        audience: request_audience(ctx, &token, caller.audience.as_deref()),
        role: token.role.unwrap_or_default(),
    })
}

/// The id of a user as a path has it.
pub fn user_id(text: &str) -> Result<UserId, Error> {
    Uuid::try_parse(text)
        .map(UserId)
        .map_err(|_not_a_uuid| AdminRefusal::UserIdNotUuid.into())
}
