//! A query put together of texts and values, for those whose plan must know the values: how many rows are wanted, and
//! from where on. Everything else is a [`Statement`](super::statement::Statement).

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Text, Untyped};
use diesel::{Connection, RunQueryDsl};

/// The query so far. Values never become part of the text.
#[derive(Debug, Clone, Default)]
pub struct Composed(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Sql(&'static str),
    Text(String),
    Number(i64),
}

impl Composed {
    /// A query that begins with this text.
    pub fn new(sql: &'static str) -> Self {
        Self(vec![Piece::Sql(sql)])
    }

    /// Adds SQL.
    pub fn sql(mut self, sql: &'static str) -> Self {
        self.0.push(Piece::Sql(sql));
        self
    }

    /// Adds a value of type text.
    pub fn text(mut self, value: impl Into<String>) -> Self {
        self.0.push(Piece::Text(value.into()));
        self
    }

    /// Adds a number.
    pub fn number(mut self, value: i64) -> Self {
        self.0.push(Piece::Number(value));
        self
    }

    /// Runs it and reads its rows, by name.
    pub fn rows<'q, C, T>(self, conn: &mut C) -> QueryResult<Vec<T>>
    where
        C: Connection,
        Self: LoadQuery<'q, C, T>,
    {
        self.load(conn)
    }
}

impl<DB> QueryFragment<DB> for Composed
where
    DB: Backend + HasSqlType<Text> + HasSqlType<BigInt>,
    String: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Text(value) => out.push_bind_param::<Text, String>(value)?,
                Piece::Number(value) => out.push_bind_param::<BigInt, i64>(value)?,
            }
        }
        Ok(())
    }
}

impl QueryId for Composed {
    type QueryId = ();
    // The text differs between values of this type: diesel must key its cache by the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Composed {
    type SqlType = Untyped;
}

impl<Conn: Connection> RunQueryDsl<Conn> for Composed {}
