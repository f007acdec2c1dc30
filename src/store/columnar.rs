//! The statements that run all day: to PostgreSQL their rows go as an array for each column, not as one JSON document.
//!
//! Taking a document apart costs PostgreSQL more than most of what is then done with a row. Arrays in its own binary form it
//! takes as they are. SQLite has no arrays, and a document costs it little: it gets one, as by every other [`Statement`].
//!
//! PostgreSQL is not to see how long an array is: it would find a plan for that length dearer or cheaper than the one that it
//! keeps, and plan again for each batch. So each goes through a `select` of its own.

use super::columns::{TimeColumn, TimeType, UuidColumn, UuidType};
use super::connection::{DbConnection, MultiBackend};
use super::statement::{Filled, Statement};
use crate::domain::JsonObject;
use diesel::RunQueryDsl;
use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Array, BigInt, Nullable, SqlType, Text};
use serde::Serialize;
use std::borrow::Cow;
use uuid::Uuid;

/// A row that goes to either database: as a member of a document by its `Serialize`, or with others as columns.
pub trait Row: Serialize + Sized {
    /// The columns of some rows, in the order in which the statement names them.
    fn columns(rows: &[Self]) -> Vec<Column<'_>>;
}

/// What some rows have in one column.
#[derive(Debug)]
pub enum Column<'r> {
    /// `uuid[]`
    Uuids(Vec<Option<UuidColumn>>),
    /// `timestamptz[]`
    Times(Vec<Option<TimeColumn>>),
    /// `text[]`
    Texts(Vec<Option<Cow<'r, str>>>),
    /// `bigint[]`
    Integers(Vec<Option<i64>>),
    /// `json[]`
    Documents(Vec<Option<Document<'r>>>),
}

/// Marker: `json`.
#[derive(Debug, Clone, Copy, SqlType)]
#[diesel(postgres_type(oid = 114, array_oid = 199))]
pub struct DocumentType;

/// A JSON object that is written.
#[derive(Debug, Clone, Copy)]
pub struct Document<'r>(&'r JsonObject);

/// A statement whose text for PostgreSQL has `{columns}` where the rows go, once, as in `from {columns} as r(id, at)`.
#[derive(Debug, Clone, Copy)]
pub struct Columnar(pub Statement);

impl Columnar {
    /// Runs it and tells how many rows it touched. Nothing is sent for no rows.
    pub fn execute<R: Row>(&self, conn: &mut DbConnection, rows: &[R]) -> QueryResult<usize> {
        match conn {
            _ if rows.is_empty() => Ok(0),
            DbConnection::Postgres(conn) => self.filled(rows)?.execute(conn),
            DbConnection::Sqlite(_) => self.0.execute(conn, rows),
        }
    }

    /// Runs it and reads the rows that it returns, by name. Nothing is sent for no rows.
    pub fn load<R, T>(&self, conn: &mut DbConnection, rows: &[R]) -> QueryResult<Vec<T>>
    where
        R: Row,
        T: QueryableByName<MultiBackend> + QueryableByName<Pg> + 'static,
    {
        match conn {
            _ if rows.is_empty() => Ok(Vec::new()),
            DbConnection::Postgres(conn) => self.filled(rows)?.load(conn),
            DbConnection::Sqlite(_) => self.0.load(conn, rows),
        }
    }

    fn filled<'r, R: Row>(&self, rows: &'r [R]) -> QueryResult<Filled<Columns<'r>>> {
        let columns = Columns(R::columns(rows));
        self.0.with(self.0.postgres, "{columns}", columns)
    }
}

/// A list of ids is a column of its own.
impl Row for Uuid {
    fn columns(rows: &[Self]) -> Vec<Column<'_>> {
        vec![Column::uuids(rows, |id| Some(*id))]
    }
}

impl<'r> Column<'r> {
    /// One of ids.
    pub fn uuids<R>(rows: &[R], of: impl Fn(&R) -> Option<Uuid>) -> Self {
        Self::Uuids(rows.iter().map(|row| of(row).map(UuidColumn)).collect())
    }

    /// One of instants.
    pub fn times<R>(rows: &[R], of: impl Fn(&R) -> Option<TimeColumn>) -> Self {
        Self::Times(rows.iter().map(of).collect())
    }

    /// One of texts that the rows have.
    pub fn texts<R>(rows: &'r [R], of: impl Fn(&'r R) -> Option<&'r str>) -> Self {
        Self::Texts(rows.iter().map(|row| of(row).map(Cow::Borrowed)).collect())
    }

    /// One of texts that are made from the rows.
    pub fn made_texts<R>(rows: &[R], of: impl Fn(&R) -> String) -> Self {
        Self::Texts(rows.iter().map(|row| Some(Cow::Owned(of(row)))).collect())
    }

    /// One of JSON objects.
    pub fn documents<R>(rows: &'r [R], of: impl Fn(&'r R) -> &'r JsonObject) -> Self {
        Self::Documents(rows.iter().map(|row| Some(Document(of(row)))).collect())
    }

    /// One of whole numbers.
    pub fn integers<R>(rows: &[R], of: impl Fn(&R) -> Option<i64>) -> Self {
        Self::Integers(rows.iter().map(of).collect())
    }
}

struct Columns<'r>(Vec<Column<'r>>);

impl QueryFragment<Pg> for Columns<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut opening = "unnest((select ";
        for column in &self.0 {
            out.push_sql(opening);
            match column {
                Column::Uuids(all) => out.push_bind_param::<Array<Nullable<UuidType>>, _>(all),
                Column::Times(all) => out.push_bind_param::<Array<Nullable<TimeType>>, _>(all),
                Column::Texts(all) => out.push_bind_param::<Array<Nullable<Text>>, _>(all),
                Column::Integers(all) => out.push_bind_param::<Array<Nullable<BigInt>>, _>(all),
                Column::Documents(all) => {
                    out.push_bind_param::<Array<Nullable<DocumentType>>, _>(all)
                }
            }?;
            opening = "), (select ";
        }
        out.push_sql("))");
        Ok(())
    }
}

impl ToSql<DocumentType, Pg> for Document<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        serde_json::to_writer(out, self.0)?;
        Ok(IsNull::No)
    }
}
