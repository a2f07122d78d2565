//! Rows with a hash over all that they say.

use std::ops::Deref;

use serde::Serialize;

use crate::{Bytes, row::Row};

/// A row with a column for the hash over its other columns.
pub trait Sealable {
    /// Takes the hash.
    fn put_seal(&mut self, seal: Bytes);
}

/// A row whose hash was taken. It can be read and written, and not be changed: what was changed after its
/// hash was taken would look like somebody else's work.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Sealed<R>(R);

impl<R: Sealable> Sealed<R> {
    /// Takes the hash of a row that is complete.
    pub fn new(mut row: R, hash: impl FnOnce(&R) -> Vec<u8>) -> Self {
        let seal = Bytes(hash(&row));
        row.put_seal(seal);
        Self(row)
    }
}

impl<R: Row> Row for Sealed<R> {
    const TABLE: &'static str = R::TABLE;
    const COLUMNS: &'static [&'static str] = R::COLUMNS;
}

impl<R> Deref for Sealed<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.0
    }
}
