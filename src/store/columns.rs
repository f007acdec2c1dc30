//! How ids, times and JSON stand in a column: PostgreSQL has types for them, SQLite has text.
//!
//! Each has a marker for the schema and a value for the rows. Reading and comparing is done with them; what is
//! written goes through one JSON document per statement (see [`super::statement`]), or an array per column
//! ([`super::columnar`]).

use super::connection::MultiBackend;
use crate::domain::JsonObject;
use chrono::{DateTime, SecondsFormat, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::data_types::PgTimestamp;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, SqlType, Text, Timestamptz};
use diesel::sqlite::Sqlite;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::io::Write as _;

/// PostgreSQL counts from 2000-01-01T00:00:00Z.
const MICROSECONDS_TO_2000: i64 = 946_684_800_000_000;

/// Marker: `uuid`, or TEXT in lower case with hyphens.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(
    postgres_type(oid = 2950, array_oid = 2951),
    sqlite_type(name = "Text")
)]
pub struct UuidType;

/// Marker: `timestamptz`, or TEXT in RFC 3339 with microseconds and `Z`.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(
    postgres_type(oid = 1184, array_oid = 1185),
    sqlite_type(name = "Text")
)]
pub struct TimeType;

/// Marker: `jsonb`, or TEXT.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(
    postgres_type(oid = 3802, array_oid = 3807),
    sqlite_type(name = "Text")
)]
pub struct JsonType;

/// A UUID in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = UuidType)]
pub struct UuidColumn(pub uuid::Uuid);

/// An instant in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub struct TimeColumn(pub DateTime<Utc>);

/// A JSON object in a row.
#[derive(Debug, Clone, PartialEq, FromSqlRow)]
pub struct JsonColumn(pub JsonObject);

/// An instant as SQLite keeps it and as our JSON documents carry it: `2026-01-02T03:04:05.000006Z`.
pub fn time_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

macro_rules! multi_column {
    ($marker:ty, $value:ty) => {
        impl HasSqlType<$marker> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$marker>(lookup)
            }
        }
        impl FromSql<$marker, MultiBackend> for $value {
            fn from_sql(
                bytes: <MultiBackend as Backend>::RawValue<'_>,
            ) -> deserialize::Result<Self> {
                bytes.from_sql::<$value, $marker>()
            }
        }
    };
}

multi_column!(UuidType, UuidColumn);
multi_column!(TimeType, TimeColumn);
multi_column!(JsonType, JsonColumn);

impl FromSql<UuidType, Pg> for UuidColumn {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(uuid::Uuid::from_slice(value.as_bytes())?))
    }
}

impl FromSql<UuidType, Sqlite> for UuidColumn {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(Self(text.parse()?))
    }
}

impl ToSql<UuidType, Pg> for UuidColumn {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl ToSql<UuidType, Sqlite> for UuidColumn {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

impl ToSql<UuidType, MultiBackend> for UuidColumn {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((UuidType, self));
        Ok(IsNull::No)
    }
}

impl FromSql<TimeType, Pg> for TimeColumn {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let PgTimestamp(since_2000) = FromSql::<Timestamptz, Pg>::from_sql(value)?;
        since_2000
            .checked_add(MICROSECONDS_TO_2000)
            .and_then(DateTime::from_timestamp_micros)
            .map(Self)
            .ok_or_else(|| "an instant beyond what can be told".into())
    }
}

impl ToSql<TimeType, Pg> for TimeColumn {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let since_2000 = PgTimestamp(self.0.timestamp_micros() - MICROSECONDS_TO_2000);
        ToSql::<Timestamptz, Pg>::to_sql(&since_2000, &mut out.reborrow())
    }
}

/// As [`time_text`] tells it.
impl Serialize for TimeColumn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&time_text(self.0))
    }
}

impl FromSql<TimeType, Sqlite> for TimeColumn {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(Self(
            DateTime::parse_from_rfc3339(&text)?.with_timezone(&Utc),
        ))
    }
}

impl FromSql<JsonType, Pg> for JsonColumn {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        // jsonb's wire form: one byte of version, then text.
        match value.as_bytes().split_first() {
            Some((1, text)) => object(text),
            _ => Err("jsonb of an unknown version".into()),
        }
    }
}

impl FromSql<JsonType, Sqlite> for JsonColumn {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        object(<String as FromSql<Text, Sqlite>>::from_sql(value)?.as_bytes())
    }
}

/// A column may hold `null` or another value that somebody else wrote; that counts as empty, as in Supabase Auth.
fn object(text: &[u8]) -> deserialize::Result<JsonColumn> {
    match serde_json::from_slice(text)? {
        Value::Object(members) => Ok(JsonColumn(members)),
        _ => Ok(JsonColumn(JsonObject::new())),
    }
}
