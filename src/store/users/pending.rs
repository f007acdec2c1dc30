//! What of a user waits to be used or confirmed: links and codes that Supabase Auth sent, changes that were asked for. This
//! service makes none of them; it ends those that it finds.

use crate::domain::UserId;
use crate::store::connection::DbConnection;
use crate::store::statement::Statement;
use crate::store::supabase_only;
use diesel::result::QueryResult;

macro_rules! nothing_pending {
    () => {
        "update users set confirmation_token = '', confirmation_sent_at = null, recovery_token = '', \
         recovery_sent_at = null, email_change = '', email_change_token_current = '', email_change_token_new = '', \
         email_change_sent_at = null, email_change_confirm_status = 0, phone_change = '', phone_change_token = '', \
         phone_change_sent_at = null, reauthentication_token = '', reauthentication_sent_at = null"
    };
}

const CLEAR: Statement = Statement {
    name: "clear what users wait for",
    postgres: concat!(
        nothing_pending!(),
        " where id = any (array(select value::uuid from json_array_elements_text({rows}::json)))"
    ),
    sqlite: concat!(
        nothing_pending!(),
        " where id in (select value from json_each({rows}))"
    ),
};

const CLEAR_PHONE: Statement = Statement {
    name: "clear phones",
    postgres: "update users set phone = null, phone_confirmed_at = null \
         where id = any (array(select value::uuid from json_array_elements_text({rows}::json)))",
    sqlite: "update users set phone = null, phone_confirmed_at = null \
         where id in (select value from json_each({rows}))",
};

/// Makes every link and code that `user` was sent worthless, and forgets changes that wait for one.
pub fn clear(conn: &mut DbConnection, user: UserId) -> QueryResult<()> {
    CLEAR.execute(conn, &[user.0])?;
    supabase_only::end_codes(conn, user)
}

/// Takes the phone from `user`.
pub fn clear_phone(conn: &mut DbConnection, user: UserId) -> QueryResult<usize> {
    CLEAR_PHONE.execute(conn, &[user.0])
}
