//! `PUT /admin/users/{id}`: what an admin changes of a user, at once and everywhere.

use super::{Admin, AdminRefusal, given, password};
use crate::domain::admin::{Changed, UserChange, change};
use crate::domain::password::{PasswordFault, check};
use crate::domain::{Account, IdentityId, JsonObject, User, UserId};
use crate::flows::audit::{Auditor, tell};
use crate::flows::{Caller, Context, Error};
use crate::store::admin_users::{self, Secrets, Wanted};
use crate::store::{
    DbConnection, QueryResult, audit, identities, refresh_tokens, sessions, supabase_only, users,
};

/// The body; an empty text counts as absent but in `password`. It holds a password, so it has no Debug.
#[derive(Default)]
pub struct UpdateRequest {
    /// The role.
    pub role: Option<String>,
    /// An address.
    pub email: Option<String>,
    /// A number.
    pub phone: Option<String>,
    /// A password.
    pub password: Option<String>,
    /// The address is known to be the user's.
    pub email_confirm: bool,
    /// The number is known to be the user's.
    pub phone_confirm: bool,
    /// Merged into what is said of the user.
    pub user_metadata: Option<JsonObject>,
    /// Merged into what the service is told of the user.
    pub app_metadata: Option<JsonObject>,
    /// In Go's notation, or `none`.
    pub ban_duration: Option<String>,
}

/// Changes the user. A new password ends every session.
pub async fn update(
    ctx: &Context,
    admin: &Admin,
    id: UserId,
    request: UpdateRequest,
    caller: &Caller,
) -> Result<Account, Error> {
    let email = given::email(request.email.as_deref()).map_err(AdminRefusal::Contact)?;
    let phone = given::phone(request.phone.as_deref()).map_err(AdminRefusal::Contact)?;
    let ban = given::ban(request.ban_duration.as_deref())?;
    let sets_password = request.password.is_some();
    let secrets = Secrets {
        password: match request.password {
            Some(password) => Some(Some(kept(ctx, id, password).await?)),
            None => None,
        },
        confirms: request.email_confirm || request.phone_confirm,
        ends_tokens: sets_password,
    };
    let role = request.role.as_deref();
    let asked = UserChange {
        role: role
            .map(|role| given::name(role.trim(), "role"))
            .transpose()?,
        email,
        phone,
        confirms_email: request.email_confirm,
        confirms_phone: request.phone_confirm,
        sets_password,
        user_metadata: request.user_metadata,
        app_metadata: request.app_metadata,
        ban,
    };
    let now = ctx.clock.now();
    let ids = [IdentityId(ctx.new_id()), IdentityId(ctx.new_id())];
    let auditor = Auditor::new(ctx, caller, now);
    let admin_role = admin.role.clone();
    let changed = ctx
        .store
        .write(move |conn| {
            let account = match free_to_change(conn, id, &asked)? {
                Ok(account) => account,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let changed = change(account, asked.clone(), ids, &admin_role, now);
            write(conn, &changed, &secrets)?;
            audit::insert(conn, &auditor.rows(std::slice::from_ref(&changed.entry)))?;
            Ok(Ok(changed))
        })
        .await??;
    tell(std::slice::from_ref(&changed.entry));
    Ok(changed.account)
}

async fn kept(ctx: &Context, user: UserId, password: String) -> Result<String, Error> {
    check(&password, &ctx.config.password).map_err(|fault| match fault {
        PasswordFault::TooLong => AdminRefusal::PasswordTooLong,
        PasswordFault::Weak(weakness) => AdminRefusal::WeakPassword(weakness),
    })?;
    let hash = password::hash(ctx, password).await?;
    password::seal(ctx, user, &hash)
}

/// The user under lock, if its new e-mail and phone are nobody else's own.
fn free_to_change(
    conn: &mut DbConnection,
    id: UserId,
    asked: &UserChange,
) -> QueryResult<Result<Account, AdminRefusal>> {
    let Some(user) = users::lock(conn, &[id])?.pop() else {
        return Ok(Err(AdminRefusal::NoSuchUser));
    };
    let taken = admin_users::taken(conn, &wanted(&user, asked))?;
    if taken.own_email && !user.is_sso_user {
        return Ok(Err(AdminRefusal::EmailTaken));
    }
    if taken.phone {
        return Ok(Err(AdminRefusal::PhoneTaken));
    }
    let account = identities::accounts_of(conn, vec![user])?.pop();
    Ok(account.ok_or(AdminRefusal::NoSuchUser))
}

fn wanted(user: &User, asked: &UserChange) -> Wanted {
    Wanted {
        id: Some(user.id.0),
        new_id: None,
        aud: user.aud.clone(),
        email: asked.email.clone(),
        phone: asked.phone.clone(),
    }
}

fn write(conn: &mut DbConnection, changed: &Changed, secrets: &Secrets) -> QueryResult<()> {
    let Account { user, identities } = &changed.account;
    let among = |ids: &[IdentityId]| -> Vec<_> {
        let chosen = identities.iter();
        chosen
            .filter(|identity| ids.contains(&identity.id))
            .collect()
    };
    admin_users::update(conn, user, secrets)?;
    identities::insert(conn, &among(&changed.new))?;
    identities::update(conn, &among(&changed.touched))?;
    if secrets.confirms || secrets.ends_tokens {
        supabase_only::end_codes(conn, user.id)?;
    }
    if secrets.password.is_some() {
        sessions::delete_of(conn, user.id, None)?;
        refresh_tokens::delete_all_of(conn, user.id)?;
    }
    Ok(())
}
