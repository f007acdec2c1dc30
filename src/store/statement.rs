//! One SQL text for a whole batch: the rows go in as one JSON document, so the text never changes with their number.
//!
//! PostgreSQL opens the document with `json_to_recordset`, SQLite with `json_each`. The text is constant, so diesel
//! keeps the statement prepared. What runs all day sends PostgreSQL arrays instead ([`columnar`](super::columnar)).
//!
//! PostgreSQL takes any document for a hundred rows. So ids are compared by `= any (array(select …))`, which is a look into
//! the index, and not by `in (select …)`, which beside a small table is a reading of all of it; the joins that remain are
//! loops by the settings of our connections ([`dial`](super::dial)).

use super::connection::{DbConnection, MultiBackend};
use diesel::backend::Backend;
use diesel::deserialize::QueryableByName;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::result::{Error, QueryResult};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Text, Untyped};
use diesel::{Connection, RunQueryDsl};
use serde::Serialize;

/// The same statement for both databases; `{rows}` stands where the JSON document goes, once. An empty text is nothing to do:
/// another statement does it there.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Its name in logs and measurements.
    pub name: &'static str,
    /// For PostgreSQL; `{rows}` is of type text there.
    pub postgres: &'static str,
    /// For SQLite.
    pub sqlite: &'static str,
}

impl Statement {
    /// Runs it and tells how many rows it touched. Nothing is sent for no rows.
    pub fn execute<R: Serialize>(&self, conn: &mut DbConnection, rows: &[R]) -> QueryResult<usize> {
        if rows.is_empty() || self.text(conn).is_empty() {
            return Ok(0);
        }
        self.filled(conn, rows)?.execute(conn)
    }

    /// Runs it and reads the rows that it returns, by name. Nothing is sent for no rows.
    pub fn load<R, T>(&self, conn: &mut DbConnection, rows: &[R]) -> QueryResult<Vec<T>>
    where
        R: Serialize,
        T: QueryableByName<MultiBackend> + 'static,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.filled(conn, rows)?.load(conn)
    }

    fn text(&self, conn: &DbConnection) -> &'static str {
        match conn {
            DbConnection::Postgres(_) => self.postgres,
            DbConnection::Sqlite(_) => self.sqlite,
        }
    }

    fn filled<R: Serialize>(
        &self,
        conn: &DbConnection,
        rows: &[R],
    ) -> QueryResult<Filled<Document>> {
        let rows = serde_json::to_string(rows)
            .map_err(|error| Error::SerializationError(Box::new(error)))?;
        self.with(self.text(conn), "{rows}", Document(rows))
    }

    /// One of the texts, with `rows` in the place of `mark`.
    pub(super) fn with<P>(
        &self,
        text: &'static str,
        mark: &str,
        rows: P,
    ) -> QueryResult<Filled<P>> {
        let (before, after) = text.split_once(mark).ok_or_else(|| {
            Error::QueryBuilderError(format!("{} has no {mark}", self.name).into())
        })?;
        Ok(Filled {
            before,
            rows,
            after,
        })
    }
}

/// A text with its rows.
pub(super) struct Filled<P> {
    before: &'static str,
    rows: P,
    after: &'static str,
}

/// Rows as one JSON document.
struct Document(String);

impl<DB> QueryFragment<DB> for Document
where
    DB: Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_bind_param::<Text, String>(&self.0)
    }
}

impl<DB: Backend, P: QueryFragment<DB>> QueryFragment<DB> for Filled<P> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.before);
        self.rows.walk_ast(out.reborrow())?;
        out.push_sql(self.after);
        Ok(())
    }
}

impl<P> QueryId for Filled<P> {
    type QueryId = ();
    // The text differs between values of this type: diesel must key its cache by the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<P> Query for Filled<P> {
    type SqlType = Untyped;
}

impl<Conn: Connection, P> RunQueryDsl<Conn> for Filled<P> where Self: ExecuteDsl<Conn> {}
