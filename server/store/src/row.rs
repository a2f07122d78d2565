//! Rows travel to PostgreSQL as JSON arrays, one parameter a table, and are unpacked there by
//! `json_populate_recordset` into the columns of the same names: one statement writes any number
//! of rows into several tables. A statement names the columns that its program knows: a newer program
//! beside it may have added others, which get their defaults.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sqlx::{Decode, Encode, Postgres, Type};

/// A row that is inserted: what it is called, and the columns that its fields are.
pub(crate) trait Row: Serialize {
    /// Its table.
    const TABLE: &'static str;
    /// Its columns, as JSON names them.
    const COLUMNS: &'static [&'static str];
}

/// Declares a row of a table with a field for each column that is written. A column that can't be a field's
/// name stands behind `as`; what travels with the row for another part of the statement stands in `besides`.
macro_rules! row {
    ($(#[$meta:meta])* $visible:vis struct $name:ident of $table:literal {
        $($(#[$field_meta:meta])* pub $field:ident $(as $column:literal)?: $type:ty,)*
    } $(besides {
        $($(#[$other_meta:meta])* pub $other:ident: $other_type:ty,)*
    })?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize)]
        $visible struct $name {
            $($(#[$field_meta])* $(#[serde(rename = $column)])? pub $field: $type,)*
            $($($(#[$other_meta])* pub $other: $other_type,)*)?
        }

        impl $crate::row::Row for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$($crate::row::column!($field $($column)?),)*];
        }
    };
}

/// A column by its field's name, or by its own.
macro_rules! column {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $column:literal) => {
        $column
    };
}

pub(crate) use {column, row};

/// The beginning of a statement that inserts rows, which stand in the parameter `rows` as a JSON array.
pub(crate) fn insert<R: Row>(rows: &str) -> String {
    insert_from::<R>(&format!("json_populate_recordset(NULL::{}, {rows}::json)", R::TABLE))
}

/// The same of rows that stand in another part of the statement.
pub(crate) fn insert_from<R: Row>(source: &str) -> String {
    let columns = R::COLUMNS.join(", ");
    format!("INSERT INTO {} ({columns}) SELECT {columns} FROM {source}", R::TABLE)
}

/// Bytes, written in JSON as PostgreSQL writes a `bytea`: `\x00ff`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("\\x{}", hex::encode(&self.0)))
    }
}

/// Reads what PostgreSQL wrote of a `bytea` into JSON.
pub(crate) fn bytes_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
    let Some(written) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let unreadable = || D::Error::custom("these are no bytes");
    let digits = written.strip_prefix("\\x").ok_or_else(unreadable)?;
    hex::decode(digits).map(Some).map_err(|_| unreadable())
}

impl Type<Postgres> for Bytes {
    fn type_info() -> sqlx::postgres::PgTypeInfo {
        <Vec<u8> as Type<Postgres>>::type_info()
    }
}

impl<'r> Decode<'r, Postgres> for Bytes {
    fn decode(value: sqlx::postgres::PgValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        <Vec<u8> as Decode<'r, Postgres>>::decode(value).map(Self)
    }
}

impl<'q> Encode<'q, Postgres> for Bytes {
    fn encode_by_ref(
        &self,
        buffer: &mut sqlx::postgres::PgArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        <Vec<u8> as Encode<'q, Postgres>>::encode_by_ref(&self.0, buffer)
    }
}

impl sqlx::postgres::PgHasArrayType for Bytes {
    fn array_type_info() -> sqlx::postgres::PgTypeInfo {
        <Vec<u8> as sqlx::postgres::PgHasArrayType>::array_type_info()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_postgresql_does() {
        assert_eq!(serde_json::to_string(&Bytes(vec![0, 255, 16])).unwrap(), r#""\\x00ff10""#);
        assert_eq!(serde_json::to_string(&Bytes(vec![])).unwrap(), r#""\\x""#);
    }

    #[test]
    fn bytes_are_read_as_postgresql_writes_them() {
        let read = |json: &str| bytes_or_null(&mut serde_json::Deserializer::from_str(json)).ok();
        assert_eq!(read(r#""\\x00fF10""#), Some(Some(vec![0, 255, 16])));
        assert_eq!((read(r#""\\x""#), read("null")), (Some(Some(vec![])), Some(None)));
        for wrong in [r#""00ff""#, r#""\\x0""#, r#""\\xzz""#, r#""\\xé""#, "1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
