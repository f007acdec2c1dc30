//! Who has an e-mail or a phone, read without a lock.

use crate::domain::UserId;
use crate::store::columns::{UuidColumn, UuidType};
use crate::store::connection::DbConnection;
use crate::store::schema::users;
use crate::store::statement::Statement;
use diesel::prelude::*;
use diesel::result::QueryResult;

const WITH_EMAIL: Statement = Statement {
    name: "who has e-mails",
    postgres: "select o.id from json_array_elements_text({rows}::json) r join lateral (\
           select id from users where email = r.value and is_sso_user = false union \
           select user_id from identities where email = r.value and provider not like 'sso:%') o on true",
    sqlite: "with r as (select value from json_each({rows})) \
         select id from users where email in (select value from r) and is_sso_user = false union \
         select user_id from identities where email in (select value from r) and provider not like 'sso:%'",
};

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = UuidType)]
    id: UuidColumn,
}

/// Whether another user than `user` has this e-mail, as their own or in an identity.
pub fn is_email_taken(conn: &mut DbConnection, user: UserId, email: &str) -> QueryResult<bool> {
    let holders: Vec<Holder> = WITH_EMAIL.load(conn, &[email])?;
    Ok(holders.iter().any(|holder| holder.id.0 != user.0))
}

/// Those of `emails` that another user than `user` has as their own.
pub fn emails_of_others(
    conn: &mut DbConnection,
    user: UserId,
    emails: &[String],
) -> QueryResult<Vec<String>> {
    let found: Vec<Option<String>> = users::table
        .filter(users::email.eq_any(emails))
        .filter(users::is_sso_user.eq(false))
        .filter(users::id.ne(UuidColumn(user.0)))
        .select(users::email)
        .load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether another user than `user` has this phone.
pub fn is_phone_taken(conn: &mut DbConnection, user: UserId, phone: &str) -> QueryResult<bool> {
    let others = users::table
        .filter(users::phone.eq(phone))
        .filter(users::id.ne(UuidColumn(user.0)))
        .count();
    Ok(others.get_result::<i64>(conn)? > 0)
}
