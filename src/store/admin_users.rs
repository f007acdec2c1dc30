//! The table `users` as admins change it: more columns than a sign-in writes.

use super::columns::time_text;
use super::connection::DbConnection;
use super::schema::users;
use super::statement::Statement;
use crate::domain::{Identity, JsonObject, User, UserId};
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::sql_types::Bool;
use serde::Serialize;

const INSERT: Statement = Statement {
    name: "insert users of admins",
    postgres: "insert into users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, \
         confirmation_token, recovery_token, email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, \
         created_at, updated_at, phone, phone_confirmed_at, banned_until, is_anonymous) \
         select '00000000-0000-0000-0000-000000000000', r.id, r.aud, r.role, r.email, r.password, r.email_confirmed_at, \
         '', '', '', '', r.raw_app_meta_data, r.raw_user_meta_data, r.created_at, r.updated_at, r.phone, \
         r.phone_confirmed_at, r.banned_until, r.is_anonymous \
         from json_to_recordset({rows}::json) as r(id uuid, aud text, role text, email text, password text, \
         email_confirmed_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb, created_at timestamptz, \
         updated_at timestamptz, phone text, phone_confirmed_at timestamptz, banned_until timestamptz, is_anonymous bool)",
    sqlite: "insert into users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, \
         confirmation_token, recovery_token, email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, \
         created_at, updated_at, phone, phone_confirmed_at, banned_until, is_anonymous) \
         select '00000000-0000-0000-0000-000000000000', value->>'id', value->>'aud', value->>'role', value->>'email', \
         value->>'password', value->>'email_confirmed_at', '', '', '', '', value->'raw_app_meta_data', \
         value->'raw_user_meta_data', value->>'created_at', value->>'updated_at', value->>'phone', \
         value->>'phone_confirmed_at', value->>'banned_until', value->>'is_anonymous' from json_each({rows})",
};

/// What waits to be confirmed goes with the tokens that would confirm it.
const UPDATE: Statement = Statement {
    name: "update users of admins",
    postgres: "update users u set role = r.role, email = r.email, email_confirmed_at = r.email_confirmed_at, \
         phone = r.phone, phone_confirmed_at = r.phone_confirmed_at, confirmation_sent_at = r.confirmation_sent_at, \
         recovery_sent_at = r.recovery_sent_at, email_change = r.email_change, \
         email_change_sent_at = r.email_change_sent_at, phone_change = r.phone_change, \
         phone_change_sent_at = r.phone_change_sent_at, reauthentication_sent_at = r.reauthentication_sent_at, \
         raw_app_meta_data = r.raw_app_meta_data, raw_user_meta_data = r.raw_user_meta_data, \
         updated_at = r.updated_at, banned_until = r.banned_until, deleted_at = r.deleted_at, \
         is_anonymous = r.is_anonymous, \
         encrypted_password = case when r.sets_password then r.password else u.encrypted_password end, \
         confirmation_token = case when r.confirms or r.ends_tokens then '' else u.confirmation_token end, \
         recovery_token = case when r.ends_tokens then '' else u.recovery_token end, \
         email_change_token_new = case when r.ends_tokens then '' else u.email_change_token_new end, \
         email_change_token_current = case when r.ends_tokens then '' else u.email_change_token_current end, \
         phone_change_token = case when r.ends_tokens then '' else u.phone_change_token end, \
         reauthentication_token = case when r.ends_tokens then '' else u.reauthentication_token end \
         from json_to_recordset({rows}::json) as r(id uuid, role text, email text, email_confirmed_at timestamptz, \
         phone text, phone_confirmed_at timestamptz, confirmation_sent_at timestamptz, recovery_sent_at timestamptz, \
         email_change text, email_change_sent_at timestamptz, phone_change text, phone_change_sent_at timestamptz, \
         reauthentication_sent_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb, \
         updated_at timestamptz, banned_until timestamptz, deleted_at timestamptz, is_anonymous bool, password text, \
         sets_password bool, confirms bool, ends_tokens bool) where u.id = r.id",
    sqlite: "update users set role = r.value->>'role', email = r.value->>'email', \
         email_confirmed_at = r.value->>'email_confirmed_at', phone = r.value->>'phone', \
         phone_confirmed_at = r.value->>'phone_confirmed_at', \
         confirmation_sent_at = r.value->>'confirmation_sent_at', recovery_sent_at = r.value->>'recovery_sent_at', \
         email_change = r.value->>'email_change', email_change_sent_at = r.value->>'email_change_sent_at', \
         phone_change = r.value->>'phone_change', phone_change_sent_at = r.value->>'phone_change_sent_at', \
         reauthentication_sent_at = r.value->>'reauthentication_sent_at', \
         raw_app_meta_data = r.value->'raw_app_meta_data', raw_user_meta_data = r.value->'raw_user_meta_data', \
         updated_at = r.value->>'updated_at', banned_until = r.value->>'banned_until', \
         deleted_at = r.value->>'deleted_at', is_anonymous = r.value->>'is_anonymous', \
         encrypted_password = iif(r.value->>'sets_password', r.value->>'password', users.encrypted_password), \
         confirmation_token = iif(r.value->>'confirms' or r.value->>'ends_tokens', '', users.confirmation_token), \
         recovery_token = iif(r.value->>'ends_tokens', '', users.recovery_token), \
         email_change_token_new = iif(r.value->>'ends_tokens', '', users.email_change_token_new), \
         email_change_token_current = iif(r.value->>'ends_tokens', '', users.email_change_token_current), \
         phone_change_token = iif(r.value->>'ends_tokens', '', users.phone_change_token), \
         reauthentication_token = iif(r.value->>'ends_tokens', '', users.reauthentication_token) \
         from json_each({rows}) r where users.id = r.value->>'id'",
};

