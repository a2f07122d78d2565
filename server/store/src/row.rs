//! Rows travel to PostgreSQL as JSON arrays, one parameter a table, and are unpacked there by
//! `json_populate_recordset` into the columns of the same names: one statement writes any number
//! of rows into several tables, and a field without a column can't pass a test unseen.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sqlx::{Decode, Encode, Postgres, Type};

/// Bytes, written in JSON as PostgreSQL writes a `bytea`: `\x00ff`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut written = String::with_capacity(2 + 2 * self.0.len());
        written.push_str("\\x");
        for byte in &self.0 {
            for nibble in [byte >> 4, byte & 15] {
                written.push(DIGITS.get(usize::from(nibble)).copied().map_or('0', char::from));
            }
        }
        serializer.serialize_str(&written)
    }
}

/// Reads what PostgreSQL wrote of a `bytea` into JSON.
pub(crate) fn bytes_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
    let Some(written) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let unreadable = || D::Error::custom("these are no bytes");
    let digits = written.strip_prefix("\\x").filter(|digits| digits.is_ascii()).ok_or_else(unreadable)?;
    let bytes = (0..digits.len()).step_by(2).map(|at| {
        let pair = digits.get(at..at + 2).ok_or_else(unreadable)?;
        u8::from_str_radix(pair, 16).map_err(|_| unreadable())
    });
    bytes.collect::<Result<_, _>>().map(Some)
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
