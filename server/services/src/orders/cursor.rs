//! Keyset cursors: where a page ended, opaque to whoever sends it back.

use chrono::{DateTime, Utc};
use contract::Problem;
use domain::calendar::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Failure, protection::hex};

/// How many rows a page has if nobody says.
const DEFAULT: i64 = 50;
/// How many it has at most.
const MOST: i64 = 200;

/// How many rows were asked for.
pub(crate) fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    let limit = asked.unwrap_or(DEFAULT);
    if (1..=MOST).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::invalid("limit", "out_of_range", format!("Ask for 1 to {MOST} rows.")))
    }
}

/// Reads a cursor that [`cut`] wrote.
pub(crate) fn read<T: DeserializeOwned>(cursor: &str) -> Result<T, Problem> {
    let bytes: Option<Vec<u8>> = (0..cursor.len())
        .step_by(2)
        .map(|at| cursor.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(invalid)
}

/// What is said of a cursor that no page ended with.
pub(crate) fn invalid() -> Problem {
    Problem::invalid("cursor", "invalid", "Start from the first page again.")
}

/// Reads where a list by time ended. Anybody can write a cursor, so its time has bounds too.
pub(crate) fn read_place(cursor: &str) -> Result<(DateTime<Utc>, Uuid), Problem> {
    let (at, id): (Timestamp, Uuid) = read(cursor)?;
    Ok((at.instant(), id))
}

/// Cuts rows that were fetched one over the limit, and writes where the next page begins.
pub(crate) fn cut<R, K: Serialize>(
    rows: &mut Vec<R>,
    limit: i64,
    key: impl Fn(&R) -> K,
) -> Result<Option<String>, Failure> {
    let limit = usize::try_from(limit).unwrap_or(0);
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    rows.last().map(|row| Ok(hex(&serde_json::to_vec(&key(row))?))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_the_last_row_of_a_full_page() {
        let mut rows = vec![1, 2, 3];
        let cursor = cut(&mut rows, 2, |row| (*row, "é")).unwrap().unwrap();
        assert_eq!(rows, [1, 2]);
        assert_eq!(read::<(i32, String)>(&cursor).unwrap(), (2, "é".to_owned()));
        assert_eq!(cut(&mut rows, 2, |row| *row).unwrap(), None);
        for wrong in ["", "zz", "7", "é", &cursor[2..]] {
            assert!(read::<(i32, String)>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_in_time_is_read_back_and_has_bounds() {
        let at: DateTime<Utc> = "2026-11-21T03:00:00.123456Z".parse().unwrap();
        let place = (at, Uuid::nil());
        let mut rows = vec![place, place];
        let cursor = cut(&mut rows, 1, |row| *row).unwrap().unwrap();
        assert_eq!(read_place(&cursor).unwrap(), place);
        for year in ["-262143", "-4714", "0001", "+294277", "+262142"] {
            let cursor = hex(format!("[\"{year}-01-01T00:00:00Z\",\"{}\"]", Uuid::nil()).as_bytes());
            assert_eq!(read_place(&cursor).unwrap_err().errors[0].field, "cursor", "{year}");
        }
    }

    #[test]
    fn limits_are_kept() {
        assert_eq!(limit(None).unwrap(), 50);
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err() && limit(Some(200)).is_ok());
    }
}