/// An address is another's by being that user's own, or one of its identities'; SSO's keep to themselves.
const TAKEN: Statement = Statement {
    name: "contacts that are taken",
    postgres: "select exists(select from users u where u.instance_id = '00000000-0000-0000-0000-000000000000' \
           and lower(u.email) = r.email and u.is_sso_user = false and u.id is distinct from r.id) as own_email, \
         exists(select from identities i join users u on u.id = i.user_id where i.email = r.email \
           and i.provider not like 'sso:%' and u.aud = r.aud and u.id is distinct from r.id) as identity_email, \
         exists(select from users u where u.phone = r.phone and u.id is distinct from r.id) as phone, \
         exists(select from users u where u.id = r.new_id) as id \
         from json_to_recordset({rows}::json) as r(id uuid, new_id uuid, aud text, email text, phone text)",
    sqlite: "select exists(select 1 from users u where u.instance_id = '00000000-0000-0000-0000-000000000000' \
           and lower(u.email) = r.value->>'email' and u.is_sso_user = false and u.id is not r.value->>'id') as own_email, \
         exists(select 1 from identities i join users u on u.id = i.user_id where i.email = r.value->>'email' \
           and i.provider not like 'sso:%' and u.aud = r.value->>'aud' and u.id is not r.value->>'id') as identity_email, \
         exists(select 1 from users u where u.phone = r.value->>'phone' and u.id is not r.value->>'id') as phone, \
         exists(select 1 from users u where u.id = r.value->>'new_id') as id \
         from json_each({rows}) r",
};

const SOFTEN_IDENTITIES: Statement = Statement {
    name: "soften identities",
    postgres: "update identities i set provider_id = r.provider_id, identity_data = '{}', updated_at = r.updated_at \
         from json_to_recordset({rows}::json) as r(id uuid, provider_id text, updated_at timestamptz) where i.id = r.id",
    sqlite: "update identities set provider_id = r.value->>'provider_id', identity_data = '{}', \
         updated_at = r.value->>'updated_at' from json_each({rows}) r where identities.id = r.value->>'id'",
};

/// What is wanted for a user and must be nobody else's.
#[derive(Debug, Clone, Serialize)]
pub struct Wanted {
    /// Whose it would be; `None` for a new user.
    pub id: Option<uuid::Uuid>,
    /// An id for a new user.
    pub new_id: Option<uuid::Uuid>,
    /// The user's audience.
    pub aud: String,
    /// In lower case.
    pub email: Option<String>,
    /// Without `+`.
    pub phone: Option<String>,
}

/// What of it is somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each with a refusal of its own"
)]
pub struct Taken {
    /// The e-mail is another user's own, whatever its audience.
    #[diesel(sql_type = Bool)]
    pub own_email: bool,
    /// The e-mail is in an identity of another user of the audience.
    #[diesel(sql_type = Bool)]
    pub identity_email: bool,
    /// The phone is another user's.
    #[diesel(sql_type = Bool)]
    pub phone: bool,
    /// There is a user with the id.
    #[diesel(sql_type = Bool)]
    pub id: bool,
}

