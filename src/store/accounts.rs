//! Users together with their identities, by one statement. It locks nothing: who waits for a lock reads what stands beside the
//! locked row once it has it ([`identities::accounts_of`](super::identities::accounts_of)).

use super::columns::{JsonColumn, JsonType, TimeColumn, TimeType, UuidColumn, UuidType};
use super::connection::DbConnection;
use super::statement::Statement;
use super::users::{UserRow, user_columns};
use crate::domain::{Account, Identity, IdentityId, Subject, User, UserId};
use diesel::QueryableByName;
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};

macro_rules! identity_columns {
    () => {
        ", i.id as identity_id, i.provider as identity_provider, i.provider_id as identity_subject, \
         i.identity_data as identity_data, i.last_sign_in_at as identity_last_sign_in_at, \
         i.created_at as identity_created_at, i.updated_at as identity_updated_at \
         from users u left join identities i on i.user_id = u.id where u.id "
    };
}

/// A row for each identity, oldest first, and one for a user without any.
const BY_ID: Statement = Statement {
    name: "accounts by id",
    postgres: concat!(
        "select ",
        user_columns!(),
        identity_columns!(),
        "= any (array(select value::uuid from json_array_elements_text({rows}::json))) \
         order by u.id, i.created_at, i.id"
    ),
    sqlite: concat!(
        "select ",
        user_columns!(),
        identity_columns!(),
        "in (select value from json_each({rows})) order by u.id, i.created_at, i.id"
    ),
};

#[derive(QueryableByName)]
struct AccountRow {
    #[diesel(embed)]
    user: UserRow,
    #[diesel(sql_type = Nullable<UuidType>)]
    identity_id: Option<UuidColumn>,
    #[diesel(sql_type = Nullable<Text>)]
    identity_provider: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    identity_subject: Option<String>,
    #[diesel(sql_type = Nullable<JsonType>)]
    identity_data: Option<JsonColumn>,
    #[diesel(sql_type = Nullable<TimeType>)]
    identity_last_sign_in_at: Option<TimeColumn>,
    #[diesel(sql_type = Nullable<TimeType>)]
    identity_created_at: Option<TimeColumn>,
    #[diesel(sql_type = Nullable<TimeType>)]
    identity_updated_at: Option<TimeColumn>,
}

/// The accounts of these users, in the order of their ids.
pub fn find_all(conn: &mut DbConnection, ids: &[UserId]) -> QueryResult<Vec<Account>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<AccountRow> = BY_ID.load(conn, &ids)?;
    let mut accounts: Vec<Account> = Vec::with_capacity(rows.len());
    for row in rows {
        let (user, identity) = row.parts();
        match accounts.last_mut() {
            Some(last) if last.user.id == user.id => last.identities.extend(identity),
            _ => accounts.push(Account {
                user,
                identities: identity.into_iter().collect(),
            }),
        }
    }
    Ok(accounts)
}

impl AccountRow {
    fn parts(self) -> (User, Option<Identity>) {
        let time = |column: Option<TimeColumn>| column.map(|TimeColumn(at)| at);
        let user = User::from(self.user);
        let identity = self.identity_id.map(|UuidColumn(id)| Identity {
            id: IdentityId(id),
            provider: self.identity_provider.unwrap_or_default(),
            provider_id: Subject::new(self.identity_subject.unwrap_or_default()),
            user_id: user.id,
            identity_data: self
                .identity_data
                .map(|JsonColumn(data)| data)
                .unwrap_or_default(),
            last_sign_in_at: time(self.identity_last_sign_in_at),
            created_at: time(self.identity_created_at),
            updated_at: time(self.identity_updated_at),
        });
        (user, identity)
    }
}
