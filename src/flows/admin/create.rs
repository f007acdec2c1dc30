//! `POST /admin/users`: a user made by an admin, whether or not people may sign up themselves.

use super::{Admin, AdminRefusal, given, password};
use crate::domain::admin::{NewUser, NewUserIds, create as make};
use crate::domain::password::{LONGEST_PASSWORD, is_readable_hash};
use crate::domain::{Account, IdentityId, JsonObject, UserId};
use crate::flows::audit::{Auditor, tell};
use crate::flows::{Caller, Context, Error};
use crate::store::admin_users::{self, Taken, Wanted};
use crate::store::{audit, identities};
use uuid::Uuid;

/// The body; an empty text counts as absent but in `password`. It holds a password, so it has no Debug.
#[derive(Default)]
pub struct CreateRequest {
    /// The user's id, if it is to be a certain one.
    pub id: Option<String>,
    /// The audience, in place of the request's.
    pub aud: Option<String>,
    /// The role, in place of the one that users have.
    pub role: Option<String>,
    /// An address.
    pub email: Option<String>,
    /// A number.
    pub phone: Option<String>,
    /// A password; empty for one that nobody knows.
    pub password: Option<String>,
    /// A hash in its place.
    pub password_hash: Option<String>,
    /// The address is known to be the user's.
    pub email_confirm: bool,
    /// The number is known to be the user's.
    pub phone_confirm: bool,
    /// What is said of the user.
    pub user_metadata: Option<JsonObject>,
    /// What the service is told of the user.
    pub app_metadata: Option<JsonObject>,
    /// In Go's notation, or `none`.
    pub ban_duration: Option<String>,
}

/// A password yet to be hashed, or a hash to be kept as it is.
enum Secret {
    Plain(String),
    Hash(String),
}

/// Makes the user. A contact that is somebody else's is told before what is wrong with the rest, as Supabase Auth does.
pub async fn create(
    ctx: &Context,
    admin: &Admin,
    request: CreateRequest,
    caller: &Caller,
) -> Result<Account, Error> {
    let aud = request.aud.as_deref().unwrap_or(&admin.audience);
    let aud = given::name(aud, "aud")?;
    if request.email.is_none() && request.phone.is_none() {
        return Err(AdminRefusal::NoContact.into());
    }
    let email = given::email(request.email.as_deref()).map_err(AdminRefusal::Contact)?;
    let phone = given::phone(request.phone.as_deref());
    let new_id = request.id.as_deref().map(Uuid::try_parse);
    let wanted = Wanted {
        id: None,
        new_id: new_id.clone().and_then(Result::ok),
        aud: aud.clone(),
        email: email.clone(),
        phone: phone.clone().ok().flatten(),
    };
    let looked_for = wanted.clone();
    let taken = ctx
        .store
        .read(move |conn| admin_users::taken(conn, &looked_for))
        .await?;
    check_email(taken)?;
    let phone = phone.map_err(AdminRefusal::Contact)?;
    check_phone(taken)?;
    let secret = secret(ctx, request.password, request.password_hash)?;
    let id = match new_id {
        None => ctx.new_id(),
        Some(Ok(id)) if id.is_nil() => return Err(AdminRefusal::IdNil.into()),
        Some(Ok(id)) => id,
        Some(Err(_)) => return Err(AdminRefusal::IdNotUuid.into()),
    };
    let role = request.role.as_deref();
    let role = role.unwrap_or(&ctx.config.jwt.default_role);
    let new = NewUser {
        aud,
        role: given::name(role.trim(), "role")?,
        email,
        phone,
        confirms_email: request.email_confirm,
        confirms_phone: request.phone_confirm,
        user_metadata: request.user_metadata.unwrap_or_default(),
        app_metadata: request.app_metadata.unwrap_or_default(),
        ban: given::ban(request.ban_duration.as_deref())?,
    };
    let kept = kept(ctx, UserId(id), secret).await?;
    write(ctx, admin, new, UserId(id), kept, wanted, caller).await
}

fn secret(
    ctx: &Context,
    password: Option<String>,
    hash: Option<String>,
) -> Result<Secret, AdminRefusal> {
    match (password, hash) {
        (Some(_), Some(_)) => Err(AdminRefusal::PasswordAndHash),
        (None, Some(hash)) if is_readable_hash(&hash) => Ok(Secret::Hash(hash)),
        (None, Some(_)) => Err(AdminRefusal::UnreadableHash),
        (Some(password), None) if password.len() > LONGEST_PASSWORD => {
            Err(AdminRefusal::NewPasswordTooLong)
        }
        (Some(password), None) if !password.is_empty() => Ok(Secret::Plain(password)),
        (_, None) => Ok(Secret::Plain(password::random(ctx))),
    }
}

/// Supabase Auth seals no hash of a new user's; whoever encrypts at rest means this one, too.
async fn kept(ctx: &Context, user: UserId, secret: Secret) -> Result<String, Error> {
    match secret {
        Secret::Hash(hash) => Ok(hash),
        Secret::Plain(password) => {
            let hash = password::hash(ctx, password).await?;
            password::seal(ctx, user, &hash)
        }
    }
}

async fn write(
    ctx: &Context,
    admin: &Admin,
    new: NewUser,
    user: UserId,
    password: String,
    wanted: Wanted,
    caller: &Caller,
) -> Result<Account, Error> {
    let now = ctx.clock.now();
    let ids = NewUserIds {
        user,
        identities: [IdentityId(ctx.new_id()), IdentityId(ctx.new_id())],
    };
    let (account, entry) = make(new, ids, &admin.role, now);
    let entries = [entry];
    let rows = Auditor::new(ctx, caller, now).rows(&entries);
    let written = account.clone();
    // Asked again in the transaction: of two admins who make the same user at once, one is told so.
    let taken = ctx
        .store
        .write(move |conn| {
            let taken = admin_users::taken(conn, &wanted)?;
            if !(taken.own_email || taken.identity_email || taken.phone || taken.id) {
                admin_users::insert(conn, &written.user, &password)?;
                identities::insert(conn, &written.identities.iter().collect::<Vec<_>>())?;
                audit::insert(conn, &rows)?;
            }
            Ok(taken)
        })
        .await?;
    check_email(taken)?;
    check_phone(taken)?;
    if taken.id {
        return Err(AdminRefusal::IdTaken.into());
    }
    tell(&entries);
    Ok(account)
}

fn check_email(taken: Taken) -> Result<(), AdminRefusal> {
    if taken.own_email || taken.identity_email {
        return Err(AdminRefusal::EmailTaken);
    }
    Ok(())
}

fn check_phone(taken: Taken) -> Result<(), AdminRefusal> {
    if taken.phone {
        return Err(AdminRefusal::PhoneTaken);
    }
    Ok(())
}
