//! Whom an invitation was sent to. Strangers ask, so an index has to answer: Supabase Auth's covers a part of the tokens,
//! which the statement must name in the same words. Its links never hold digits alone.

use super::UserRow;
use crate::domain::User;
use crate::store::connection::DbConnection;
use crate::store::statement::Statement;
use diesel::result::QueryResult;

const BY_TOKEN: Statement = Statement {
    name: "users by their invitations",
    postgres: concat!(
        "select ",
        user_columns!(),
        " from users u where u.confirmation_token = any (array(select value from json_array_elements_text({rows}::json))) \
         and u.confirmation_token !~ '^[0-9 ]*$' and u.is_sso_user = false limit 1"
    ),
    sqlite: concat!(
        "select ",
        user_columns!(),
        " from users u where u.confirmation_token in (select value from json_each({rows})) \
         and u.confirmation_token <> '' and u.is_sso_user = false limit 1"
    ),
};

/// The user whom an invitation's token was made for.
pub fn find(conn: &mut DbConnection, token: &str) -> QueryResult<Option<User>> {
    let found: Option<UserRow> = BY_TOKEN.load(conn, &[token])?.pop();
    Ok(found.map(User::from))
}
