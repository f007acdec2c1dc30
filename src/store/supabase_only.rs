//! Tables that Supabase Auth alone writes and that lie beside ours in a database of its making: one-time tokens, second
//! factors, passkeys. They may be missing, or out of our reach; nothing is made of them here, only ended.

use super::composed::Composed;
use super::connection::DbConnection;
use super::statement::Statement;
use crate::domain::UserId;
use diesel::QueryableByName;
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

struct Table {
    name: &'static str,
    delete: Statement,
}

macro_rules! table {
    ($name:literal) => {
        Table {
            name: $name,
            delete: Statement {
                name: concat!("delete from ", $name),
                postgres: concat!(
                    "delete from ",
                    $name,
                    " where user_id = any (array(select value::uuid from json_array_elements_text({rows}::json)))"
                ),
                sqlite: concat!(
                    "delete from ",
                    $name,
                    " where user_id in (select value from json_each({rows}))"
                ),
            },
        }
    };
}

const ONE_TIME_TOKENS: Table = table!("one_time_tokens");
const FACTORS: Table = table!("mfa_factors");
const PASSKEYS: Table = table!("webauthn_credentials");

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Makes every link and code that `user` was sent worthless.
pub fn end_codes(conn: &mut DbConnection, user: UserId) -> QueryResult<()> {
    delete_of(conn, &ONE_TIME_TOKENS, user)
}

/// Takes second factors and passkeys from `user`, and every code.
pub fn end_everything(conn: &mut DbConnection, user: UserId) -> QueryResult<()> {
    for table in [ONE_TIME_TOKENS, FACTORS, PASSKEYS] {
        delete_of(conn, &table, user)?;
    }
    Ok(())
}

fn delete_of(conn: &mut DbConnection, table: &Table, user: UserId) -> QueryResult<()> {
    if is_within_reach(conn, table.name)? {
        table.delete.execute(conn, &[user.0])?;
    }
    Ok(())
}

fn is_within_reach(conn: &mut DbConnection, table: &'static str) -> QueryResult<bool> {
    let DbConnection::Postgres(conn) = conn else {
        return Ok(false);
    };
    let may = Composed::new("select coalesce(has_table_privilege(to_regclass(")
        .text(table)
        .sql("), 'select') and has_table_privilege(to_regclass(")
        .text(table)
        .sql("), 'delete'), false) as yes");
    let answers: Vec<Answer> = may.rows(conn)?;
    Ok(answers.first().is_some_and(|answer| answer.yes))
}