/// What becomes of the password, and of whatever waits for its owner.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// As the column is to have it; the inner `None` takes the password away.
    pub password: Option<Option<String>>,
    /// An address counts as confirmed: its token is of no use any more.
    pub confirms: bool,
    /// Every token that waits ends.
    pub ends_tokens: bool,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a document with a member for each fact of the statement"
)]
struct UserDocument<'a> {
    id: uuid::Uuid,
    aud: &'a str,
    role: &'a str,
    email: Option<&'a str>,
    email_confirmed_at: Option<String>,
    phone: Option<&'a str>,
    phone_confirmed_at: Option<String>,
    confirmation_sent_at: Option<String>,
    recovery_sent_at: Option<String>,
    email_change: &'a str,
    email_change_sent_at: Option<String>,
    phone_change: &'a str,
    phone_change_sent_at: Option<String>,
    reauthentication_sent_at: Option<String>,
    raw_app_meta_data: &'a JsonObject,
    raw_user_meta_data: &'a JsonObject,
    created_at: String,
    updated_at: String,
    banned_until: Option<String>,
    deleted_at: Option<String>,
    is_anonymous: bool,
    password: Option<&'a str>,
    sets_password: bool,
    confirms: bool,
    ends_tokens: bool,
}

#[derive(Serialize)]
struct IdentityDocument<'a> {
    id: uuid::Uuid,
    provider_id: &'a str,
    updated_at: Option<String>,
}

/// Tells what of `wanted` another user has.
pub fn taken(conn: &mut DbConnection, wanted: &Wanted) -> QueryResult<Taken> {
    let found: Vec<Taken> = TAKEN.load(conn, std::slice::from_ref(wanted))?;
    found
        .into_iter()
        .next()
        .ok_or(diesel::result::Error::NotFound)
}

/// Writes a new user with its password.
pub fn insert(conn: &mut DbConnection, user: &User, password: &str) -> QueryResult<usize> {
    let secrets = Secrets {
        password: Some(Some(password.to_owned())),
        ..Secrets::default()
    };
    INSERT.execute(conn, &[document(user, &secrets)])
}

/// Writes everything of a known user that an admin can change.
pub fn update(conn: &mut DbConnection, user: &User, secrets: &Secrets) -> QueryResult<usize> {
    UPDATE.execute(conn, &[document(user, secrets)])
}

/// Writes identities that tell of nobody any more.
pub fn soften_identities(conn: &mut DbConnection, identities: &[Identity]) -> QueryResult<usize> {
    let documents: Vec<_> = identities
        .iter()
        .map(|identity| IdentityDocument {
            id: identity.id.0,
            provider_id: identity.provider_id.as_str(),
            updated_at: identity.updated_at.map(time_text),
        })
        .collect();
    SOFTEN_IDENTITIES.execute(conn, &documents)
}

/// Removes a user, and with it everything that belongs to it.
pub fn delete(conn: &mut DbConnection, id: UserId) -> QueryResult<usize> {
    diesel::delete(users::table.find(super::columns::UuidColumn(id.0))).execute(conn)
}

fn document<'a>(user: &'a User, secrets: &'a Secrets) -> UserDocument<'a> {
    UserDocument {
        id: user.id.0,
        aud: &user.aud,
        role: &user.role,
        email: user.email.as_deref(),
        email_confirmed_at: user.email_confirmed_at.map(time_text),
        phone: user.phone.as_deref(),
        phone_confirmed_at: user.phone_confirmed_at.map(time_text),
        confirmation_sent_at: user.confirmation_sent_at.map(time_text),
        recovery_sent_at: user.recovery_sent_at.map(time_text),
        email_change: &user.email_change,
        email_change_sent_at: user.email_change_sent_at.map(time_text),
        phone_change: &user.phone_change,
        phone_change_sent_at: user.phone_change_sent_at.map(time_text),
        reauthentication_sent_at: user.reauthentication_sent_at.map(time_text),
        raw_app_meta_data: &user.app_metadata,
        raw_user_meta_data: &user.user_metadata,
        created_at: time_text(user.created_at),
        updated_at: time_text(user.updated_at),
        banned_until: user.banned_until.map(time_text),
        deleted_at: user.deleted_at.map(time_text),
        is_anonymous: user.is_anonymous,
        password: secrets.password.as_ref().and_then(Option::as_deref),
        sets_password: secrets.password.is_some(),
        confirms: secrets.confirms,
        ends_tokens: secrets.ends_tokens,
    }
}
